"""Pure rules of the module."""
