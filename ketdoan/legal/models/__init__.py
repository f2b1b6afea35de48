"""The tables of the module."""

from .desk import Case, CaseStep
from .handbook import EntryCheck, OwnEntry
from .library import Article, Indexing, LegalAct, Relation, Source, Upload
from .tally import Tally

__all__ = [
    "Article",
    "Case",
    "CaseStep",
    "EntryCheck",
    "Indexing",
    "LegalAct",
    "OwnEntry",
    "Relation",
    "Source",
    "Tally",
    "Upload",
]
