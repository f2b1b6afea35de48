"""Which changes of the trees an officer may look at, and which units one of them ended."""

from typing import Any

from django.db.models import Q

from ketdoan.core.scope import LINE

from ..models import Change, Edge, Lineage, Unit, UnitVersion
from ..rules import ChangeKind


def touches_scope(changes: Any) -> bool:
    """Whether any of some changes (their ids) touched a unit of the scope: one may move or merge units of several."""
    inside = Unit.objects.values("pk")
    return (
        Change.objects.filter(pk__in=changes).exists()
        or Edge.objects.filter(change__in=changes).exists()
        or UnitVersion.objects.filter(change__in=changes).exists()
        or Lineage.objects.filter(Q(source__in=inside) | Q(target__in=inside), change__in=changes).exists()
        or _cut_off(UnitVersion.objects.all(), changes).exists()
    )


def change_seen(pk: int) -> Change | None:
    """A change that touched a unit of the scope."""
    return Change._base_manager.filter(pk=pk).first() if touches_scope([pk]) else None


def _cut_off(versions: Any, changes: Any) -> Any:
    """Of some versions those that a dissolution replaced: it did so at the moment of its own recording."""
    ends = Change._base_manager.filter(pk__in=changes, kind=ChangeKind.DISSOLVE)
    return versions.filter(replaced_at__in=ends.values("recorded_at"))


def dissolved_by(change: Change) -> list[Unit]:
    """The units that a dissolution names, in order; sections and groups that end inside one of them are left out."""
    ended = _cut_off(UnitVersion._base_manager.all(), [change.pk]).values("unit")
    inside = Edge._base_manager.filter(tree=LINE, replaced_at=change.recorded_at, parent__in=ended).values("child")
    found = Unit._base_manager.filter(pk__in=ended).exclude(pk__in=inside).order_by("sort_key")
    return list(found) or [change.unit]


def dissolution_of(unit: Unit) -> Change | None:
    """The change that dissolved a unit on the day on which it ended, also one that names another unit first."""
    if unit.ended_on is None:
        return None
    moments = UnitVersion._base_manager.filter(unit=unit).exclude(replaced_at=None).values("replaced_at")
    found = Change._base_manager.filter(kind=ChangeKind.DISSOLVE, on=unit.ended_on, recorded_at__in=moments)
    return found.select_related("decision").first()
