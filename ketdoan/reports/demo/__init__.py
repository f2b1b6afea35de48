"""The module's part of the illustrative union."""

from .published import enter_published
from .rounds import ask_for_reports
from .targets import set_targets

__all__ = ["ask_for_reports", "enter_published", "set_targets"]
