"""What the module prints."""
