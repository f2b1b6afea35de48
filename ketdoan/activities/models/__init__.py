"""The tables of the module."""

from .assignments import Answer, Assignment, Extension, Reminder
from .groups import UnitGroup
from .log import Activity
from .programme import Programme, ProgrammeItem
from .tasks import Question, Task

__all__ = [
    "Activity",
    "Answer",
    "Assignment",
    "Extension",
    "Programme",
    "ProgrammeItem",
    "Question",
    "Reminder",
    "Task",
    "UnitGroup",
]
