"""What the module prints: decisions and lists, the data each takes, and the templates that are shipped."""
