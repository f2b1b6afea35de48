"""What importing a union would do, row by row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ketdoan.core.actions import Act
from ketdoan.core.excel import Row
from ketdoan.core.rules import one_reading
from ketdoan.core.staging.plans import PARTS, Plan, Step, nothing
from ketdoan.core.staging.rows import Finding, layouts_of
from ketdoan.core.viet import format_date

from ...importing.reading import Said, read
from ...models import ImportRow, Person, UnionImport
from ...queries.below import units_below
from ...queries.bodies import body_label, office_label
from ...queries.kinds import kind_label
from ...queries.timeline import FIELD_LABELS
from ...queries.vocabulary import vocabulary
from .officers import Officers, Opening, Seating
from .places import Places
from .units import Changing, Days, Founding, Target, Units


@dataclass
class UnionPlan(Plan):
    """What the rows without faults do, in the order in which it is done."""

    foundings: list[Founding]
    changes: list[Changing]
    openings: list[Opening]
    seatings: list[Seating]
    newcomers: list[tuple[Person, Target]]

    def done(self) -> dict[str, int]:
        return {
            "units": len(self.foundings),
            "changed_units": len(self.changes),
            "terms": len(self.openings),
            "persons": len(self.newcomers),
            "officers": len(self.seatings),
        }


def make_plan(act: Act, upload: UnionImport, rows: Sequence[Row], step: Step = nothing) -> UnionPlan:
    """Compare the rows of a file with the register as the acting post may change it. `step` is told how many rows'
    worth of work is behind: all but one of the PARTS that comparing takes; the last one is to keep what was found."""
    part, layouts = len(rows) // PARTS, layouts_of(upload)
    with one_reading():
        said = read(rows, layouts, vocabulary())
        step(part)
        places = Places(said, units_below(upload.unit), [row.number for row in rows])
        units = Units(act, said, places, Days(upload.since, upload.with_parent))
        step(part)
        columns = [set(filter(None, layout.fields)) for layout in layouts]
        officers = Officers(act, said, places, units, {at: columns[row.sheet] for at, row in enumerate(rows)})
        _pass_on(said, places, units, officers)
        step(part)
        return _plan(said, units, officers, len(rows))


def _pass_on(said: Said, places: Places, units: Units, officers: Officers) -> None:
    """A row that rests on a faulty one cannot be done either: a unit under a new one, what is for a new unit, who
    sits in a new term."""
    rest: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for row, on, column, what in _rests(units, officers):
        if on is not None and on != row:
            rest[on].append((row, column, f"{what} ở {places.line(on)} có lỗi."))
    faulty = list(said.faults)
    while faulty:
        for row, column, message in rest.pop(faulty.pop(), []):
            if row not in said.faults:
                faulty.append(row)
            said.fault(row, column, message)


def _rests(units: Units, officers: Officers) -> Iterator[tuple[int, int | None, str, str]]:
    """Rows, the row that each rests on, where that is shown, and what is there."""
    for founding in units.foundings:
        yield founding.row, _founded_in(founding.above), "parent", "Đơn vị cấp trên"
    for change in units.changes:
        if change.above:
            yield change.row, _founded_in(change.above), "parent", "Đơn vị cấp trên"
    things: list[Any] = [*officers.openings, *officers.seatings]
    for thing in things:
        yield thing.row, _founded_in(thing.target), "person", "Đơn vị"
    for seating in officers.seatings:
        yield seating.row, seating.term_row, "person", "Nhiệm kỳ"


def _founded_in(target: Target) -> int | None:
    """The row that founds a unit; None for one that exists."""
    return target.row if target.unit.pk is None else None


def _plan(said: Said, units: Units, officers: Officers, number: int) -> UnionPlan:
    findings = [Finding(ImportRow.SAME) for _ in range(number)]
    for row in said.ignored:
        findings[row].state = ImportRow.IGNORED
    plan = UnionPlan(
        findings,
        [f for f in units.foundings if f.row not in said.faults],
        [c for c in units.changes if c.row not in said.faults],
        [o for o in officers.openings if o.row not in said.faults],
        [s for s in officers.seatings if s.row not in said.faults],
        [],
    )
    new = {id(person) for person in officers.newcomers}
    found = {id(s.seat.person): (s.seat.person, s.target) for s in plan.seatings if id(s.seat.person) in new}
    plan.newcomers = list(found.values())
    _tell(plan)
    for row, faults in said.faults.items():
        findings[row] = Finding(ImportRow.FAULTY, [], faults)
    return plan


def _tell(plan: UnionPlan) -> None:
    """Say in words what each row does. Many rows take the same words from the rules."""
    body, office_of = cache(body_label), cache(office_label)
    for founding in plan.foundings:
        unit = founding.target.unit
        kind = kind_label(unit.kind, founding.since)
        told = f"Lập {unit.short_name} ({kind}, mã {unit.code}) trực thuộc {founding.above.unit.short_name}"
        plan.findings[founding.row] = Finding(ImportRow.NEW, [told, *_later(founding)])
    for change in plan.changes:
        labels = {"name": "tên đầy đủ", "short_name": "tên gọn"}
        fields = [labels.get(name) or FIELD_LABELS.get(name, name) for name in change.values]
        effects = [f"Cập nhật {', '.join(fields)}"] if fields else []
        if change.above:
            effects.append(f"Chuyển về trực thuộc {change.above.unit.short_name}")
        _change(plan, change.row, effects)
    for opening in plan.openings:
        term = opening.term
        label = body(term.kind, term.unit.level, term.since)
        _change(
            plan, opening.row, [f"Mở nhiệm kỳ {term.since.year} – {term.end.year} của {label}, {term.seats} ủy viên"]
        )
    for seating in plan.seatings:
        seat = seating.seat
        office = office_of(seat.kind, seat.office, seat.unit.level, seat.since)
        _change(plan, seating.row, [f"{office}: {seat.person.name}"])


def _later(founding: Founding) -> list[str]:
    """That a unit is recorded from a later day than the file says."""
    if founding.wanted == founding.since:
        return []
    day, wanted = format_date(founding.since), format_date(founding.wanted)
    return [f"Ghi nhận từ ngày {day}, ngày đầu của {founding.above.unit.short_name}; theo tệp là {wanted}"]


def _change(plan: UnionPlan, row: int, effects: list[str]) -> None:
    finding = plan.findings[row]
    finding.effects += effects
    if finding.state != ImportRow.NEW:
        finding.state = ImportRow.CHANGED
