"""The tables of the module."""

from .library import Article, Indexing, LegalAct, Relation, Source, Upload

__all__ = ["Article", "Indexing", "LegalAct", "Relation", "Source", "Upload"]
