"""The tables of the module."""

from .assignments import Answer, Assignment, Extension, Reminder
from .groups import UnitGroup
from .tasks import Question, Task

__all__ = ["Answer", "Assignment", "Extension", "Question", "Reminder", "Task", "UnitGroup"]
