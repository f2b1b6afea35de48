"""The record of what was printed: a Word file leaves the house with names and birth dates in it."""

from collections.abc import Sequence

from django.db.models import Model

from ketdoan.core.actions import Act, action

from ..models import PersonalDataView, Unit
from .seen import taken


@action("units.print", "In quyết định, danh sách", permission="units.view")
def record_print(act: Act, *, unit: Unit, kind: str, about: Model, people: Sequence[int], title: str = "") -> None:
    """Say that a print of a kind was made for a unit: what it is about, and a digest of the ids of its people."""
    act.record(about, unit_id=unit.pk, change={"kind": kind})
    if people:
        act.record_rows(people)
        taken(people, PersonalDataView.PRINT, title)
