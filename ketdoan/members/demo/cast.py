"""Who comes into the register, unit by unit, and the act by which thousands are brought in together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from random import Random

from django.db import connection

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import today
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.demo.stage import STATE_EXIT
from ketdoan.units.models import Unit, UnitVersion
from ketdoan.units.queries.ends import End, ends_of

from ..actions.bringing import Happening, Newcomer, bring_in
from ..rules import EventKind, LeaveReason
from .blemishes import blemished
from .drawing import Numbers, birth, named, reason

TOGETHER = 20_000
STATE = ("state_agency", "budget_public_service")
ADMISSION, TRANSFER, LEAVE = EventKind.ADMISSION.value, EventKind.TRANSFER.value, EventKind.LEAVE.value


@action("members.bring_in", "Nạp đoàn viên")
def _bring_in(act: Act, *, newcomers: Sequence[Newcomer]) -> None:
    events = bring_in(act.actor, newcomers)
    act.record(change={"people": len(newcomers), "events": len(events)})


class Places:
    """Grassroots unions with all below them, as they were and became: looked up once."""

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units that may have members, by code."""
        levels = ("grassroots", "section", "group")
        return {unit.code: unit for unit in Unit._base_manager.filter(level__in=levels).order_by("code")}

    @cached_property
    def by_id(self) -> dict[int, Unit]:
        """The same by id."""
        return {unit.pk: unit for unit in self.units.values()}

    @cached_property
    def versions(self) -> dict[int, UnitVersion]:
        """The last known version of each unit."""
        rows = UnitVersion._base_manager.filter(replaced_at=None, unit__in=self.units.values()).order_by("valid")
        return {row.unit_id: row for row in rows}

    @cached_property
    def since(self) -> dict[int, date]:
        """The first day of each unit."""
        rows = UnitVersion._base_manager.filter(replaced_at=None, unit__in=self.units.values()).order_by("-valid")
        return {row.unit_id: row.since for row in rows}

    @cached_property
    def ends(self) -> Mapping[int, End]:
        """The end of each unit that has ended."""
        return ends_of([unit.pk for unit in self.units.values()])

    def beginning(self, *codes: str) -> list[Unit]:
        """Grassroots unions whose codes begin with one of these."""
        return [unit for unit in self.units.values() if unit.code.startswith(codes) and unit.level == "grassroots"]

    def last_day(self, unit: Unit) -> date:
        """The last day on which anything may happen in a unit: three days ago, or before its end."""
        latest = today() - timedelta(days=3)
        end = self.ends.get(unit.pk)
        return min(latest, end.on - timedelta(days=1)) if end else latest

    def leaves(self, unit: Unit) -> list[Unit]:
        """The groups of a union, to one of which each of its members belongs; the union itself where it has none."""
        return self._groups.get(unit.pk) or [unit]

    @cached_property
    def _groups(self) -> dict[int, list[Unit]]:
        found: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            if unit.level == "group":
                for part in unit.path.strip("/").split("/"):
                    found[int(part)].append(unit)
        return found

    def followed(self, unit: Unit) -> Unit:
        """The unit itself, or where its members came with it."""
        while (end := self.ends.get(unit.pk)) and end.heir is not None:
            unit = self.by_id[end.heir]
        return unit

    def women(self, unit: Unit, usual: float) -> float:
        """The share of women among the workers of a unit; the usual one where nobody said."""
        version = self.versions[unit.pk]
        return version.women / version.workers if version.workers and version.women is not None else usual

    def industry(self, unit_id: int) -> str:
        """The industry of a union, or of the one to which a section or group belongs."""
        line = (int(part) for part in reversed(self.by_id[unit_id].path.strip("/").split("/")))
        return next(
            (self.versions[pk].industry for pk in line if pk in self.versions and self.versions[pk].industry), ""
        )

    def leaves_state(self, unit: Unit) -> bool:
        """Whether a unit ended when the unions of state bodies did."""
        end = self.ends.get(unit.pk)
        return end is not None and end.on == STATE_EXIT


class Cast:
    """The people of one part of the demo, drawn one after the other."""

    def __init__(self, seed: str, places: Places, numbers: Numbers | None = None) -> None:
        self.random = Random(f"members of {seed}")  # noqa: S311 - illustrative, not secret
        self.places, self.numbers = places, numbers
        self.newcomers: list[Newcomer] = []

    def admit(self, unit: Unit, on: date, *further: Happening, women: float = 0.42) -> None:
        """Somebody whom a unit admitted, with what happened after."""
        happenings = [Happening(ADMISSION, on, unit.pk), *further]
        home = self._home(unit, further)
        if self.places.leaves_state(home) and (not further or further[-1].kind != LEAVE):
            happenings.append(Happening(LEAVE, STATE_EXIT, home.pk, reason=LeaveReason.STATE_BODY.value))
        gone = happenings[-1] if happenings[-1].kind == LEAVE else None
        name, sex = named(self.random, women)
        retired = gone is not None and gone.reason == LeaveReason.RETIRED
        born = birth(self.random, on, gone.on if gone else today(), retired=retired)
        person = NewPerson(home, name, birth_date=born, sex=sex)
        if self.numbers and not gone:
            person = blemished(replace(person, values=self.numbers.draw(self.random, born, sex)), len(self.newcomers))
        self.newcomers.append(Newcomer(person, happenings))

    def left(self, unit: Unit, first: date, last: date) -> Happening:
        """That somebody left a unit between two days, for a reason that is drawn."""
        return Happening(LEAVE, self._day(first, last), unit.pk, reason=reason(self.random))

    def moved(self, unit: Unit, to: Unit, first: date, last: date) -> Happening:
        """That somebody was transferred between two days."""
        return Happening(TRANSFER, self._day(first, last), unit.pk, to.pk)

    def bring_in(self) -> None:
        """Bring all of them in. Later queries find the tables with statistics."""
        for start in range(0, len(self.newcomers), TOGETHER):
            _bring_in(newcomers=self.newcomers[start : start + TOGETHER])
        self.newcomers.clear()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_person, members_memberevent, members_spell, members_member")

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def _home(self, unit: Unit, further: Sequence[Happening]) -> Unit:
        """The unit that keeps the record: the one where the person came to last, or its heir."""
        last = next((one.to_unit for one in reversed(further) if one.to_unit), unit.pk)
        return self.places.followed(self.places.by_id[last])
