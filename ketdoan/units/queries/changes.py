"""Which changes of the trees an officer may look at."""

from typing import Any

from django.db.models import Q

from ..models import Change, Edge, Lineage, Unit, UnitVersion


def touches_scope(changes: Any) -> bool:
    """Whether any of some changes (their ids) touched a unit of the scope: one may move or merge units of several."""
    inside = Unit.objects.values("pk")
    return (
        Change.objects.filter(pk__in=changes).exists()
        or Edge.objects.filter(change__in=changes).exists()
        or UnitVersion.objects.filter(change__in=changes).exists()
        or Lineage.objects.filter(Q(source__in=inside) | Q(target__in=inside), change__in=changes).exists()
    )


def change_seen(pk: int) -> Change | None:
    """A change that touched a unit of the scope."""
    return Change._base_manager.filter(pk=pk).first() if touches_scope([pk]) else None
