"""Checks of the figures of an article. Each says something only where the words make the relation sure."""
