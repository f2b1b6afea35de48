"""Figures of petitions that reports may take: received and answered in a period."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ketdoan.core.modules import Flow, Hit
from ketdoan.core.scope import LINE
from ketdoan.core.search import among
from ketdoan.core.viet import format_date
from ketdoan.units.queries.crossing import Area

from ..models import Petition
from ..rules.states import State
from .routing import BOARD

#: Of each figure the day that counts, and which petitions.
FIGURES = {
    "petitions.received": ("Phản ánh, kiến nghị của đoàn viên đã nhận", "filed_on", Q()),
    "petitions.answered": ("Phản ánh, kiến nghị của đoàn viên đã trả lời", "ended_on", Q(state=State.ANSWERED)),
}


def _within(code: str, since: date, until: date) -> Q:
    _, day, which = FIGURES[code]
    return which & Q(**{f"{day}__gte": since, f"{day}__lt": until})


def _values(code: str) -> Callable[[date, date], dict[int, float]]:
    def values(since: date, until: date) -> dict[int, float]:
        rows = Petition._base_manager.filter(_within(code, since, until)).order_by().values_list("told")
        return {unit: float(number) for unit, number in rows.annotate(count=Count("pk"))}

    return values


def _evidence(code: str) -> Callable[..., QuerySet[Petition]]:
    def evidence(unit: Any, since: date, until: date, tree: str = LINE) -> QuerySet[Petition]:
        inside = _inside(Area(unit.pk, since, until, tree), _within(code, since, until), FIGURES[code][1])
        return Petition.objects.filter(inside).select_related("told").order_by("-pk")

    return evidence


def _inside(area: Area, which: Q, day: str) -> Q:
    """Petitions of units that stood in an area on their day."""
    stood = area.under
    if stood.whole:
        return which
    unsteady = Petition._base_manager.filter(which & Q(among(stood.crossed.tolist(), "told_id")))
    told = list(unsteady.order_by().values_list("pk", "told", day)) if len(stood.crossed) else []
    inside = area.inside([unit for _, unit, _ in told], [on for _, _, on in told], [None] * len(told))
    found = [pk for (pk, _, _), there in zip(told, inside.tolist(), strict=True) if there]
    return which & (Q(among(stood.steady.tolist(), "told_id")) | Q(pk__in=found))


def describe(held: Petition) -> Hit:
    """A petition as one of the rows behind a figure."""
    address = reverse("petitions:petition", args=[held.pk])
    return Hit(f"Phản ánh số {held.pk}", address, f"{format_date(held.filed_on)}, {held.told.short_name}")


def flows() -> list[Flow]:
    """The figures."""
    return [
        Flow(code, title, "phản ánh", _values(code), _evidence(code), describe=describe, permission=BOARD)
        for code, (title, _, _) in FIGURES.items()
    ]
