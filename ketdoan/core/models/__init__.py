"""The tables of the core."""

from .accounts import Account
from .audit import AuditEntry, AuditPending, AuditSeal, Done
from .deliveries import Broadcast, Delivery, PushSubscription
from .files import Blob
from .jobs import JobFault
from .keys import DataKey
from .notifications import MessageChoice, Notification, Preference
from .progress import Progress
from .rules import Rule
from .screens import Draft, KeptFile, SavedView
from .tokens import ApiToken

__all__ = [
    "Account",
    "ApiToken",
    "AuditEntry",
    "AuditPending",
    "AuditSeal",
    "Blob",
    "Broadcast",
    "DataKey",
    "Delivery",
    "Done",
    "Draft",
    "JobFault",
    "KeptFile",
    "MessageChoice",
    "Notification",
    "Preference",
    "Progress",
    "PushSubscription",
    "Rule",
    "SavedView",
]
