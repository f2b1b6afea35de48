"""All spells as columns: figures of the whole country in a fraction of the time that reading every row would take.

A job (actions/columns.py) writes the columns of a large register into a file, which the processes of the server share.
They hold no person: the unit, the days, the sex, the kinds of events, where moves came from. Whoever counts takes the
file and puts what has changed since in the place of what it says, so that a figure is always that of the moment. Where
there is no file, or too much has changed since it was written, the spells themselves are read.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection

from ketdoan.units.models import Person
from ketdoan.units.queries.ancestry import DAY_ONE, day_number

from ..models import SpellColumns
from ..rules import COUNTED, EventKind

OPEN = np.iinfo(np.int32).max
#: Of more changed spells than this the file is of no use any more.
MOST_CHANGED = 200_000
#: So many spells are looked at in one go: what is reckoned of them stays in the processor's own memory.
PIECE = 1 << 20
SEXES = ("", Person.FEMALE, Person.MALE)
#: Places for the sexes in `key`, which is the unit's id times this and the place of the sex.
WIDE = 4
#: The kinds of events that count in flows where the day's tree tells who stood above; 0 for all else.
CAME = {EventKind.ADMISSION: 1, EventKind.RECOGNITION: 2, EventKind.TRANSFER: 3}
WENT = {EventKind.LEAVE: 1}
TYPES = {
    "id": np.int64,
    "key": np.int32,
    "since": np.int32,
    "until": np.int32,
    "came": np.int8,
    "went": np.int8,
    "source": np.int32,
}
Columns = Mapping[str, np.ndarray]
Condition = Callable[[Columns], np.ndarray]
#: What a spell is as numbers. Only spells that count as membership are told.
TOLD = f"""
    s.id, (s.unit_id * {WIDE} + CASE s.sex WHEN '{Person.FEMALE}' THEN 1 WHEN '{Person.MALE}' THEN 2 ELSE 0 END)::int4,
    s.since - '{DAY_ONE}'::date, coalesce(s.until - '{DAY_ONE}'::date, {OPEN}),
    CASE WHEN s.path IS NOT NULL THEN 0 {" ".join(f"WHEN s.came = '{kind}' THEN {code}" for kind, code in CAME.items())}
    ELSE 0 END,
    CASE WHEN s.out_path IS NOT NULL THEN 0
    {" ".join(f"WHEN s.went = '{kind}' THEN {code}" for kind, code in WENT.items())} ELSE 0 END,
    coalesce(s.from_unit_id, 0)::int4
"""
COUNTING = f"s.standing IN ({', '.join(repr(str(standing)) for standing in COUNTED)})"
#: Names of files begin with this: those of a version of the program that wrote other columns are not read.
SHAPE = hashlib.sha256(f"{TOLD}{COUNTING}{TYPES}".encode()).hexdigest()[:7]
#: The spells changed since a file was written, as they are now; one row without a spell where none is. No row at all
#: where another file has taken the place of this one.
_CHANGED = f"""
    SELECT changed.spell_id, spell.* FROM members_spellcolumns k
    LEFT JOIN LATERAL (
        SELECT DISTINCT c.spell_id FROM members_spellchange c
        WHERE NOT pg_visible_in_snapshot(c.xact::text::xid8, k.snapshot::pg_snapshot) LIMIT {MOST_CHANGED + 1}
    ) changed ON TRUE
    LEFT JOIN LATERAL (SELECT {TOLD} FROM members_spell s WHERE s.id = changed.spell_id AND {COUNTING}) spell ON TRUE
    WHERE k.name = %s
"""  # noqa: S608 - made of this file's own texts


def folder() -> Path:
    """Where the files stand."""
    return Path(settings.DATA) / "columns"


@dataclass(frozen=True, eq=False)
class Events:
    """Of each event of a kind the unit, the one that a move came from, and the number of the day."""

    units: np.ndarray
    sources: np.ndarray
    days: np.ndarray

    def among(self, units: Sequence[int]) -> "Events":
        """Those of some units."""
        there = np.isin(self.units, units)
        return Events(self.units[there], self.sources[there], self.days[there])


@dataclass(frozen=True, eq=False)
class Spells:
    """All spells of the moment: those of the file but for the `gone` places in it, and the `fresh` ones."""

    kept: Columns
    gone: np.ndarray
    fresh: Columns

    def by_sex(self, day: date) -> np.ndarray:
        """The units' own members at the end of a day: by the id of the unit, and in the order of SEXES."""
        at = day_number(day)
        return self._by_unit(lambda spells: (spells["since"] <= at) & (spells["until"] > at))

    def events(self, since: date, until: date) -> dict[EventKind, Events]:
        """What happened on the days after `since` up to and with `until`, where the day's tree tells who was above."""
        first, last = day_number(since), day_number(until)

        def within(day: str, kind: str) -> dict[str, np.ndarray]:
            names = ("key", "source", day, kind)
            found = self._where(lambda spells: (spells[day] > first) & (spells[day] <= last), names)
            return {name: np.concatenate(pieces) for name, pieces in zip(names, zip(*found, strict=True), strict=True)}

        told = {}
        for day, name, kinds in (("since", "came", CAME), ("until", "went", WENT)):
            spells = within(day, name)
            for kind, code in kinds.items():
                at = np.flatnonzero(spells[name] == code)
                units, sources, days = (spells[one][at].astype(np.int64) for one in ("key", "source", day))
                told[kind] = Events(units // WIDE, sources, days)
        return told

    @cached_property
    def _units(self) -> int:
        return 1 + max(int(part["key"].max(initial=0)) for part in (self.kept, self.fresh)) // WIDE

    def _by_unit(self, which: Condition) -> np.ndarray:
        """How many of the spells of which a condition holds each unit has, by sex."""
        width = self._units * WIDE
        found = np.zeros(width, dtype=np.int64)
        for (keys,) in self._where(which, ["key"]):
            found += np.bincount(keys, minlength=width)
        return found.reshape(-1, WIDE)[:, : len(SEXES)]

    def _where(self, which: Condition, names: Sequence[str]) -> Iterator[list[np.ndarray]]:
        """Columns of the spells of which a condition holds, piece by piece."""
        at = np.flatnonzero(which(self.fresh))
        yield [self.fresh[name][at] for name in names]
        for start in range(0, len(self.kept["key"]), PIECE):
            piece = {name: column[start : start + PIECE] for name, column in self.kept.items()}
            there = which(piece)
            there[self.gone[(self.gone >= start) & (self.gone < start + PIECE)] - start] = False
            at = np.flatnonzero(there)
            yield [piece[name][at] for name in names]


def spells() -> Spells | None:
    """The spells of the moment; None where no file is of use."""
    name = SpellColumns.objects.values_list("name", flat=True).last()
    kept = None if name is None else _kept(name, _system())
    if kept is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [name])
        told = cursor.fetchall()
    changed = [row for row in told if row[0] is not None]
    if not told or len(changed) > MOST_CHANGED:
        return None
    ids = np.array([row[0] for row in changed], dtype=np.int64)
    at = np.searchsorted(kept["id"], ids)
    there = at < len(kept["id"])
    there[there] = kept["id"][at[there]] == ids[there]
    return Spells(kept, at[there], _as_columns([row[1:] for row in changed if row[1] is not None]))


def _as_columns(rows: Sequence[Sequence[int]]) -> Columns:
    columns = list(zip(*rows, strict=True)) or [()] * len(TYPES)
    return {name: np.array(column, dtype=kind) for (name, kind), column in zip(TYPES.items(), columns, strict=True)}


@cache
def _system() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=2)
def _kept(name: str, system: int) -> Columns | None:
    """The columns of a file; None where it is of another database or shape, or not on this machine."""
    if not name.startswith(SHAPE) or not SpellColumns.objects.filter(name=name, system=system).exists():
        return None
    with suppress(FileNotFoundError):
        files = {column: np.memmap(folder() / name / column, kind, mode="r") for column, kind in TYPES.items()}
        return {column: np.asarray(file) for column, file in files.items()}
    return None
