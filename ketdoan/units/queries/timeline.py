"""What happened to a unit: its changes in order, each told in a line, and what it came from and became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ketdoan.core.rules import NoRule, rule
from ketdoan.core.scope import TERRITORY

from ..models import Change, Decision, Edge, Lineage, Unit, UnitVersion
from ..rules import ChangeKind
from .changes import dissolution_of
from .kinds import kind_label


@dataclass(frozen=True)
class Event:
    """A change that touched a unit: when, what it is called, what it did to this unit, by which decision."""

    on: date
    label: str
    detail: str
    decision: Decision | None
    change_id: int
    kind: str = ""


FIELD_LABELS = {
    "name": "tên",
    "kind": "loại đơn vị",
    "status": "tình trạng",
    "ownership": "loại hình",
    "industry": "ngành nghề",
    "address": "địa chỉ",
    "area_id": "tỉnh, thành phố",
    "employer": "người sử dụng lao động",
    "tax_code": "mã số thuế",
    "workers": "số lao động",
    "women": "số lao động nữ",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "has_seal": "con dấu",
}


def change_label(kind: str, day: date) -> str:
    """The Vietnamese name of a kind of change."""
    try:
        return str(rule("units.act_kinds", day, act=kind).value["label"])
    except NoRule:
        return kind


def timeline(unit: Unit) -> list[Event]:
    """Every change that touched a unit, the latest first."""
    versions = list(UnitVersion.objects.known().filter(unit=unit).order_by("valid"))
    edges = list(Edge.objects.known().filter(child=unit).select_related("parent").order_by("valid"))
    heirs = list(Lineage.objects.filter(Q(source=unit) | Q(target=unit)).select_related("source", "target"))
    details = _details(versions, edges, heirs, unit)
    ended_by = dissolution_of(unit)
    own = Q(pk__in=details) | Q(unit=unit) | Q(pk=ended_by.pk if ended_by else None)
    changes = Change._base_manager.filter(own).select_related("decision")
    events = [
        Event(c.on, change_label(c.kind, c.on), "; ".join(details.get(c.pk, [])) or c.note, c.decision, c.pk, c.kind)
        for c in changes.order_by("-on", "-pk")
    ]
    if unit.ended_on and not any(event.on == unit.ended_on for event in events):
        events.insert(0, Event(unit.ended_on, change_label(ChangeKind.DISSOLVE, unit.ended_on), "", None, 0))
    return events


def _details(
    versions: Sequence[UnitVersion], edges: Sequence[Edge], heirs: Sequence[Lineage], unit: Unit
) -> dict[int, list[str]]:
    """What each change did to the unit, by the change's id."""
    found: dict[int, list[str]] = {}

    def say(change_id: int, text: str) -> None:
        found.setdefault(change_id, [])
        if text and text not in found[change_id]:
            found[change_id].append(text)

    before: UnitVersion | None = None
    for version in versions:
        say(version.change_id, _difference(before, version))
        before = version
    last: dict[str, Edge] = {}
    for edge in edges:
        earlier = last.get(edge.tree)
        if earlier is None or earlier.parent_id != edge.parent_id:
            what = "về địa bàn" if edge.tree == TERRITORY else "trực thuộc"
            was = f" (trước là {earlier.parent.short_name})" if earlier else ""
            say(edge.change_id, f"{what} {edge.parent.short_name}{was}")
        last[edge.tree] = edge
    for heir in heirs:
        part = " một phần" if heir.share == Lineage.PART else ""
        if heir.source_id == unit.pk:
            say(heir.change_id, f"tiếp nối{part} bởi {heir.target.short_name}")
        else:
            say(heir.change_id, f"tiếp nối{part} từ {heir.source.short_name}")
    return found


def _difference(before: UnitVersion | None, after: UnitVersion) -> str:
    if before is None:
        return after.name
    if before.name != after.name:
        return f"{before.name} → {after.name}"
    if before.kind != after.kind:
        return f"{kind_label(before.kind, before.since)} → {kind_label(after.kind, after.since)}"
    fields = [label for name, label in FIELD_LABELS.items() if getattr(before, name) != getattr(after, name)]
    return f"thay đổi {', '.join(fields)}" if fields else ""


@dataclass(frozen=True)
class Kin:
    """A unit in a lineage picture: how many steps before (negative) or after, on which day, whole or part."""

    unit: Unit
    step: int
    on: date
    whole: bool
    from_id: int


def kin(unit: Unit, steps: int = 2, most: int = 12) -> list[Kin]:
    """What a unit came from and became, up to some steps each way and `most` units a step."""
    found: list[Kin] = []
    for direction, near, far in ((-1, "target", "source"), (1, "source", "target")):
        row = [unit.pk]
        for step in range(1, steps + 1):
            rows = Lineage.objects.filter(**{f"{near}__in": row}).select_related("change", far)
            links = list(rows.order_by("change__on", "pk")[:most])
            found += [
                Kin(
                    unit=getattr(link, far),
                    step=direction * step,
                    on=link.change.on,
                    whole=link.share == Lineage.ALL,
                    from_id=getattr(link, f"{near}_id"),
                )
                for link in links
            ]
            row = [getattr(link, f"{far}_id") for link in links]
            if not row:
                break
    return found
