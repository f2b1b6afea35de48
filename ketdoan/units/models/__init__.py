"""The tables of the module."""

from .areas import Area
from .attachments import Attachment
from .bodies import Appointment, Body, Department, Term
from .contacts import Contact, Identifier, PersonalDataView
from .decisions import Decision
from .imports import ImportLayout, ImportRow, UnionImport
from .persons import Person, PersonName
from .plans import Plan, PlanStep
from .posts import AdminSession, Invitation, Post, Role
from .regulations import Regulation
from .templates import PrintTemplate
from .units import Change, Edge, Lineage, Unit, UnitVersion

__all__ = [
    "AdminSession",
    "Appointment",
    "Area",
    "Attachment",
    "Body",
    "Change",
    "Contact",
    "Decision",
    "Department",
    "Edge",
    "Identifier",
    "ImportLayout",
    "ImportRow",
    "Invitation",
    "Lineage",
    "Person",
    "PersonName",
    "PersonalDataView",
    "Plan",
    "PlanStep",
    "Post",
    "PrintTemplate",
    "Regulation",
    "Role",
    "Term",
    "UnionImport",
    "Unit",
    "UnitVersion",
]
