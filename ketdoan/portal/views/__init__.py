"""Pages of the app, and the officials' pages about it."""
