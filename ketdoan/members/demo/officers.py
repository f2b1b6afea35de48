"""Officers of grassroots unions and leaders of groups are members too: their records stand already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from ketdoan.core.actions import Act, action
from ketdoan.units.demo.stage import STATE_EXIT
from ketdoan.units.models import Appointment, Person, Unit

from ..actions.recording import record
from ..models import MemberEvent
from ..rules import EventKind, LeaveReason
from .cast import Places
from .drawing import YOUNGEST, joining_day


@dataclass(frozen=True)
class Officer:
    """Somebody who held an office, the unit of the body, and the first day in office there."""

    person: Person
    unit_id: int
    since: date


def officers_of(unit_ids: Collection[int]) -> list[Officer]:
    """Who ever held an office in a body of these units, once each."""
    rows = Appointment._base_manager.filter(replaced_at=None, body__unit__in=unit_ids)
    found: dict[int, Officer] = {}
    for row in rows.select_related("person", "body").order_by("valid", "pk"):
        found.setdefault(row.person_id, Officer(row.person, row.body.unit_id, row.valid.lower))
    return list(found.values())


@action("members.admit_officers", "Ghi cán bộ công đoàn cơ sở là đoàn viên", permission="members.admit")
def _admit_officers(act: Act, *, events: Sequence[MemberEvent]) -> None:
    record(act, events)
    act.record_rows([event.pk for event in events])


def admit_officers(places: Places, joined_by: Mapping[str, date]) -> None:
    """All of them, each in a group of their union where it has groups. `joined_by` says by which day those had joined
    whose union has a code that begins so."""
    random = Random("members who are officers")  # noqa: S311 - illustrative, not secret
    turn: dict[int, int] = defaultdict(int)
    events: list[MemberEvent] = []
    for officer in officers_of(list(places.by_id)):
        leaves = places.leaves(places.by_id[officer.unit_id])
        home = leaves[turn[officer.unit_id] % len(leaves)]
        turn[officer.unit_id] += 1
        latest = next((day for code, day in joined_by.items() if home.code.startswith(code)), officer.since)
        events += _past(places, officer, home, _joined(random, places.since[home.pk], officer, latest))
    _admit_officers(events=events)


def _joined(random: Random, founded: date, officer: Officer, latest: date) -> date:
    """A day of joining: when the union stood and the officer was grown, if that was so by the latest day."""
    born = officer.person.birth_date
    grown = date(born.year + YOUNGEST, born.month, born.day) if born else founded
    latest = max(latest, founded)
    return joining_day(random, min(max(founded, grown), latest), latest)


def _past(places: Places, officer: Officer, home: Unit, joined: date) -> Iterable[MemberEvent]:
    about = {"person_id": officer.person.pk, "unit": home}
    yield MemberEvent(kind=EventKind.ADMISSION.value, on=joined, **about)
    if places.leaves_state(home):
        yield MemberEvent(kind=EventKind.LEAVE.value, on=STATE_EXIT, reason=LeaveReason.STATE_BODY.value, **about)
