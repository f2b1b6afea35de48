"""Figures of members on a day that reports ask for: of one unit with all below it, with the rows that make them up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ketdoan.core.modules import Measure, Tally
from ketdoan.core.scope import LINE, current_scope
from ketdoan.core.search import among
from ketdoan.units.models import Person, Unit, UnitVersion
from ketdoan.units.queries.ancestry import ancestry
from ketdoan.units.queries.shape import below, shape

from ..models import Card, PersonLink, Spell
from ..models.spells import COUNTING
from ..rules import Standing
from .stock import own_members, stock

#: Of more units than this the columns of all spells are read rather than the rows.
MANY = 2_000
#: The kinds of employers outside the state's, as reports mean them.
PRIVATE = ("private_enterprise", "foreign_enterprise", "cooperative", "trade")
WOMEN = Q(sex=Person.FEMALE)


def on_day(day: date) -> Q:
    """Spells that last at the end of a day."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def has_card(day: date, *, wide: bool = False) -> Q:
    """Whether the member has a card in force on a day, be it under another record of theirs. Of very many members the
    cards are looked at first."""
    good = Card._base_manager.filter(issued_on__lte=day).exclude(ended_on__lte=day).exclude(until__lt=day)
    if wide:
        linked_cards = PersonLink._base_manager.filter(undone_at=None, person__in=good.values("person"))
        return Q(person__in=good.values("person")) | Q(person__in=linked_cards.values("into"))
    linked = {"person__linked_to__into": OuterRef("person"), "person__linked_to__undone_at": None}
    return Q(Exists(good.filter(person=OuterRef("person")))) | Q(Exists(good.filter(**linked)))


@dataclass(frozen=True)
class Stock:
    """A figure of members on a day: its words, and which spells of the day count; `carded` those with a card alone,
    `private` those of units outside the state's sector alone."""

    title: str
    which: Q
    carded: bool = False
    private: bool = False

    def on(self, day: date, *, wide: bool = False) -> Q:
        """Which spells count, private or not."""
        return self.which & has_card(day, wide=wide) if self.carded else self.which


def ever_had_members(unit_id: int, tree: str = LINE) -> bool:
    """Whether the register knows of anybody who belonged to a unit, or to one that then stood under it."""
    ever = ancestry(tree).ever_below(np.array([unit_id], dtype=np.int64)).tolist()
    rows = Spell._base_manager.order_by()
    pieces = (ever[start : start + MANY] for start in range(0, len(ever), MANY))
    return any(rows.filter(among(piece, "unit_id")).exists() for piece in pieces) or any(
        rows.filter(Q(**{f"{path}__isnull": False}) & _names(path, unit_id)).exists()
        for path in ("path", "out_path")  # units that stood there for a part of a day alone
    )


def _names(path: str, unit_id: int) -> Q:
    return Q(**{f"{path}__startswith": f"{unit_id}/"}) | Q(**{f"{path}__contains": f"/{unit_id}/"})


STOCKS = {
    "members.members": Stock("Đoàn viên", COUNTING),
    "members.women": Stock("Đoàn viên nữ", COUNTING & WOMEN),
    "members.suspended": Stock("Đoàn viên tạm dừng sinh hoạt", Q(standing=Standing.SUSPENDED.value)),
    "members.honorary": Stock("Đoàn viên danh dự", Q(standing=Standing.HONORARY.value)),
    "members.carded": Stock("Đoàn viên có thẻ", COUNTING, carded=True),
    "members.private": Stock("Đoàn viên khu vực ngoài nhà nước", COUNTING, private=True),
}


def stock_tallies(codes: Collection[str], unit_id: int, day: date, tree: str = LINE) -> Mapping[str, Tally]:
    """The stocks of a unit by code. Where there never was a member, nothing is told; nor how many of the members are
    women, where nobody's sex is recorded."""
    follow = shape(day, tree)
    at = follow.position(unit_id)
    if at is None or not ever_had_members(unit_id, tree):
        return {}
    wide = follow.ends[at] - at > MANY
    numbers = {code: _of_columns(code, unit_id, day, tree) for code in codes if wide and code in SEX}
    private = [code for code in codes if STOCKS[code].private]
    rest = [code for code in codes if code not in numbers and code not in private]
    numbers |= _counted(rest, unit_id, day, tree, wide=wide)
    if private and (units := private_units(unit_id, day, tree)) is not None:
        numbers |= dict.fromkeys(private, _of_units(units, day, wide=wide))
    if numbers.get(WOMEN_CODE) == 0 and not sex_known(below(_counting(day), "unit", unit_id, day, tree)):
        del numbers[WOMEN_CODE]
    return {code: Tally(number, number) for code, number in numbers.items()}


def _counting(day: date) -> QuerySet[Spell]:
    return Spell._base_manager.filter(COUNTING & on_day(day))


def sex_known(rows: QuerySet[Spell]) -> bool:
    """Whether no women among some spells means that there are none: somebody's sex is recorded, or nobody is there."""
    return rows.exclude(sex="").exists() or not rows.exists()


WOMEN_CODE = "members.women"
SEX = {"members.members": None, WOMEN_CODE: Person.FEMALE}


def _of_columns(code: str, unit_id: int, day: date, tree: str) -> int:
    return stock(day, tree=tree, sex=SEX[code]).of(unit_id)


def _of_units(units: list[int], day: date, *, wide: bool) -> int:
    """How many members units have of their own."""
    if not wide:
        return _counting(day).filter(among(units, "unit_id")).count()
    ids, numbers = own_members(day)
    return int(numbers[np.isin(ids, units)].sum())


def _counted(codes: Collection[str], unit_id: int, day: date, tree: str, *, wide: bool) -> dict[str, int]:
    rows = below(Spell._base_manager.filter(on_day(day)), "unit", unit_id, day, tree)
    asked = {f"n{place}": Count("pk", filter=STOCKS[code].on(day, wide=wide)) for place, code in enumerate(codes)}
    told = rows.order_by().aggregate(**asked) if asked else {}
    return {code: told[f"n{place}"] for place, code in enumerate(codes)}


def private_units(unit_id: int, day: date, tree: str = LINE) -> list[int] | None:
    """The units at or under a unit whose employer is of a kind of PRIVATE; parts of a union have the kind of the unit
    above them. None where no kind is known."""
    follow = shape(day, tree)
    at = follow.position(unit_id)
    if at is None:
        return None
    ids = follow.ids[at : follow.ends[at]].tolist()
    rows = UnitVersion._base_manager.filter(replaced_at=None, valid__contains=day).exclude(ownership="")
    rows = rows.filter(among([*ids, *follow.ancestors(at)], "unit_id"))
    told = rows.order_by().aggregate(units=ArrayAgg("unit_id", default=[]), kinds=ArrayAgg("ownership", default=[]))
    kinds = dict(zip(told["units"], told["kinds"], strict=True))
    above = next((kinds[one] for one in follow.ancestors(at) if one in kinds), "")
    found: list[str] = []
    for unit, parent in zip(ids, (follow.parents[at : follow.ends[at]] - at).tolist(), strict=True):
        found.append(kinds.get(unit) or (found[parent] if parent >= 0 else above))
    return [unit for unit, kind in zip(ids, found, strict=True) if kind in PRIVATE] if any(found) else None


def _stock_evidence(code: str) -> Any:
    of = STOCKS[code]

    def evidence(unit: Unit, day: date, tree: str = "") -> QuerySet[Spell]:
        """The members of a unit and all below it at the end of a day, by name."""
        tree = tree or current_scope().tree
        rows = Spell.objects.filter(on_day(day) & of.on(day))
        if of.private:
            rows = rows.filter(among(private_units(unit.pk, day, tree) or [], "unit_id"))
        else:
            rows = below(rows, "unit", unit.pk, day, tree)
        return rows.select_related("person", "unit").order_by("person__sort_key", "pk")

    return evidence


def members_on(day: date, sex: str | None = None) -> dict[int, float]:
    """For every unit the members of its own at the end of a day."""
    ids, numbers = own_members(day, sex=sex)
    return dict(zip(ids.tolist(), map(float, numbers.tolist()), strict=True))


def _stock_values(code: str) -> Callable[[date], dict[int, float]]:
    of = STOCKS[code]

    def values(day: date) -> dict[int, float]:
        """For every unit the members of its own at the end of a day."""
        if code in SEX:
            return members_on(day, SEX[code])
        rows = Spell._base_manager.filter(on_day(day) & of.on(day))
        if of.private:
            roots = shape(day).ids[shape(day).parents < 0].tolist()
            units = [unit for root in roots for unit in private_units(root, day) or []]
            rows = rows.filter(among(units, "unit_id"))
        return by_unit(rows)

    return values


def by_unit(rows: QuerySet[Any]) -> dict[int, float]:
    counted = rows.order_by().values("unit").annotate(number=Count("pk")).values_list("unit", "number")
    return {unit_id: float(number) for unit_id, number in counted}


def measures(describe: Any) -> list[Measure]:
    """The stocks."""
    home = ("members.members", "members.women")
    return [
        Measure(
            code, of.title, "người", "stock", _stock_values(code), _stock_evidence(code), describe, None,
            stock_tallies, home=code in home, permission="members.view",
        )
        for code, of in STOCKS.items()
    ]  # fmt: skip
