"""Figures of units as they stand on a day: how many of each level and kind, and the workers of their employers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum

from ketdoan.core.modules import Measure, Tally
from ketdoan.core.scope import LINE, current_scope
from ketdoan.core.search import among

from ..models import Unit, UnitVersion
from ..rules import LEVELS, Level
from .comings import grassroots_kinds
from .shape import Shape, below, kind_levels, shape, shape_version

#: From so many workers on an employer is a larger one, as the figure asks.
MANY_WORKERS = 25


def kinds_of_level(level: Level) -> list[str]:
    """The kinds of units of a level."""
    return [kind for kind, of in kind_levels().items() if of == level]


#: Units that are counted by their kind, at whatever depth: of each figure its words, and the kinds that count.
COUNTED: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "units.grassroots": ("Công đoàn cơ sở", grassroots_kinds),
    "units.groups": ("Tổ công đoàn", lambda: kinds_of_level(Level.GROUP)),
    "units.member_unions": ("Công đoàn cơ sở thành viên", lambda: ["member_grassroots_union"]),
    "units.sections": ("Công đoàn bộ phận", lambda: ["section_union", "section_trade_union"]),
}
UNIONS = (Level.CONFEDERATION, Level.FEDERATION, Level.UPPER, Level.GRASSROOTS)
#: Units that are counted right below another one: words, and the levels that count.
DIRECT: dict[str, tuple[str, Sequence[Level]]] = {
    "units.direct": ("Đơn vị trực thuộc", UNIONS),
    **{f"units.direct_{level}": ("Đơn vị trực thuộc theo cấp", [level]) for level in UNIONS},
}


def unit_tallies(codes: Collection[str], unit_id: int, day: date, tree: str = LINE) -> Mapping[str, Tally]:
    """How many units count in each figure of a unit."""
    follow = shape(day, tree)
    at = follow.position(unit_id)
    if at is None:
        return {}
    numbers = {code: len(_counted(follow, at, code)) for code in codes}
    return {code: Tally(number, number) for code, number in numbers.items()}


def _counted(follow: Shape, at: int, code: str) -> np.ndarray:
    """The positions that count in a figure of a position."""
    if code in DIRECT:
        children = follow.children(at)
        return children[np.isin(follow.levels[children], [LEVELS.index(level) for level in DIRECT[code][1]])]
    return at + np.flatnonzero(_is_of(follow, COUNTED[code][1]())[at : follow.ends[at]])


def _is_of(follow: Shape, kinds: Collection[str]) -> np.ndarray:
    return np.isin(follow.kinds, [number for number, kind in enumerate(follow.kind_codes) if kind in kinds])


def counted_evidence(code: str) -> Any:
    """The units that count in a figure, as they were on the day."""

    def evidence(unit: Unit, day: date, tree: str = "") -> QuerySet[UnitVersion]:
        tree = tree or current_scope().tree
        rows: QuerySet[UnitVersion] = UnitVersion.objects.on(day)
        if code in DIRECT:
            follow = shape(day, tree)
            at = follow.position(unit.pk)
            rows = rows.filter(among([] if at is None else follow.ids[_counted(follow, at, code)].tolist(), "unit_id"))
        else:
            rows = below(rows.filter(kind__in=COUNTED[code][1]()), "unit", unit.pk, day, tree)
        return rows.select_related("unit").order_by("unit__sort_key", "pk")

    return evidence


def counted_values(code: str) -> Callable[[date], dict[int, float]]:
    """For every unit the number of units of a figure that it is itself."""

    def values(day: date) -> dict[int, float]:
        follow = shape(day)
        return dict.fromkeys(follow.ids[_is_of(follow, COUNTED[code][1]())].tolist(), 1.0)

    return values


def unit_measures(describe: Any) -> list[Measure]:
    """The measures of COUNTED and DIRECT. They follow from the shape alone."""
    home = ("units.grassroots", "units.groups")
    return [
        Measure(
            code, title, "tổ" if code == "units.groups" else "đơn vị", "stock",
            None if code in DIRECT else counted_values(code), counted_evidence(code), describe, shape_version,
            unit_tallies, home=code in home,
        )
        for code, (title, _) in [*COUNTED.items(), *DIRECT.items()]
    ]  # fmt: skip


#: Figures of the employers of grassroots unions: words, unit of measure, what is added up, which of them count.
EMPLOYERS: dict[str, tuple[str, str, str, Q]] = {
    "units.workers": ("Lao động ở các cơ sở", "người", "workers", Q(workers__gt=0)),
    "units.women_workers": ("Lao động nữ ở các cơ sở", "người", "women", Q(women__gt=0)),
    "units.large": ("Công đoàn cơ sở nơi có từ 25 lao động", "đơn vị", "", Q(workers__gte=MANY_WORKERS)),
}


def worker_tallies(codes: Collection[str], unit_id: int, day: date, tree: str = LINE) -> Mapping[str, Tally]:
    """The figures of employers. Where no employer's number is known, nothing is told."""
    rows = below(_employers(UnitVersion._base_manager, day), "unit", unit_id, day, tree)
    asked: dict[str, Any] = {"workers_known": Count("workers"), "women_known": Count("women")}
    for number, code in enumerate(codes):
        _, _, quantity, which = EMPLOYERS[code]
        asked |= {f"rows{number}": Count("pk", filter=which)}
        asked |= {f"sum{number}": Sum(quantity, filter=which)} if quantity else {}
    told = rows.order_by().aggregate(**asked)
    found = {}
    for number, code in enumerate(codes):
        quantity = EMPLOYERS[code][2]
        if told[f"{quantity or 'workers'}_known"]:
            count = told[f"rows{number}"]
            found[code] = Tally((told[f"sum{number}"] or 0) if quantity else count, count)
    return found


def _employers(manager: Any, day: date) -> Any:
    """The grassroots unions of a day as they were then."""
    return manager.filter(replaced_at=None, valid__contains=day, kind__in=grassroots_kinds())


def _employer_evidence(code: str) -> Any:
    _, _, quantity, which = EMPLOYERS[code]

    def evidence(unit: Unit, day: date, tree: str = "") -> QuerySet[UnitVersion]:
        rows = below(_employers(UnitVersion.objects, day), "unit", unit.pk, day, tree or current_scope().tree)
        return rows.filter(which).select_related("unit").order_by(f"-{quantity or 'workers'}", "pk")

    return evidence


def _employer_values(code: str) -> Callable[[date], dict[int, float]]:
    _, _, quantity, which = EMPLOYERS[code]

    def values(day: date) -> dict[int, float]:
        rows = _employers(UnitVersion._base_manager, day).filter(which)
        if not quantity:
            return dict.fromkeys(rows.values_list("unit", flat=True), 1.0)
        return {pk: float(number) for pk, number in rows.values_list("unit", quantity)}

    return values


def employer_measures(describe: Any) -> list[Measure]:
    """The measures of EMPLOYERS."""
    return [
        Measure(
            code, title, uom, "stock", _employer_values(code), _employer_evidence(code), describe, None,
            worker_tallies, quantity, home=code == "units.workers",
        )
        for code, (title, uom, quantity, _) in EMPLOYERS.items()
    ]  # fmt: skip
