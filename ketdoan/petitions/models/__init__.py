"""The tables of the module."""

from .petition import Opening, Petition, Picture, Step, Voice
from .promise import Promise

__all__ = ["Opening", "Petition", "Picture", "Promise", "Step", "Voice"]
