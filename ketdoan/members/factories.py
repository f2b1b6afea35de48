"""Members of small unions, for tests and the demo."""

from datetime import date

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit

from .actions.people import admit_new
from .models import Member

JOINED = date(2020, 1, 6)


def make_members(unit: Unit, *names: str, on: date = JOINED, sex: str = "", birth_year: int = 1990) -> list[Member]:
    """Persons of these names, admitted to a unit by the system."""
    with acting(SYSTEM):
        new = [NewPerson(unit, name, birth_year=birth_year, sex=sex) for name in names]
        events = admit_new(unit=unit, new=new, on=on, apart=True)
        held = Member.objects.in_bulk([event.person_id for event in events])
    return [held[event.person_id] for event in events]
