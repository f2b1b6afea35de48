"""The tables of the module."""

from .assignments import Answer, Assignment, Extension, Reminder
from .groups import UnitGroup
from .log import Activity
from .tasks import Question, Task

__all__ = ["Activity", "Answer", "Assignment", "Extension", "Question", "Reminder", "Task", "UnitGroup"]
