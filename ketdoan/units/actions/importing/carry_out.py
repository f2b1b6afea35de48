"""Doing what a plan says, in bulk, by the same functions as the single acts. Part of an act: call it from one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from ketdoan.core.actions import Act
from ketdoan.core.rules import one_reading
from ketdoan.core.scope import LINE
from ketdoan.core.staging.plans import Step

from ...models import Change, Decision, Person, Unit
from ...rules import ChangeKind
from ..bodies import appoint_all, open_all
from ..refresh import refresh_names, refresh_paths
from ..structure import Birth, alter_each, begin_each, place
from .plan import UnionPlan
from .units import Changing, Founding, Target

CHUNK, MANY = 2_000, 500


def carry_out(act: Act, plan: UnionPlan, decision: Decision | None, step: Step) -> list[Any]:
    """Do all of a plan; `step` is told how many things were done. Returns the rows that came of it."""
    work = _Work(act, decision, step)
    with one_reading():
        work.found(plan.foundings)
        work.change(plan.changes)
        persons = work.persons(plan.newcomers)
        terms = work.terms(plan)
        appointments = work.appointments(plan)
    return [*work.founded, *(change.target.unit for change in plan.changes), *persons, *terms, *appointments]


class _Work:
    def __init__(self, act: Act, decision: Decision | None, step: Step) -> None:
        self.act, self.decision, self.step = act, decision, step
        self.founded: list[Unit] = []

    def _change(self, kind: ChangeKind, on: date, unit_id: int) -> Change:
        return Change._base_manager.create(kind=kind, on=on, unit_id=unit_id, decision=self.decision, note=self.act.why)

    def found(self, foundings: Sequence[Founding]) -> None:
        """Found units, those above before those below, with one change for each day. Their paths need no refreshing:
        they follow from those of their parents, which were read under the lock."""
        changes: dict[date, Change] = {}
        for _, layer in groupby(sorted(foundings, key=_depth), key=_depth):
            births = []
            for founding in layer:
                births.append((founding, self._birth(founding)))
                if founding.since not in changes:
                    changes[founding.since] = self._change(ChangeKind.FOUND, founding.since, births[-1][1].pk)
            # The change names the unit before it is there: the database looks for it at the end.
            for start in range(0, len(births), CHUNK):
                part = births[start : start + CHUNK]
                units = begin_each([(changes[founding.since], birth) for founding, birth in part])
                for (founding, _), unit in zip(part, units, strict=True):
                    founding.target.unit = unit
                self.founded += units
                self.step(len(units))
                if len(units) >= MANY:
                    _let_planner_know()

    @staticmethod
    def _birth(founding: Founding) -> Birth:
        return Birth(founding.target.unit.code, founding.values, founding.above.unit)

    def change(self, changes: Sequence[Changing]) -> None:
        """Rename, describe and move units that exist, by one change of each sort for each day."""
        for since, of_day in groupby(sorted(changes, key=_day), key=_day):
            self._change_from(since, list(of_day))
        self.step(len(changes))

    def _change_from(self, since: date, changes: Sequence[Changing]) -> None:
        names = ("name", "short_name")
        renamed = {c.target.unit.pk: {n: v for n, v in c.values.items() if n in names} for c in changes}
        described = {c.target.unit.pk: {n: v for n, v in c.values.items() if n not in names} for c in changes}
        for kind, values in ((ChangeKind.RENAME, renamed), (ChangeKind.DESCRIBE, described)):
            wanted = {pk: given for pk, given in values.items() if given}
            if wanted:
                alter_each(self._change(kind, since, next(iter(wanted))), wanted, since)
        refresh_names([pk for pk, given in renamed.items() if given])
        moved = {c.target.unit.pk: c.above.unit.pk for c in changes if c.above}
        if moved:
            place(self._change(ChangeKind.MOVE, since, next(iter(moved))), moved, since, LINE)
            refresh_paths(moved)

    def persons(self, newcomers: Sequence[tuple[Person, Target]]) -> list[Person]:
        """Open the records of persons."""
        for person, target in newcomers:
            person.unit = target.unit
        made = Person._base_manager.bulk_create([person for person, _ in newcomers], batch_size=CHUNK)
        self.step(len(made))
        return made

    def terms(self, plan: UnionPlan) -> list[Any]:
        new = [replace(opening.term, unit=opening.target.unit) for opening in plan.openings]
        made: list[Any] = []
        for start in range(0, len(new), CHUNK):
            terms, _ = open_all(new[start : start + CHUNK], self.decision)
            made += terms
            self.step(len(terms))
        return made

    def appointments(self, plan: UnionPlan) -> list[Any]:
        new = [replace(seating.seat, unit=seating.target.unit) for seating in plan.seatings]
        made: list[Any] = []
        for start in range(0, len(new), CHUNK):
            seats = appoint_all(new[start : start + CHUNK], self.decision)
            made += [appointment for appointment, _ in seats]
            self.step(len(seats))
        return made


def _let_planner_know() -> None:
    """Statistics are gathered by themselves only after the transaction; without them its later queries crawl."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit, units_unitversion, units_edge")


def _day(change: Changing) -> date:
    return change.since


def _depth(founding: Founding) -> int:
    """How many units to be founded stand above one."""
    return founding.depth
