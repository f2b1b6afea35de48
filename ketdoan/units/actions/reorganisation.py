"""The acts that shape the union: found, rename, move, merge, split, absorb, dissolve, suspend and the rest.

Each takes the day from which it holds; a past day is allowed and re-derives only what it touches. The upper union
decides: an act on a unit needs a post above it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.modules import follow_reorganisation, units_ended
from ketdoan.core.scope import LINE, TERRITORY, Scope
from ketdoan.core.viet import clean_line

from ..models import Change, Edge, Lineage, Unit
from ..queries.heirs import heirs
from ..queries.kinds import check_may_stand_under, check_may_stand_under_kind, kinds_of, version_on
from ..rules import DESCRIBING, ChangeKind, Level
from .codes import new_code
from .paper import Paper, register
from .refresh import refresh, refresh_names, refresh_paths
from .structure import Birth, alter, begin, check_took_nothing_over, end, hand_over, lock_structure, place

DESCRIBABLE = (
    "ownership", "industry", "address", "area", "employer", "tax_code",
    "workers", "women", "phone", "email", "has_seal",
)  # fmt: skip


def must_decide_on(act: Act, *units: Unit) -> None:
    """Only a post above a unit decides on it; the post of a tree's top decides on the top itself."""
    if not units:
        raise ValidationError({"units": "Hãy chọn ít nhất một đơn vị."})
    for unit in units:
        if not decides_on(act.actor.scope, unit):
            raise PermissionDenied(f"Vị trí công tác hiện tại không quyết định về {unit.short_name}.")


def decides_on(scope: Scope, unit: Unit) -> bool:
    """Whether a post of this scope stands above a unit; the top of a tree decides on itself."""
    path = unit.territory_path if scope.tree == TERRITORY else unit.path
    return scope.holds(path) and (path != scope.path or unit.parent_id is None)


def must_hold(act: Act, *units: Unit) -> None:
    """The unit lies in the post's scope."""
    for unit in units:
        if not holds(act, unit):
            raise PermissionDenied(f"{unit.short_name} không thuộc phạm vi của vị trí công tác hiện tại.")


def holds(act: Act, unit: Unit) -> bool:
    """Whether a unit lies in the post's scope."""
    scope = act.actor.scope
    return scope.holds(unit.territory_path if scope.tree == TERRITORY else unit.path)


def _change(act: Act, kind: ChangeKind, unit_id: int, since: date, paper: Paper | None) -> Change:
    decision = register(paper)
    change = Change._base_manager.create(kind=kind, on=since, unit_id=unit_id, decision=decision, note=act.why)
    act.record(
        change,
        unit_id=unit_id,
        change={"kind": kind, "on": since, "decision": decision.pk if decision else None},
    )
    if kind not in DESCRIBING:
        follow_reorganisation()
    return change


@action("units.found", "Thành lập đơn vị")
def found(
    act: Act,
    *,
    code: str,
    parent: Unit | None,
    since: date,
    values: Mapping[str, Any],
    territory_parent: Unit | None = None,
    paper: Paper | None = None,
) -> Unit:
    """Found a unit under another. `values` are fields of UnitVersion; kind, name and short_name are needed."""
    return found_all(
        act,
        births=[Birth(_code(code, parent), _clean(values), parent, territory_parent)],
        since=since,
        paper=paper,
    )[0]


def _code(given: str, parent: Unit | None) -> str:
    """The code that was given to a new unit, else one made from its parent's."""
    code = clean_line(given)
    if not code and parent is None:
        raise ValidationError({"code": "Hãy ghi mã đơn vị."})
    return code or new_code(parent.code if parent else "")


def found_all(act: Act, *, births: Sequence[Birth], since: date, paper: Paper | None = None) -> list[Unit]:
    """Found several units by one decision. Part of an act: call it from one."""
    for birth in births:
        if birth.parent:
            must_hold(act, birth.parent)
        elif act.actor.unit_id is not None:
            raise ValidationError({"parent": "Hãy chọn đơn vị cấp trên trực tiếp."})
    lock_structure()
    change = _change(act, ChangeKind.FOUND, births[0].pk, since, paper)
    units = begin(change, births, since)
    refresh_paths(unit.pk for unit in units)
    act.record(change={"units": [unit.pk for unit in units]})
    return units


@action("units.rename", "Đổi tên đơn vị")
def rename(act: Act, *, unit: Unit, name: str, short_name: str, since: date, paper: Paper | None = None) -> Change:
    """Give a unit other names from a day."""
    must_decide_on(act, unit)
    values = _clean({"name": name, "short_name": short_name})
    return _alter(act, ChangeKind.RENAME, unit, since, values, paper)


@action("units.describe", "Cập nhật thông tin đơn vị")
def describe(act: Act, *, unit: Unit, values: Mapping[str, Any], since: date, paper: Paper | None = None) -> Change:
    """Record attributes of a unit (employer, workers, address, contacts …) from a day. The unit may do it itself."""
    must_hold(act, unit)
    if unknown := set(values) - set(DESCRIBABLE):
        raise ValidationError(f"Không có thông tin: {', '.join(sorted(unknown))}.")
    version = version_on(unit, since)
    check_workers({"workers": version.workers, "women": version.women, **values})
    changed = {name: value for name, value in values.items() if getattr(version, name) != value}
    if not changed:
        raise ValidationError("Không có thông tin nào thay đổi so với hồ sơ ngày đó.")
    return _alter(act, ChangeKind.DESCRIBE, unit, since, changed, paper)


@action("units.retype", "Chuyển loại đơn vị")
def retype(
    act: Act, *, unit: Unit, kind: str, since: date, parent: Unit | None = None, paper: Paper | None = None
) -> Change:
    """Make a unit another kind from a day, where its place allows it: under a new `parent`, else where it stands."""
    must_decide_on(act, unit)
    must_hold(act, *([parent] if parent else []))
    if parent == unit:
        raise ValidationError({"parent": f"{unit.short_name} không thể trực thuộc chính mình."})
    lock_structure()
    above = parent or parent_on(unit, since, LINE)
    if above:
        check_may_stand_under([kind], above, since)
    for tree, children in standing_on(unit, since).items():
        check_may_stand_under_kind(kinds_of([child.pk for child in children], since).values(), kind, since, tree)
    change = _alter(act, ChangeKind.RETYPE, unit, since, {"kind": kind}, paper)
    if parent:
        place(change, {unit.pk: parent.pk}, since)
        act.record(change={"parent": parent.pk})
        refresh_paths([unit.pk])
    return change


@action("units.recognise", "Công nhận đơn vị")
def recognise(act: Act, *, unit: Unit, since: date, paper: Paper | None = None) -> Change:
    """Record that the upper union recognised a unit."""
    must_decide_on(act, unit)
    version_on(unit, since)
    return _change(act, ChangeKind.RECOGNISE, unit.pk, since, paper)


@action("units.suspend", "Tạm ngừng, hoạt động lại")
def set_status(act: Act, *, unit: Unit, status: str, since: date, paper: Paper | None = None) -> Change:
    """Suspend a unit, mark it as awaiting reorganisation, or let it go on. It stays where it stands."""
    must_decide_on(act, unit)
    if status not in ("active", "suspended", "reorganising"):
        raise ValidationError({"status": "Hãy chọn một tình trạng trong danh sách."})
    kind = ChangeKind.RESUME if status == "active" else ChangeKind.SUSPEND
    return _alter(act, kind, unit, since, {"status": status}, paper)


def _alter(
    act: Act, kind: ChangeKind, unit: Unit, since: date, values: Mapping[str, Any], paper: Paper | None
) -> Change:
    """Alter what a unit is. Rivals on the same unit meet at its versions; where it stands is not touched, so this
    waits for no import or reorganisation elsewhere."""
    version_on(unit, since)
    change = _change(act, kind, unit.pk, since, paper)
    alter(change, [unit.pk], since, values)
    refresh_names([unit.pk])
    act.record(change={"fields": sorted(values)})
    return change


@action("units.move", "Chuyển đơn vị")
def move(
    act: Act,
    *,
    units: Sequence[Unit],
    parent: Unit,
    since: date,
    tree: str = LINE,
    paper: Paper | None = None,
) -> Change:
    """Put units under another one from a day, in the line of command or in the territory tree."""
    must_decide_on(act, *units)
    must_hold(act, parent)
    lock_structure()
    check_may_stand_under(kinds_of([unit.pk for unit in units], since).values(), parent, since, tree)
    if parent in units:
        raise ValidationError({"parent": f"{parent.short_name} không thể trực thuộc chính mình."})
    change = _change(act, ChangeKind.MOVE, units[0].pk, since, paper)
    place(change, {unit.pk: parent.pk for unit in units}, since, tree)
    act.record(change={"units": [unit.pk for unit in units], "parent": parent.pk, "tree": tree})
    refresh_paths(unit.pk for unit in units)
    return change


@action("units.merge", "Hợp nhất đơn vị")
def merge(
    act: Act,
    *,
    units: Sequence[Unit],
    code: str,
    parent: Unit,
    since: date,
    values: Mapping[str, Any],
    paper: Paper | None = None,
) -> Unit:
    """Several units end, and a new one takes their place with all that stood under them."""
    if len(set(units)) < 2:
        raise ValidationError({"units": "Hãy chọn ít nhất hai đơn vị để hợp nhất."})
    must_decide_on(act, *units)
    must_hold(act, parent)
    lock_structure()
    birth = Birth(_code(code, parent), _clean(values), parent)
    change = _change(act, ChangeKind.MERGE, birth.pk, since, paper)
    (target,) = begin(change, [birth], since)
    _hand_over(act, change, units, target, since)
    return target


@action("units.absorb", "Sáp nhập đơn vị")
def absorb(act: Act, *, units: Sequence[Unit], into: Unit, since: date, paper: Paper | None = None) -> Change:
    """Units end, and one that exists takes over all that stood under them."""
    if into in units:
        raise ValidationError({"into": "Đơn vị nhận không thể là đơn vị bị sáp nhập."})
    must_decide_on(act, *units)
    must_hold(act, into)
    lock_structure()
    version_on(into, since)
    change = _change(act, ChangeKind.ABSORB, into.pk, since, paper)
    _hand_over(act, change, units, into, since)
    return change


def _hand_over(act: Act, change: Change, units: Sequence[Unit], target: Unit, since: date) -> None:
    """Units end; their successor gets whoever stands directly under them on the day or later."""
    sources = list(dict.fromkeys(units))
    check_took_nothing_over(sources, since)
    moved = hand_over(change, sources, since, lambda _: target)
    Lineage.objects.bulk_create([Lineage(change=change, source=unit, target=target) for unit in sources])
    ids = [unit.pk for unit in sources]
    end(change, ids, since)
    refresh([*ids, target.pk], moved)
    units_ended(change, dict.fromkeys(ids, target.pk))
    act.record(change={"from": ids, "to": target.pk})


@action("units.split", "Chia, tách đơn vị")
def split(
    act: Act,
    *,
    units: Sequence[Unit],
    births: Sequence[Birth],
    since: date,
    children: Mapping[int, int],
    stays: bool = False,
    paper: Paper | None = None,
) -> list[Unit]:
    """New units come out of old ones, by one decision for all. `children` gives each unit below the number of the
    birth that takes it.

    With `stays` the old units go on (tách), and children not named stay with them; otherwise they end (chia), and
    every child must be named.
    """
    must_decide_on(act, *units)
    if not births:
        raise ValidationError({"births": "Hãy ghi ít nhất một đơn vị mới."})
    lock_structure()
    change = _change(act, ChangeKind.SPLIT, births[0].pk, since, paper)
    targets = begin(change, births, since)
    taken = {child: targets[number] for child, number in children.items()}
    sources = list(dict.fromkeys(units))
    moved = hand_over(change, sources, since, lambda edge: taken.get(edge.child_id))
    Lineage.objects.bulk_create(_parts(change, sources, births))
    ids = [unit.pk for unit in sources]
    if not stays:
        check_took_nothing_over(sources, since)
        end(change, ids, since)
    refresh([*ids, *(target.pk for target in targets)], moved)
    if not stays:
        units_ended(change, {pk: taken_over[0] for pk, taken_over in heirs(ids).items()})
    act.record(change={"from": ids, "to": [target.pk for target in targets], "stays": stays})
    return targets


def _parts(change: Change, units: Sequence[Unit], births: Sequence[Birth]) -> list[Lineage]:
    """Which unit each new one is a part of."""
    rows = [
        Lineage(change=change, source=source, target_id=birth.pk, share=Lineage.PART)
        for birth in births
        for source in birth.out_of or units
    ]
    without = {unit.pk for unit in units} - {row.source_id for row in rows}
    if without:
        unit = next(unit for unit in units if unit.pk in without)
        raise ValidationError({"births": f"Hãy ghi đơn vị mới được lập từ {unit.short_name}."})
    return rows


@action("units.dissolve", "Giải thể, kết thúc hoạt động")
def dissolve(act: Act, *, units: Sequence[Unit], since: date, paper: Paper | None = None) -> Change:
    """Units end without a successor, with the groups and sections inside them; the unit above keeps the archive."""
    must_decide_on(act, *units)
    lock_structure()
    kinds_of([unit.pk for unit in units], since)
    change = _change(act, ChangeKind.DISSOLVE, units[0].pk, since, paper)
    inside = _inside(units, since)
    if not all(holds(act, unit) for unit in inside):
        raise ValidationError({"since": "Vào ngày này bên trong còn tổ, bộ phận mà nay thuộc đơn vị ngoài phạm vi."})
    # A unit that ends without an heir cannot be the heir of one that ended the same day.
    check_took_nothing_over([*units, *inside], since - timedelta(days=1))
    ids = [unit.pk for unit in (*units, *inside)]
    end(change, ids, since)
    refresh(ids)
    units_ended(change, dict.fromkeys(ids))
    act.record(change={"units": [unit.pk for unit in units], "inside": [unit.pk for unit in inside]})
    return change


def _inside(units: Sequence[Unit], since: date) -> list[Unit]:
    """Sections and groups below units on a day: they are parts of a grassroots union and end with it."""
    found: dict[int, Unit] = {}
    row = list(units)
    while row:
        edges = Edge._base_manager.filter(parent__in=row, tree=LINE, replaced_at=None, valid__contains=since)
        inner = edges.filter(child__level__in=(Level.SECTION, Level.GROUP)).select_related("child")
        row = [edge.child for edge in inner if edge.child_id not in found]
        found |= {unit.pk: unit for unit in row}
    return list(found.values())


def standing_on(unit: Unit, day: date) -> dict[str, list[Unit]]:
    """Who stands directly under a unit on a day, by tree."""
    found: dict[str, list[Unit]] = {LINE: [], TERRITORY: []}
    edges = Edge._base_manager.filter(parent=unit, replaced_at=None, valid__contains=day).select_related("child")
    for edge in edges:
        found[edge.tree].append(edge.child)
    return found


def parent_on(unit: Unit, day: date, tree: str) -> Unit | None:
    """The unit directly above on a day."""
    edge = Edge._base_manager.filter(child=unit, tree=tree, replaced_at=None, valid__contains=day).first()
    return edge.parent if edge else None


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {name: clean_line(value) if isinstance(value, str) else value for name, value in values.items()}
    for name, label in (("name", "tên đầy đủ"), ("short_name", "tên gọn")):
        if name in cleaned and not cleaned[name]:
            raise ValidationError({name: f"Hãy ghi {label} của đơn vị."})
    check_workers(cleaned)
    return cleaned


def check_workers(values: Mapping[str, Any]) -> None:
    """Raise ValidationError where there are more women than workers."""
    workers, women = values.get("workers"), values.get("women")
    if workers is not None and women is not None and women > workers:
        raise ValidationError({"women": "Số lao động nữ không thể lớn hơn tổng số lao động."})
