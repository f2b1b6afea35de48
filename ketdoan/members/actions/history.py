"""Taking in the whole history of a union at once: for a register that begins with what was kept elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all, take_keys
from ketdoan.core.history import span
from ketdoan.core.viet import VietError, fold, sort_key, title_key
from ketdoan.units.actions.refresh import refresh
from ketdoan.units.actions.structure import lock_structure
from ketdoan.units.models import Change, Edge, Lineage, Person, Unit, UnitVersion
from ketdoan.units.rules import ChangeKind

from ..history.ledger import Birth, Chain, Ending, Ledger, Placing, Step, replay_history
from ..history.lines import Line, read_lines
from ..models import MemberEvent, RejectedLine
from ..rules import Fact, replay
from .deriving import Paths, keep_new
from .recording import append

#: The kind of unit that stands for each level of a history file.
KINDS = {
    "confederation": "confederation",
    "federation": "provincial_federation",
    "upper": "special_upper_union",
    "grassroots": "grassroots_union",
}
CHANGES = {
    "found": ChangeKind.FOUND,
    "move": ChangeKind.MOVE,
    "merge": ChangeKind.MERGE,
    "split": ChangeKind.SPLIT,
    "dissolve": ChangeKind.DISSOLVE,
}


@action("members.history.load", "Nạp lịch sử tổ chức, đoàn viên")
def load_history(act: Act, *, lines: Iterable[str]) -> Ledger:
    """Replay a file of events into an empty register. Raises ValidationError for a file that cannot be read, and
    where there are units already.

    Units and persons bear the names of the file. Who may stand under whom is not checked: the past was as it was.
    """
    try:
        ledger = replay_history(read_lines(lines))
    except VietError as error:
        raise ValidationError(str(error)) from None
    lock_structure()
    if Unit._base_manager.exists():
        raise ValidationError("Dữ liệu đã có đơn vị. Lịch sử chỉ nạp được vào thư mục dữ liệu trống.")
    writing = _Writing(ledger)
    writing.units_of()
    writing.members_of(act)
    RejectedLine.objects.bulk_create(
        RejectedLine(event=line.id, on=line.on, do=line.do, why=why) for line, why in ledger.rejected
    )
    told = {"units": len(ledger.births), "steps": len(ledger.steps), "rejected": len(ledger.rejected)}
    act.record(change=told)
    return ledger


class _Writing:
    """Turns what a ledger tells into the rows of the register."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        names = list(dict.fromkeys(birth.unit for birth in ledger.births))
        self.ids = dict(zip(names, take_keys(Unit, len(names)), strict=True))
        #: Days on which the tree changed: there the order within the day matters.
        self.busy = {placing.line.on for placing in ledger.placings} | {end.line.on for end in ledger.endings}

    # Units

    def units_of(self) -> None:
        """Units with their versions, edges and lineage. One that ended on the day it began lasts that day."""
        births = {birth.unit: birth for birth in self.ledger.births}
        ends = {end.unit: max(end.line.on, births[end.unit].line.on + timedelta(days=1)) for end in self.ledger.endings}
        kinds = {name: KINDS[birth.level] for name, birth in births.items()}
        insert_all([self._unit(name, kinds[name], births[name].level) for name in births])
        changes = self._changes()
        versions = [
            UnitVersion(
                unit_id=self.ids[name], change=changes[birth.line.id], kind=kinds[name], name=name, short_name=name,
                valid=span(birth.line.on, ends.get(name)),
            )
            for name, birth in births.items()
        ]  # fmt: skip
        insert_all(versions)
        insert_all(list(self._edges(ends, changes)))
        insert_all(list(self._lineage(changes)))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_unit, units_unitversion, units_edge, units_lineage, units_change")
        refresh(self.ids.values())

    def _unit(self, name: str, kind: str, level: str) -> Unit:
        pk = self.ids[name]
        return Unit(
            pk=pk, code=name, path=f"{pk}/", territory_path=f"{pk}/", kind=kind, level=level, name=name,
            short_name=name, words=fold(name), sort_key=title_key(name), status="active",
        )  # fmt: skip

    def _changes(self) -> dict[int, Change]:
        """A change for each event that shaped the tree, by the number of the event."""
        about: dict[int, tuple[Line, str]] = {}
        events: list[Birth | Placing | Ending] = [*self.ledger.births, *self.ledger.placings, *self.ledger.endings]
        for event in events:
            about.setdefault(event.line.id, (event.line, event.unit))
        rows = {
            pk: Change(kind=CHANGES[line.do], on=line.on, unit_id=self.ids[unit]) for pk, (line, unit) in about.items()
        }
        insert_all([rows[pk] for pk in sorted(rows, key=lambda pk: (rows[pk].on, pk))])
        return rows

    def _edges(self, ends: dict[str, date], changes: dict[int, Change]) -> Iterable[Edge]:
        """Who stood under whom at the end of each day."""
        placings = sorted(self.ledger.placings, key=lambda placing: placing.unit)  # stable: in order for each unit
        for unit, of_unit in groupby(placings, key=lambda placing: placing.unit):
            last_of_day = list({placing.line.on: placing for placing in of_unit}.values())
            for placing, after in zip(last_of_day, [*last_of_day[1:], None], strict=True):
                until = after.line.on if after else ends.get(unit)
                if placing.parent is not None:
                    yield Edge(
                        child_id=self.ids[unit], parent_id=self.ids[placing.parent], valid=span(placing.line.on, until),
                        change=changes[placing.line.id],
                    )  # fmt: skip

    def _lineage(self, changes: dict[int, Change]) -> Iterable[Lineage]:
        for end in self.ledger.endings:
            share = Lineage.PART if end.line.do == "split" else Lineage.ALL
            for heir in end.heirs:
                yield Lineage(
                    change=changes[end.line.id], source_id=self.ids[end.unit], target_id=self.ids[heir], share=share
                )

    # Members

    def members_of(self, act: Act) -> None:
        """Persons, their events, and what follows from these."""
        steps = self.ledger.steps
        people = self._people(steps)
        events = [self._event(step, people[step.person].pk) for step in steps]
        append(act.actor, events)
        paths = {event.pk: self._paths(step) for event, step in zip(events, steps, strict=True)}
        facts: dict[int, list[Fact]] = defaultdict(list)
        for event in events:
            facts[event.person_id].append(event.fact)
        found = {pk: replay(of_one) for pk, of_one in facts.items()}
        if any(course.impossible for course in found.values()):
            raise AssertionError("the ledger let something happen that the register holds for impossible")
        keep_new(found, people.values(), paths)

    def _people(self, steps: Sequence[Step]) -> dict[str, Person]:
        """A person for each name, kept by the unit where they came first."""
        found: dict[str, Person] = {}
        for step in steps:
            if step.person not in found:
                name = step.person
                found[name] = Person(
                    unit_id=self.ids[step.unit], name=name, words=fold(name), sort_key=sort_key(name), sex=""
                )
        insert_all(list(found.values()))
        return found

    def _event(self, step: Step, person_id: int) -> MemberEvent:
        return MemberEvent(
            person_id=person_id, kind=step.kind.value, unit_id=self.ids[step.unit],
            to_unit_id=self.ids[step.to] if step.to else None, on=step.line.on, place=step.line.id, reason=step.reason,
        )  # fmt: skip

    def _paths(self, step: Step) -> Paths:
        """The paths of an event of a day on which the tree changed too."""
        if step.line.on not in self.busy:
            return Paths()
        here = self._path(step.chain)
        if step.to is None:
            return Paths(to=here, left=here)
        return Paths(to=self._path(step.to_chain), source=here, left=here)

    def _path(self, chain: Chain) -> str:
        return "".join(f"{self.ids[name]}/" for name in chain)
