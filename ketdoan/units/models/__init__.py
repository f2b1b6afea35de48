"""The tables of the module."""

from .areas import Area
from .bodies import Appointment, Body, Department, Term
from .decisions import Decision
from .persons import Person
from .posts import AdminSession, Invitation, Post, Role
from .units import Change, Edge, Lineage, Unit, UnitVersion

__all__ = [
    "AdminSession",
    "Appointment",
    "Area",
    "Body",
    "Change",
    "Decision",
    "Department",
    "Edge",
    "Invitation",
    "Lineage",
    "Person",
    "Post",
    "Role",
    "Term",
    "Unit",
    "UnitVersion",
]
