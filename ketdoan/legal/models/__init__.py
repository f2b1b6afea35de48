"""The tables of the module."""

from .desk import Case, CaseStep
from .library import Article, Indexing, LegalAct

__all__ = ["Article", "Case", "CaseStep", "Indexing", "LegalAct"]
