"""Members of every unit on a day by what they are: sex, age, the kind of their employer, their group of occupations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection

from ketdoan.core.rules import rows as rule_rows
from ketdoan.core.scope import LINE
from ketdoan.units.models import UnitVersion
from ketdoan.units.queries.shape import Shape, shape

from ..rules import COUNTED
from .columns import SEXES, spells

#: Nothing is known; the first value of every dimension.
UNKNOWN = ""
#: First years of age of the bands after the youngest; the last one has no end.
AGES = (26, 36, 46, 56, 66)
AGE_VALUES = {
    UNKNOWN: "Chưa ghi",
    "0": "Dưới 26",
    "1": "26–35",
    "2": "36–45",
    "3": "46–55",
    "4": "56–65",
    "5": "Trên 65",
}
SEX_VALUES = {UNKNOWN: "Chưa ghi", "f": "Nữ", "m": "Nam"}
TITLES = {"sex": "Giới tính", "age": "Độ tuổi", "profession": "Nghề nghiệp", "ownership": "Loại hình"}
#: Of each dimension what the database groups by; the employer's kind is the unit's.
COLUMNS = {
    "sex": "s.sex",
    "age": "width_bucket((%(year)s - s.birth_year)::int, %(ages)s::int[])::text",
    "profession": "p.profession",
    "ownership": "''",
}
MOST = 2


def dimension_values(dimension: str, day: date) -> dict[str, str]:
    """The values of a dimension on a day with their words, what is not known first."""
    if dimension in ("sex", "age"):
        return SEX_VALUES if dimension == "sex" else AGE_VALUES
    found = sorted(rule_rows(KEYS[dimension], day), key=lambda row: row.value["order"])
    return {UNKNOWN: "Chưa ghi"} | {row.selector[dimension]: row.value["label"] for row in found}


KEYS = {"profession": "members.profession", "ownership": "units.ownership"}


@dataclass(frozen=True, eq=False)
class Breakdown:
    """Members by position of a shape and by value: `before[p]` of all units before p in preorder.

    `values` are those of the dimension, of two dimensions pairs of them.
    """

    follow: Shape
    values: Sequence[tuple[str, ...]]
    before: np.ndarray

    def of(self, unit_id: int) -> dict[tuple[str, ...], int]:
        """The members of a unit and all below it by value; values that nobody has are left out."""
        at = self.follow.position(unit_id)
        if at is None:
            return {}
        numbers = self.before[self.follow.ends[at]] - self.before[at]
        return {value: int(number) for value, number in zip(self.values, numbers, strict=True) if number}


def breakdown(day: date, *by: str, tree: str = LINE) -> Breakdown:
    """Members at the end of a day by one dimension of TITLES, or by two together."""
    if not 1 <= len(by) <= MOST:
        raise ValueError("members are broken down by one dimension or two")
    follow = shape(day, tree)
    known = [dimension_values(name, day) for name in by]
    units, numbers, *codes = _read(day, by, [list(values) for values in known])
    places = follow.positions(units)
    if "ownership" in by:
        at = by.index("ownership")
        codes[at] = _ownerships(follow, list(known[at]), day)[np.maximum(places, 0)]
    width = int(np.prod([len(values) for values in known]))
    code = codes[0] if len(by) == 1 else codes[0] * len(known[1]) + codes[1]
    inside = places >= 0
    flat = np.bincount(places[inside] * width + code[inside], weights=numbers[inside], minlength=len(follow) * width)
    own = flat.astype(np.int64).reshape(len(follow), width)
    before = np.concatenate((np.zeros((1, width), dtype=np.int64), np.cumsum(own, axis=0)))
    return Breakdown(follow, list(product(*known)), before)


def _read(day: date, by: Sequence[str], known: Sequence[Sequence[str]]) -> list[np.ndarray]:
    """Units, numbers of their own members, and of each dimension the place of the value that these have."""
    if "sex" in by and {*by} <= {"sex", "ownership"}:
        return _read_by_sex(day, by, known)
    names = [f"value{at}" for at in range(len(by))]
    columns = ", ".join(f"{COLUMNS[one]} AS {name}" for one, name in zip(by, names, strict=True))
    profiles = "LEFT JOIN members_profile p ON p.person_id = s.person_id" if "profession" in by else ""
    asked: dict[str, Any] = {"day": day, "year": day.year, "ages": list(AGES), "counted": [str(one) for one in COUNTED]}
    query = f"""
        SELECT array_agg(unit_id), array_agg(number), {", ".join(f"array_agg({name})" for name in names)} FROM (
            SELECT s.unit_id, count(*) AS number, {columns} FROM members_spell s {profiles}
            WHERE s.since <= %(day)s AND (s.until IS NULL OR s.until > %(day)s) AND s.standing = ANY(%(counted)s)
            GROUP BY s.unit_id, {", ".join(names)}) found
    """  # noqa: S608 - made of this file's own texts
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        units, numbers, *found = (column or [] for column in cursor.fetchone())
    codes = (_places(column, values) for column, values in zip(found, known, strict=True))
    return [np.array(units, dtype=np.int64), np.array(numbers, dtype=np.int64), *codes]


def _read_by_sex(day: date, by: Sequence[str], known: Sequence[Sequence[str]]) -> list[np.ndarray]:
    """The same by sex alone: with one group a unit and not one a value, in two thirds of the time."""
    query = """
        SELECT array_agg(unit_id), array_agg(women), array_agg(men), array_agg(number - women - men) FROM (
            SELECT unit_id, count(*) AS number, count(*) FILTER (WHERE sex = 'f') AS women,
                   count(*) FILTER (WHERE sex = 'm') AS men
            FROM members_spell
            WHERE since <= %s AND (until IS NULL OR until > %s) AND standing = ANY(%s)
            GROUP BY unit_id) found
    """
    if kept := spells():
        told = kept.by_sex(day)
        units = np.flatnonzero(told.any(axis=1))
        numbers = [told[units, SEXES.index(sex)] for sex in ("f", "m", UNKNOWN)]
    else:
        with connection.cursor() as cursor:
            cursor.execute(query, [day, day, [str(one) for one in COUNTED]])
            units, *numbers = (np.array(column or [], dtype=np.int64) for column in cursor.fetchone())
    sexes = known[by.index("sex")]
    codes = {
        "sex": np.repeat([sexes.index(sex) for sex in ("f", "m", UNKNOWN)], len(units)),
        "ownership": np.zeros(3 * len(units), dtype=np.int64),
    }
    return [np.tile(units, 3), np.concatenate(numbers), *(codes[name] for name in by)]


def _places(column: Sequence[str | None], values: Sequence[str]) -> np.ndarray:
    """Of each value of a column its place among all; what is not among them is not known."""
    place = {value: at for at, value in enumerate(values)}
    return np.array([place.get(value or UNKNOWN, 0) for value in column], dtype=np.int64)


def _ownerships(follow: Shape, values: Sequence[str], day: date) -> np.ndarray:
    """For each unit of a shape the place of its employer's kind among the values; groups and sections have that of the
    unit above them."""
    rows = UnitVersion._base_manager.filter(replaced_at=None, valid__contains=day, ownership__in=values[1:])
    known = rows.aggregate(units=ArrayAgg("unit_id", default=[]), kinds=ArrayAgg("ownership", default=[]))
    found = np.zeros(len(follow), dtype=np.int64)
    at = follow.positions(np.array(known["units"], dtype=np.int64))
    told = _places(known["kinds"], values)
    found[at[at >= 0]] = told[at >= 0]
    for depth in range(1, int(follow.depths.max(initial=0)) + 1):
        lacking = np.flatnonzero((follow.depths == depth) & (found == 0))
        found[lacking] = found[follow.parents[lacking]]
    return found
