"""The tables of the module."""

from .promises import AgendaItem, Promise, PromiseReport
from .slips import Slip, Taken
from .surveys import Question, Statement, Survey

__all__ = ["AgendaItem", "Promise", "PromiseReport", "Question", "Slip", "Statement", "Survey", "Taken"]
