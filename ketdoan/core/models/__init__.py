"""The tables of the core."""

from .accounts import Account
from .audit import AuditEntry, AuditSeal, Done
from .rules import Rule

__all__ = ["Account", "AuditEntry", "AuditSeal", "Done", "Rule"]
