"""The tables of the module."""

from .members import MemberGrade, MemberList
from .rounds import Round
from .sheets import Sheet, Step

__all__ = ["MemberGrade", "MemberList", "Round", "Sheet", "Step"]
