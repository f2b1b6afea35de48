"""The tables of the module."""

from .desk import Case, CaseStep
from .handbook import EntryCheck, OwnEntry
from .library import Article, Indexing, LegalAct
from .tally import Tally

__all__ = ["Article", "Case", "CaseStep", "EntryCheck", "Indexing", "LegalAct", "OwnEntry", "Tally"]
