"""The tables of the module."""

from .employers import EmployerSheet
from .forms import FormDraft, FormVersion
from .narratives import Enclosure, Narrative
from .rounds import Round
from .submissions import Adjustment, Counting, Filling, Note, Paper, Revision, Submission
from .targets import Target

__all__ = [
    "Adjustment",
    "Counting",
    "EmployerSheet",
    "Enclosure",
    "Filling",
    "FormDraft",
    "FormVersion",
    "Narrative",
    "Note",
    "Paper",
    "Revision",
    "Round",
    "Submission",
    "Target",
]
