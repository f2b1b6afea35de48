"""A union as a file, in the layout in which it was imported.

What leaves is an entry of the audit trail: of which unit, how many rows, and a digest of their ids.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act
from ketdoan.core.excel import Layout, Page, write_book
from ketdoan.core.rules import one_reading
from ketdoan.core.viet import fold, today

from ...importing.columns import OFFICES, TITLES
from ...importing.layout import lists_officers
from ...importing.writing import own_layouts
from ...models import Appointment, Term, Unit, UnitVersion
from ...queries.below import Below, appointments_known, persons_known, terms_known, units_below, versions_known
from ...queries.bodies import body_kinds, body_label, office_label, office_rows
from ...queries.kinds import kind_label, ownership_label
from ..importing.acts import remembered_layouts

_COPIED = ("short_name", "employer", "tax_code", "industry", "workers", "women", "address", "phone", "email", "name")


def union_file(unit: Unit) -> IO[bytes]:
    """Units, terms and officers of a subtree, in the layout of the last import there, else in that of the sample."""
    act = Act(current_actor(), "units.export", "")
    with one_reading():
        union = _Union(unit)
        layouts = _export_layouts(unit)
        pages = [
            Page(layout.sheet, max(layout.first - 1, 0), layout.headings, union.rows(layout)) for layout in layouts
        ]
        file = write_book(pages)
    act.record(unit, unit_id=unit.pk, change={"list": "units:export_union"})
    act.record_rows(union.order)
    act.write()
    return file


def _export_layouts(unit: Unit) -> list[Layout]:
    """The sheets of the last import, each with the code of the unit, by which it is known again."""
    files = remembered_layouts(unit)
    layouts = [_with_code(layout) for layout in files[0]] if files else own_layouts()
    if not any({"person", *OFFICES} & set(layout.fields) for layout in layouts):
        layouts.append(own_layouts()[1])
    return layouts


def _with_code(layout: Layout) -> Layout:
    if "code" in layout.fields:
        return layout
    headings, fields = (*layout.headings, TITLES["code"]), (*layout.fields, "code")
    return Layout(layout.sheet, layout.first, headings, fields)


@dataclass(frozen=True)
class _Seat:
    """One line of an officer."""

    kind: str
    appointment: Appointment
    term: Term | None


class _Union:
    """A subtree as it is today."""

    def __init__(self, unit: Unit) -> None:
        self.day: date = today()
        self.below: Below = units_below(unit)
        ids = list(self.below.units)
        self.codes = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))
        self.versions = {pk: self._now(held) for pk, held in versions_known(ids).items()}
        self.begun = {pk: held[0].since for pk, held in versions_known(ids).items()}
        self.order = [pk for pk in ids if self.versions.get(pk)]
        self.terms = {place: self._now(held) for place, held in terms_known(ids).items()}
        self.seats = {place: [a for a in held if self._is_now(a)] for place, held in appointments_known(ids).items()}
        self.numbers = self._numbers()
        self.persons = {p.pk: p for held in persons_known(ids).values() for p in held}

    def _is_now(self, row: Any) -> bool:
        return row.since <= self.day and (row.until is None or self.day < row.until)

    def _now(self, rows: Sequence[Any]) -> Any:
        return next((row for row in rows if self._is_now(row)), None)

    def _numbers(self) -> dict[int, str]:
        """A number for each unit below the top: 1, 1.1, 1.1.1."""
        found: dict[int, str] = {}
        last: dict[int | None, int] = {}
        for pk in self.order:
            held = self.below.units[pk]
            if pk == self.below.root.pk:
                continue
            last[held.above] = last.get(held.above, 0) + 1
            above = found.get(held.above or 0, "")
            found[pk] = f"{above}.{last[held.above]}" if above else str(last[held.above])
        return found

    def rows(self, layout: Layout) -> Iterator[list[Any]]:
        """The rows of a sheet: one for each unit, or for each officer where it has a column of names."""
        by_person = "person" in layout.fields
        for pk in self.order:
            seats = list(self._seats(pk)) if by_person else []
            if not seats and not (by_person and lists_officers(layout)):
                yield self._row(layout, pk, None)
            for seat in seats:
                yield self._row(layout, pk, seat)

    def _seats(self, pk: int) -> Iterator[_Seat]:
        level = self.below.units[pk].level
        for kind, _ in body_kinds(level, self.day):
            order = list(office_rows(kind, self.day))
            held = self.seats.get((pk, kind), [])
            for appointment in sorted(held, key=lambda a: (order.index(a.office) if a.office in order else 99, a.pk)):
                yield _Seat(kind, appointment, self.terms.get((pk, kind)))

    def _row(self, layout: Layout, pk: int, seat: _Seat | None) -> list[Any]:
        values = self._unit(pk, layout) | self._term(pk, layout, seat) | self._officers(pk, layout, seat)
        return [values.get(code, "") for code in layout.fields]

    def _unit(self, pk: int, layout: Layout) -> dict[str, Any]:
        version: UnitVersion = self.versions[pk]
        above = self.below.units[pk].above if pk != self.below.root.pk else None
        numbered = not {"parent", "parent_code"} & set(layout.fields)
        values: dict[str, Any] = {name: getattr(version, name) for name in _COPIED}
        return values | {
            "number": self.numbers.get(pk, "") if numbered else "",
            "code": self.codes[pk],
            "kind": kind_label(version.kind, self.day),
            "parent": self._name(above) if above else "",
            "parent_code": self.codes[above] if above else "",
            "founded": self.begun[pk],
            "ownership": ownership_label(version.ownership, self.day) if version.ownership else "",
        }

    def _name(self, pk: int) -> str:
        """How a unit is named in the rows of those below it: by its code where several bear the name."""
        name: str = self.versions[pk].name
        return name if len(self.below.by_name[fold(name)]) == 1 else self.codes[pk]

    def _term(self, pk: int, layout: Layout, seat: _Seat | None) -> dict[str, Any]:
        """The term of the body that the row is about; without a column of bodies, only the leading one's."""
        level = self.below.units[pk].level
        leading = "group_leaders" if level == "group" else "executive"
        kind = seat.kind if seat else leading
        term = self.terms.get((pk, kind))
        if term is None or (kind != leading and "body" not in layout.fields):
            return {}
        return {
            "body": body_label(kind, level, self.day),
            "term": term.label,
            "term_number": term.number,
            "term_since": term.since,
            "term_until": term.until,
            "seats": term.seats,
        }

    def _officers(self, pk: int, layout: Layout, seat: _Seat | None) -> dict[str, Any]:
        level = self.below.units[pk].level
        if seat:
            held = seat.appointment
            person = self.persons.get(held.person_id, held.person)
            return {
                "person": person.name,
                "birth_date": person.birth_date,
                "sex": person.get_sex_display(),
                "body": body_label(seat.kind, level, self.day),
                "office": office_label(seat.kind, held.office, level, self.day),
                "office_since": held.since,
                "office_until": held.until or "",
                "work": held.work,
            }
        values: dict[str, Any] = {}
        days = set()
        for column in set(OFFICES) & set(layout.fields):
            _, kind, office = column.split(":")
            seated = [a for a in self.seats.get((pk, kind), []) if a.office == office]
            values[column] = "; ".join(a.person.name for a in seated)
            days |= {a.since for a in seated}
        return values | ({"office_since": days.pop()} if len(days) == 1 else {})
