"""The tables of the module."""

from .cases import AidCase, CasePhoto, CaseStep
from .programmes import Programme, Question, Registration
from .rates import Rate

__all__ = ["AidCase", "CasePhoto", "CaseStep", "Programme", "Question", "Rate", "Registration"]
