"""The module's part of the illustrative union."""

from .province import grade_members, grade_unions

__all__ = ["grade_members", "grade_unions"]
