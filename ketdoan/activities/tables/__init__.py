"""Lists of the module."""
