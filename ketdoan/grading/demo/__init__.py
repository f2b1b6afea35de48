"""The module's part of the illustrative union."""

from .sector import grade_sector

__all__ = ["grade_sector"]
