"""Forms of the module."""
