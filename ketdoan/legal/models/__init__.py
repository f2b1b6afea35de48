"""The tables of the module."""

from .library import Article, Indexing, LegalAct

__all__ = ["Article", "Indexing", "LegalAct"]
