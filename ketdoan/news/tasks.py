"""Background jobs of the module."""

from .actions.articles import release_due, tell_all

__all__ = ["release_due", "tell_all"]
