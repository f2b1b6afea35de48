"""The lists of the module."""
