"""The module's part of the illustrative union."""

from .published import enter_published
from .rounds import ask_for_reports

__all__ = ["ask_for_reports", "enter_published"]
