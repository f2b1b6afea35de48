"""How the trees are written: sets of units begin, move, change and end on a day. Used by the acts, never by screens.

Every write here touches only what the day concerns: a back-dated change stops where the next change of the same
thing begins. Acts hold the structure lock, so that two of them cannot make a circle together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from ketdoan.core.history import amend, cut, overlapping, replace, span
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import format_date

from ..models import Appointment, Change, Edge, Post, Term, Unit, UnitVersion
from ..queries.kinds import check_may_stand_under, level_of
from .names import unit_names

STRUCTURE_LOCK = 7_030_001


def _new_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('units_unit', 'id'))")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Birth:
    """A unit to be founded: its code, what it is (fields of UnitVersion), and where it stands.

    `pk` is taken beforehand, so that the change which founds the unit can name it.
    """

    code: str
    values: Mapping[str, Any]
    parent: Unit | None
    territory_parent: Unit | None = None
    pk: int = field(default_factory=_new_id)


def lock_structure() -> None:
    """Wait until no other act changes the trees; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STRUCTURE_LOCK])


def begin(change: Change, births: Sequence[Birth], since: date) -> list[Unit]:
    """Found units on a day. Their parents exist already."""
    taken = Unit._base_manager.filter(code__in=[b.code for b in births]).values_list("code", flat=True).first()
    if taken:
        raise ValidationError({"code": f"Mã đơn vị {taken} đã được dùng."})
    for birth in births:
        for tree, parent in ((LINE, birth.parent), (TERRITORY, birth.territory_parent)):
            if parent:
                check_may_stand_under(birth.values["kind"], parent, since, tree)
    units = [_newborn(birth) for birth in births]
    Unit._base_manager.bulk_create(units, batch_size=5_000)
    valid = span(since)
    pairs = list(zip(units, births, strict=True))
    replace([], [UnitVersion(unit=u, change=change, valid=valid, **b.values) for u, b in pairs])
    above = [(u, LINE, b.parent) for u, b in pairs] + [(u, TERRITORY, b.territory_parent) for u, b in pairs]
    replace([], [Edge(tree=t, child=u, parent=p, change=change, valid=valid) for u, t, p in above if p])
    return units


def _newborn(birth: Birth) -> Unit:
    territory = birth.territory_parent or birth.parent
    return Unit(
        pk=birth.pk,
        code=birth.code,
        path=f"{birth.parent.path if birth.parent else ''}{birth.pk}/",
        territory_path=f"{territory.territory_path if territory else ''}{birth.pk}/",
        level=level_of(birth.values["kind"]),
        **unit_names(birth.code, birth.values),
    )


def place(change: Change, parents: Mapping[int, int], since: date, tree: str = LINE) -> None:
    """Put units under new parents from a day, up to where each one's next move begins."""
    old: list[Edge] = []
    new: list[Edge] = []
    rows = _by_key(overlapping(Edge._base_manager.filter(tree=tree, child__in=parents), since, None), "child_id")
    for child, parent in parents.items():
        edges = rows.get(child, [])
        old += edges
        if edges and edges[0].since <= since:
            new += with_value(edges, since, "parent_id", parent, change)
        else:
            until = edges[0].since if edges else None
            new += [*edges, Edge(tree=tree, child_id=child, parent_id=parent, change=change, valid=span(since, until))]
    replace(old, new)


def alter(change: Change, unit_ids: Iterable[int], since: date, values: Mapping[str, Any]) -> None:
    """Change attributes of units from a day; each attribute up to where its own next change begins."""
    rows = _by_key(overlapping(UnitVersion._base_manager.filter(unit__in=unit_ids), since, None), "unit_id")
    old = [row for versions in rows.values() for row in versions]
    new: list[UnitVersion] = []
    for versions in rows.values():
        altered = versions
        for name, value in values.items():
            altered = with_value(altered, since, name, value, change)
        new += altered
    replace(old, new)


def with_value(rows: list[Any], since: date, name: str, value: Any, change: Change) -> list[Any]:
    """Rows of one unit, in order, with an attribute set from a day to the end of the value it replaces."""
    first = next((i for i, row in enumerate(rows) if row.since <= since and (not row.until or since < row.until)), None)
    if first is None:
        raise ValidationError({"since": f"Đơn vị chưa có hoặc không còn vào ngày {format_date(since)}."})
    last = first
    while (
        last + 1 < len(rows)
        and rows[last + 1].since == rows[last].until
        and getattr(rows[last + 1], name) == getattr(rows[first], name)
    ):
        last += 1

    def set_value(row: Any) -> Any:
        setattr(row, name, value)
        if row.since == since:
            row.change = change
        return row

    return rows[:first] + amend(rows[first : last + 1], since, rows[last].until, set_value) + rows[last + 1 :]


def end(unit_ids: Sequence[int], since: date) -> None:
    """End units on a day, with their offices and posts. Whoever still stands under them must move or end first."""
    orphans = overlapping(Edge._base_manager.filter(parent__in=unit_ids), since, None).exclude(child__in=unit_ids)
    left = list(orphans.values_list("child__short_name", flat=True).distinct()[:6])
    if left:
        names = "; ".join(left[:5]) + ("; …" if len(left) > 5 else "")
        raise ValidationError(f"Còn đơn vị trực thuộc chưa được sắp xếp: {names}.")
    for queryset in (
        UnitVersion._base_manager.filter(unit__in=unit_ids),
        Edge._base_manager.filter(child__in=unit_ids),
        Term._base_manager.filter(body__unit__in=unit_ids),
        Appointment._base_manager.filter(body__unit__in=unit_ids),
    ):
        cut_off(queryset, since)
    close_posts(Post._base_manager.filter(unit__in=unit_ids), since)


def close_posts(posts: Any, since: date) -> None:
    """End posts on a day; those that end earlier stay as they are. Access is gone that day."""
    for post in posts.filter(Q(valid__endswith=None) | Q(valid__endswith__gt=since)):
        post.valid = span(min(post.valid.lower, since), since)
        post.save(update_fields=["valid"])


def cut_off(queryset: Any, since: date) -> list[Any]:
    """End dated rows on a day; returns what is left of them."""
    rows = list(overlapping(queryset, since, None))
    return replace(rows, [piece for row in rows if (piece := cut(row, None, since))])


def _by_key(queryset: Any, key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in queryset.order_by("valid"):
        groups[getattr(row, key)].append(row)
    return groups
