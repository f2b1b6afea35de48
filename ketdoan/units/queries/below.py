"""The units below one as an import needs them: by code and by name, with where each one stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ketdoan.core.acting import current_actor
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import fold

from ..models import Appointment, Body, Person, Term, Unit, UnitVersion

CHUNK = 5_000


@dataclass(frozen=True)
class Held:
    """A unit that exists: its number, code, folded names, level, and the number of the unit above it."""

    pk: int
    code: str
    name: str
    short_name: str
    path: str
    level: str

    @property
    def above(self) -> int | None:
        """The unit directly above."""
        parts = self.path.strip("/").split("/")
        return int(parts[-2]) if len(parts) > 1 else None


@dataclass
class Below:
    """The living units of a subtree, its top among them."""

    root: Held
    units: dict[int, Held] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[tuple[int | None, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, unit: Held) -> None:
        """Take a unit in."""
        self.units[unit.pk] = unit
        self.by_code[unit.code.upper()] = unit.pk
        for name in {unit.name, unit.short_name}:
            self.by_name[name].append(unit.pk)
            self.by_place[unit.above, name].append(unit.pk)


def units_below(root: Unit) -> Below:
    """The living units at and below one, as far as the actor sees them."""
    column = "territory_path" if current_actor().scope.tree == TERRITORY else "path"
    path = getattr(root, column)
    rows = Unit.objects.filter(**{f"{column}__gte": path, f"{column}__lt": path + "~"}, ended_on=None)
    found: Below | None = None
    for pk, code, name, short, at, level in rows.order_by(column).values_list(
        "pk", "code", "name", "short_name", column, "level"
    ):
        unit = Held(pk, code, fold(name), fold(short), at, level)
        found = found or Below(unit)
        found.add(unit)
    if found is None or found.root.pk != root.pk:
        raise Unit.DoesNotExist
    return found


def taken_codes(codes: Collection[str]) -> set[str]:
    """Which codes are in use anywhere, also outside the scope and by ended units, in capitals."""
    wanted, taken = list(codes), set()
    for start in range(0, len(wanted), CHUNK):
        part = Unit._base_manager.filter(code__in=wanted[start : start + CHUNK])
        taken |= {code.upper() for code in part.values_list("code", flat=True)}
    return taken


def versions_known(unit_ids: Iterable[int]) -> dict[int, list[UnitVersion]]:
    """What units were at all times, by unit in order of time."""
    return _by(UnitVersion._base_manager.filter(replaced_at=None).order_by("valid"), "unit", unit_ids, "unit_id")


def persons_known(unit_ids: Iterable[int]) -> dict[tuple[int, str], list[Person]]:
    """The persons whose records units keep, by unit and folded name."""
    rows = _by(Person._base_manager.select_related("key").order_by("pk"), "unit", unit_ids, "unit_id")
    found: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for unit, persons in rows.items():
        for person in persons:
            if not person.erased:
                found[unit, person.words].append(person)
    return found


def terms_known(unit_ids: Iterable[int]) -> dict[tuple[int, str], list[Term]]:
    """All terms of units, by unit and kind of body in order of time."""
    return _of_bodies(Term._base_manager.filter(replaced_at=None, valid__isempty=False).order_by("valid"), unit_ids)


def appointments_known(unit_ids: Iterable[int]) -> dict[tuple[int, str], list[Appointment]]:
    """Who held and holds which office in units, by unit and kind of body."""
    rows = Appointment._base_manager.filter(replaced_at=None, valid__isempty=False)
    return _of_bodies(rows.select_related("person").order_by("valid"), unit_ids)


def _of_bodies(rows: Any, unit_ids: Iterable[int]) -> dict[tuple[int, str], list[Any]]:
    bodies = _by(Body._base_manager.all(), "unit", unit_ids, "unit_id")
    places = {body.pk: (unit, body.kind) for unit, held in bodies.items() for body in held}
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for body, held in _by(rows, "body", places, "body_id").items():
        found[places[body]] = held
    return found


def _by(rows: Any, column: str, ids: Iterable[int], key: str) -> dict[int, list[Any]]:
    wanted, found = list(ids), defaultdict(list)
    for start in range(0, len(wanted), CHUNK):
        for row in rows.filter(**{f"{column}__in": wanted[start : start + CHUNK]}):
            found[getattr(row, key)].append(row)
    return found
