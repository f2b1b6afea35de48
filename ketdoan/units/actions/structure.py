"""How the trees are written: sets of units begin, move, change and end on a day. Used by the acts, never by screens.

Every write here touches only what the day concerns: a back-dated change stops where the next change of the same
thing begins. Acts hold the structure lock, so that two of them cannot make a circle together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from ketdoan.core.history import amend, cut, overlapping, replace, span
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import format_date

from ..models import Appointment, Change, Edge, Lineage, Post, Term, Unit, UnitVersion
from ..queries.circles import check_parents_last, check_standing
from ..queries.kinds import check_may_stand_under_kind, kinds_of, version_on, versions_on
from ..queries.shape import kind_levels
from .names import unit_names

STRUCTURE_LOCK = 7_030_001


def _new_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('units_unit', 'id'))")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Birth:
    """A unit to be founded: its code, what it is (fields of UnitVersion), and where it stands.

    Where several units are split at once, `out_of` says of which the new one is a part: of all, if it is empty.
    `pk` is taken beforehand, so that the change which founds the unit can name it.
    """

    code: str
    values: Mapping[str, Any]
    parent: Unit | None
    territory_parent: Unit | None = None
    out_of: Sequence[Unit] = ()
    pk: int = field(default_factory=_new_id)


def lock_structure() -> None:
    """Wait until no other act changes the trees; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STRUCTURE_LOCK])


def begin(change: Change, births: Sequence[Birth], since: date) -> list[Unit]:
    """Found units on a day. Their parents exist already."""
    return begin_each([(change, birth) for birth in births])


def begin_each(births: Sequence[tuple[Change, Birth]]) -> list[Unit]:
    """Found units, each on the day of its change. Their parents exist already."""
    taken = (
        Unit._base_manager.filter(code__in=[birth.code for _, birth in births])
        .order_by("code")
        .values_list("code", flat=True)
        .first()
    )
    if taken:
        raise ValidationError({"code": f"Mã đơn vị {taken} đã được dùng."})
    _check_places(births)
    levels = kind_levels()
    units = [_newborn(birth, levels[birth.values["kind"]]) for _, birth in births]
    Unit._base_manager.bulk_create(units, batch_size=5_000)
    at = births[0][0].recorded_at
    rows = [(unit, change, span(change.on), birth) for unit, (change, birth) in zip(units, births, strict=True)]
    replace([], [UnitVersion(unit=u, change=c, valid=valid, **birth.values) for u, c, valid, birth in rows], at)
    line = [(row, LINE, row[-1].parent) for row in rows]
    above = [*line, *((row, TERRITORY, row[-1].territory_parent) for row in rows)]
    edges = [Edge(tree=t, child=u, parent=p, change=c, valid=valid) for (u, c, valid, _), t, p in above if p]
    replace([], edges, at)
    check_parents_last([unit.pk for unit in units])
    return units


def _check_places(births: Sequence[tuple[Change, Birth]]) -> None:
    """Raise ValidationError where the dated rules do not let a unit stand where it is to be founded."""
    wanted: dict[tuple[str, Unit, date], set[str]] = defaultdict(set)
    for change, birth in births:
        for tree, parent in ((LINE, birth.parent), (TERRITORY, birth.territory_parent)):
            if parent:
                wanted[tree, parent, change.on].add(birth.values["kind"])
    held = versions_on((parent, day) for _, parent, day in wanted)
    for (tree, parent, day), kinds in wanted.items():
        check_may_stand_under_kind(kinds, held[parent.pk, day].kind, day, tree)


def _newborn(birth: Birth, level: str) -> Unit:
    territory = birth.territory_parent or birth.parent
    return Unit(
        pk=birth.pk,
        code=birth.code,
        path=f"{birth.parent.path if birth.parent else ''}{birth.pk}/",
        territory_path=f"{territory.territory_path if territory else ''}{birth.pk}/",
        level=level,
        **unit_names(birth.code, birth.values),
    )


def place(change: Change, parents: Mapping[int, int], since: date, tree: str = LINE) -> None:
    """Put units under new parents from a day, up to where each one's next move begins."""
    old: list[Edge] = []
    new: list[Edge] = []
    rows = _by_key(overlapping(Edge._base_manager.filter(tree=tree, child__in=parents), since, None), "child_id")
    ends = _ends([child for child in parents if child not in rows])
    for child, parent in parents.items():
        edges = rows.get(child, [])
        if edges and edges[0].since <= since:
            old += edges
            new += with_value(edges, since, "parent_id", parent, change)
        else:
            until = edges[0].since if edges else ends[child]
            new.append(Edge(tree=tree, child_id=child, parent_id=parent, change=change, valid=span(since, until)))
    replace(old, new, change.recorded_at)
    check_standing(parents.keys(), since)


def _ends(unit_ids: Sequence[int]) -> dict[int, date | None]:
    """The day on which each unit ends; None for one that goes on."""
    versions = UnitVersion._base_manager.filter(unit__in=unit_ids, replaced_at=None)
    return {version.unit_id: version.until for version in versions.order_by("valid")}


def hand_over(
    change: Change, sources: Sequence[Unit], since: date, heir_of: Callable[[Edge], Unit | None]
) -> list[int]:
    """Give whoever stands directly under units on a day or later, for just that time, to their heirs; returns who.

    `heir_of` names the heir of a child, or None where it stays. An heir of the same kind steps into the place of
    the old unit; one of another kind takes only what may stand under it.
    """
    under = Edge._base_manager.filter(parent__in=sources).exclude(child__in=sources)
    heirs = {edge: heir for edge in overlapping(under, since, None) if (heir := heir_of(edge))}
    kinds = kinds_of({unit.pk for unit in (*sources, *heirs.values())}, since)
    new: list[Edge] = []
    newcomers: dict[tuple[str, date, str], list[int]] = defaultdict(list)
    for edge, heir in heirs.items():
        if heir.pk == edge.child_id:
            raise ValidationError({"into": f"{heir} đang trực thuộc đơn vị bị sắp xếp; hãy chuyển ra trước."})
        if kinds[heir.pk] != kinds[edge.parent_id]:
            later = edge.since > since
            kind = version_on(heir, edge.since).kind if later else kinds[heir.pk]
            newcomers[kind, edge.since if later else since, edge.tree].append(edge.child_id)
        new += amend([edge], since, None, partial(_given_to, heir=heir, change=change))
    for (kind, day, tree), children in newcomers.items():
        check_may_stand_under_kind(kinds_of(children, day).values(), kind, day, tree)
    replace(list(heirs), new, change.recorded_at)
    moved = [edge.child_id for edge in heirs]
    check_standing(moved, since)
    return moved


def _given_to(edge: Edge, heir: Unit, change: Change) -> Edge:
    edge.parent, edge.change = heir, change
    return edge


def alter(change: Change, unit_ids: Iterable[int], since: date, values: Mapping[str, Any]) -> None:
    """Change attributes of units from a day; each attribute up to where its own next change begins."""
    alter_each(change, dict.fromkeys(unit_ids, values), since)


def alter_each(change: Change, values: Mapping[int, Mapping[str, Any]], since: date) -> None:
    """Change attributes of units from a day, of each its own."""
    rows = _by_key(overlapping(UnitVersion._base_manager.filter(unit__in=list(values)), since, None), "unit_id")
    old = [row for versions in rows.values() for row in versions]
    new: list[UnitVersion] = []
    for unit_id, versions in rows.items():
        altered = versions
        for name, value in values[unit_id].items():
            altered = with_value(altered, since, name, value, change)
        new += altered
    replace(old, new, change.recorded_at)


def with_value(rows: list[Any], since: date, name: str, value: Any, change: Change) -> list[Any]:
    """Copies of the rows of one unit, in order, with an attribute set from a day to the end of the value it had."""
    rows = [copy(row) for row in rows]
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


def check_took_nothing_over(units: Sequence[Unit], after: date) -> None:
    """Raise ValidationError where a unit that is to end took over from another later than a day."""
    later = Lineage.objects.filter(target__in=units, change__on__gt=after).select_related("change", "target").first()
    if later:
        raise ValidationError(
            {"since": f"{later.target} đã tiếp nhận đơn vị khác từ ngày {format_date(later.change.on)}."}
        )


def end(change: Change, unit_ids: Sequence[int], since: date) -> None:
    """End units on a day, with their offices and posts. Whoever still stands under them must move or end first.

    A unit lasts a day at least: one that ended as it began would have no history by which to be shown.
    """
    lasting = UnitVersion._base_manager.filter(unit=OuterRef("pk"), replaced_at=None, valid__startswith__lt=since)
    fleeting = Unit._base_manager.filter(~Exists(lasting), pk__in=unit_ids).first()
    if fleeting:
        raise ValidationError({"since": f"{fleeting} chưa hoạt động ngày nào trước ngày {format_date(since)}."})
    orphans = overlapping(Edge._base_manager.filter(parent__in=unit_ids), since, None).exclude(child__in=unit_ids)
    left = set(orphans.values_list("child", flat=True))
    if left:
        # Whoever stood there on a past day may be elsewhere by now: named are those that the actor sees.
        names = list(Unit.objects.filter(pk__in=left).order_by("sort_key").values_list("short_name", flat=True)[:5])
        others = len(left) - len(names)
        told = "; ".join([*names, *([f"{others} đơn vị khác"] if others else [])])
        raise ValidationError(f"Còn đơn vị trực thuộc chưa được sắp xếp: {told}.")
    for queryset in (
        UnitVersion._base_manager.filter(unit__in=unit_ids),
        Edge._base_manager.filter(child__in=unit_ids),
        Term._base_manager.filter(body__unit__in=unit_ids),
        Appointment._base_manager.filter(body__unit__in=unit_ids),
    ):
        cut_off(queryset, since, change.recorded_at)
    close_posts(Post._base_manager.filter(unit__in=unit_ids), since)


def close_posts(posts: Any, since: date) -> None:
    """End posts on a day; those that end earlier stay as they are. Access is gone that day."""
    for post in posts.filter(Q(valid__endswith=None) | Q(valid__endswith__gt=since)):
        post.valid = span(min(post.valid.lower, since), since)
        post.save(update_fields=["valid"])


def cut_off(queryset: Any, since: date, at: datetime | None = None) -> list[Any]:
    """End dated rows on a day; returns what is left of them. `at` is the moment of the act's other writes."""
    rows = list(overlapping(queryset, since, None))
    return replace(rows, [piece for row in rows if (piece := cut(row, None, since))], at)


def _by_key(queryset: Any, key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in queryset.order_by("valid"):
        groups[getattr(row, key)].append(row)
    return groups
