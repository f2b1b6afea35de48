"""An official's home: what awaits the acting post, put together from all modules."""
