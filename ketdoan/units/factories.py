"""Small unions, for tests."""

from datetime import date
from typing import Any

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import fold, sort_key

from .actions.reorganisation import found
from .models import Person, Unit

FOUNDED = date(2010, 1, 1)


def make_unit(kind: str, code: str, parent: Unit | None = None, since: date = FOUNDED, **values: Any) -> Unit:
    """Found a unit as the system."""
    values = {"name": f"Đơn vị {code}", "short_name": f"ĐV {code}", **values, "kind": kind}
    territory = values.pop("territory_parent", None)
    with acting(SYSTEM):
        return found(code=code, parent=parent, since=since, values=values, territory_parent=territory)


def make_person(unit: Unit, name: str, **fields: Any) -> Person:
    """A person kept by a unit."""
    return Person.objects.create(unit=unit, name=name, words=fold(name), sort_key=sort_key(name), **fields)
