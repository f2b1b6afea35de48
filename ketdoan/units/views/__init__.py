"""Screens of the module, a file a topic."""
