"""News of the illustrative union."""

from .articles import publish_news

__all__ = ["publish_news"]
