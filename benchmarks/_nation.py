"""A national union of a given size with ten years of changes, written by COPY as the acts would have left it.

All names and numbers are made up, apart from those of the provinces; the same seed gives the same union. Every
alteration leaves the row it replaced behind, marked with the moment of the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connection, transaction
from psycopg.types.range import DateRange

from ketdoan.core.viet import today
from ketdoan.units.actions.names import unit_names
from ketdoan.units.models import Area
from ketdoan.units.queries.kinds import kind_levels

BEGIN, YEARS_FROM, LAST = date(2010, 1, 1), date(2015, 1, 1), date(2025, 6, 1)
DISTRICTS, SECTORS, CORPORATIONS, LOCAL_SECTORS = 700, 20, 40, 4
# How often a grassroots union is renamed, described anew, suspended, moved; each once at most.
CHANCES = {"rename": 0.5, "describe": 0.8, "suspend": 0.15, "move": 0.5}
ENDED = 0.06
OWNERSHIPS = ("private_enterprise", "foreign_enterprise", "state_enterprise", "state_agency", "budget_public_service")


@dataclass
class Made:
    """A unit with its history: values and parent from each day on, and how it ended."""

    pk: int
    code: str
    kind: str
    since: date
    values: list[tuple[date, str, dict[str, Any]]]
    parents: list[tuple[date, "Made"]]
    ground: "Made | None" = None
    until: date | None = None
    heir: "Made | None" = None
    children: list["Made"] = field(default_factory=list)

    @property
    def above(self) -> "Made | None":
        """Under whom it hangs today."""
        return self.heir or (self.parents[-1][1] if self.parents else None)

    def path(self, territory: bool = False) -> str:
        """Its path today in one of the trees."""
        above = self.ground if territory and self.ground and not self.heir else self.above
        return f"{above.path(territory) if above else ''}{self.pk}/"


class Nation:
    """Makes the units of the union."""

    def __init__(self, units: int, seed: int = 7) -> None:
        self.random = Random(seed)
        self.units: list[Made] = []
        self.numbers = count(1)
        self.top = self.unit("confederation", "TLD", "Tổng Liên đoàn Lao động Việt Nam", None)
        self.provinces = [
            self.unit("provincial_federation", f"T{area.code}", f"Liên đoàn Lao động {area.name}", self.top)
            for area in Area.objects.filter(valid__contains=LAST).order_by("code")
        ]
        self.under_provinces()
        sectors = self.many("central_sector_union", "N", "Công đoàn ngành", SECTORS)
        self.corporations = self.many("corporation_union", "TD", "Công đoàn Tập đoàn", CORPORATIONS)
        self.central = sectors + self.corporations
        self.uppers = [unit for province in self.provinces for unit in province.children]
        while len(self.units) < units:
            self.grassroots()
        self.endings()

    def unit(self, kind: str, code: str, name: str, parent: Made | None, since: date = BEGIN) -> Made:
        pk = next(self.numbers)
        values = {"name": f"{name}", "short_name": name[:110], "status": "active", "workers": None, "ownership": ""}
        made = Made(pk, code, kind, since, [(since, "found", values)], [(since, parent)] if parent else [])
        if parent:
            parent.children.append(made)
        self.units.append(made)
        return made

    def many(self, kind: str, prefix: str, name: str, number: int) -> list[Made]:
        return [self.unit(kind, f"{prefix}{i:02}", f"{name} số {i}", self.top) for i in range(1, number + 1)]

    def under_provinces(self) -> None:
        for index in range(DISTRICTS):
            province = self.provinces[index % len(self.provinces)]
            self.unit("district_federation", f"H{index:03}", f"Liên đoàn Lao động huyện {index}", province)
        for province in self.provinces:
            for number in range(LOCAL_SECTORS):
                name = f"Công đoàn ngành {number} {province.code}"
                self.unit("local_sector_union", f"{province.code}-N{number}", name, province)
            self.unit("zone_union", f"{province.code}-KCN", f"Công đoàn các khu công nghiệp {province.code}", province)

    def day(self, since: date = YEARS_FROM) -> date:
        return since + timedelta(days=self.random.randrange(max((LAST - since).days, 1)))

    def grassroots(self) -> None:
        """One grassroots union with what happened to it."""
        random = self.random
        parent = random.choice(self.central if random.random() < 0.12 else self.uppers)
        number = len(self.units)
        since = self.day() if random.random() < 0.4 else self.day(BEGIN)
        name = f"Công đoàn cơ sở Công ty {random.choice('ABCDEGHIKLMNOPQRSTUVXY')}{number}"
        unit = self.unit("grassroots_union", f"CS{number:06}", name, parent, since)
        unit.values[0][2]["ownership"] = random.choice(OWNERSHIPS)
        if parent in self.central and random.random() < 0.5:
            unit.ground = random.choice(self.provinces)
        for kind in [kind for kind, chance in CHANCES.items() if random.random() < chance]:
            self.happen(unit, kind, max(self.day(), since + timedelta(days=30)))
        unit.values.sort(key=lambda row: row[0])

    def happen(self, unit: Made, kind: str, on: date) -> None:
        if on >= LAST or any(on == day for day, *_ in unit.values):
            return
        if kind == "move":
            parent = unit.parents[0][1]
            siblings = parent.parents[0][1].children if parent in self.uppers else self.central
            target = self.random.choice([sibling for sibling in siblings if sibling.kind != "grassroots_union"])
            if target is not parent:
                unit.parents.append((on, target))
        elif kind == "rename":
            number = self.random.randrange(10**6)
            new = {"name": f"Công đoàn cơ sở Công ty Đổi mới {number}", "short_name": f"CĐCS Đổi mới {number}"}
            unit.values.append((on, "rename", new))
        elif kind == "describe":
            unit.values.append((on, "describe", {"workers": self.random.randrange(10, 5_000)}))
        else:
            unit.values.append((on, "suspend", {"status": "suspended"}))

    def endings(self) -> None:
        """Some grassroots unions were dissolved, some absorbed by a neighbour that goes on."""
        ending = [
            unit
            for unit in self.units
            if unit.kind == "grassroots_union"
            and self.random.random() < ENDED
            and max(unit.values[-1][0], unit.parents[-1][0]) < LAST - timedelta(days=60)
        ]
        gone = {unit.pk for unit in ending}
        for unit in ending:
            unit.until = self.day(max(unit.values[-1][0], unit.parents[-1][0], YEARS_FROM) + timedelta(days=30))
            neighbours = unit.parents[-1][1].children or [unit]
            heir = self.random.choice(neighbours)
            fits = heir.pk not in gone and heir.kind == unit.kind and heir.since <= unit.until
            unit.heir = heir if fits else None


def moment(day: date) -> datetime:
    """When what happened on a day was recorded: that noon."""
    return datetime.combine(day, time(5), UTC)


PATHS = ("path", "territory_path")
NAMES = ("kind", "name", "short_name", "words", "sort_key")
UNIT = ("id", "code", *PATHS, "level", *NAMES, "status", "ended_on")
CHANGE = ("id", "kind", "on", "unit_id", "note", "recorded_at")
VALUES = ("name", "short_name", "status", "workers", "ownership")
BLANK = ("industry", "address", "employer", "tax_code", "phone", "email")
VERSION = ("unit_id", "change_id", "kind", *VALUES, *BLANK, "has_seal", "valid", "recorded_at", "replaced_at")
EDGE = ("tree", "child_id", "parent_id", "change_id", "valid", "recorded_at", "replaced_at")


@transaction.atomic
def write(nation: Nation) -> int:
    """Write a union into empty tables; returns the number of changes."""
    levels, day = kind_levels(), today()
    copy("units_unit", UNIT, (unit_row(unit, levels, day) for unit in nation.units))
    changes: list[tuple[Any, ...]] = []
    versions: list[tuple[Any, ...]] = []
    edges: list[tuple[Any, ...]] = []
    lineage: list[tuple[Any, ...]] = []
    for unit in sorted(nation.units, key=lambda unit: unit.since):
        history(unit, changes, versions, edges, lineage)
    copy("units_change", CHANGE, changes)
    copy("units_unitversion", VERSION, versions)
    copy("units_edge", EDGE, edges)
    copy("units_lineage", ("change_id", "source_id", "target_id", "share"), lineage)
    with connection.cursor() as cursor:
        for table in ("units_unit", "units_change"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    return len(changes)


def copy(table: str, columns: Sequence[str], rows: Any) -> None:
    """Load rows by COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)


def unit_row(unit: Made, levels: dict[str, str], day: date) -> tuple[Any, ...]:
    """The columns of a unit: a copy of its last version."""
    last: dict[str, Any] = {}
    for _, _, values in unit.values:
        last |= values
    names = unit_names(unit.code, last | {"kind": unit.kind})
    status = ("merged" if unit.heir else "dissolved") if unit.until else names["status"]
    row = names | {"id": unit.pk, "code": unit.code, "level": levels[unit.kind], "status": status}
    row |= {"path": unit.path(), "territory_path": unit.path(territory=True), "ended_on": unit.until}
    return tuple(row[name] for name in UNIT)


def history(unit: Made, changes: list[Any], versions: list[Any], edges: list[Any], lineage: list[Any]) -> None:
    """Append the rows of one unit."""

    def change(kind: str, on: date) -> int:
        number = len(changes) + 1
        changes.append((number, kind, on, unit.pk, "", moment(on)))
        return number

    values: dict[str, Any] = {}
    states: list[tuple[date, int, Any]] = []
    for on, kind, altered in unit.values:
        values = values | altered
        states.append((on, change(kind, on), values))
    parents = [
        (on, states[0][1] if i == 0 else change("move", on), parent) for i, (on, parent) in enumerate(unit.parents)
    ]
    if unit.until:
        number = change("absorb" if unit.heir else "dissolve", unit.until)
        if unit.heir:
            lineage.append((number, unit.pk, unit.heir.pk, "all"))
    for number, state, *times in dated(states, unit.until):
        row = (*(state[name] for name in VALUES), *([""] * len(BLANK)))
        versions.append((unit.pk, number, unit.kind, *row, False, *times))
    for number, parent, *times in dated(parents, unit.until):
        edges.append(("line", unit.pk, parent.pk, number, *times))
    if unit.ground:
        for number, ground, *times in dated([(unit.since, states[0][1], unit.ground)], unit.until):
            edges.append(("territory", unit.pk, ground.pk, number, *times))


def dated(states: Sequence[tuple[date, int, Any]], until: date | None) -> Iterator[tuple[Any, ...]]:
    """What is held now of a row of states, and the open rows that each next one replaced."""
    ends = [on for on, _, _ in states[1:]] + ([until] if until else [])
    for index, (on, number, state) in enumerate(states):
        end = ends[index] if index < len(ends) else None
        if end:
            yield number, state, DateRange(on, None), moment(on), moment(end)
        yield number, state, DateRange(on, end), moment(end or on), None
