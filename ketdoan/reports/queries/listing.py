"""Rounds and reports as lists show them."""

from django.db.models import Q, QuerySet

from ketdoan.core.acting import current_actor

from ..models import Round, Submission
from ..rules.states import State


def own_reports() -> QuerySet[Submission]:
    """The reports that the acting unit owes or has made, what is due first."""
    rows = Submission.objects.filter(unit=current_actor().unit_id or 0).exclude(state=State.EXEMPT)
    return rows.select_related("round__unit", "round__form", "form").order_by("-round__last", "-pk")


def rounds_seen() -> QuerySet[Round]:
    """The rounds that units of the scope opened, and those in which the acting unit puts together what is below."""
    ours = Submission.objects.filter(unit=current_actor().unit_id or 0, consolidates=True).values("round")
    rows = Round._base_manager.filter(Q(pk__in=Round.objects.values("pk")) | Q(pk__in=ours))
    return rows.select_related("unit", "form").order_by("-last", "-pk")


def reports_of(asked: Round) -> QuerySet[Submission]:
    """The reports of a round in the scope, in the order of the units' names."""
    rows = Submission.objects.filter(round=asked).exclude(unit=current_actor().unit_id or 0)
    return rows.select_related("unit", "round").order_by("unit__sort_key", "pk")


def directly_below(report: Submission) -> list[Submission]:
    """The reports of the units that stood right under a unit when the round was opened."""
    rows = Submission.objects.filter(round=report.round_id, above=report.unit_id)
    return list(rows.select_related("unit", "round").order_by("unit__sort_key", "pk"))


def next_waiting(report: Submission) -> Submission | None:
    """The next report of the round that waits to be accepted, in the order of the list; after the last, the first."""
    waiting = reports_of(report.round).filter(state=State.SUBMITTED)
    later = waiting.filter(unit__sort_key__gte=report.unit.sort_key).exclude(pk=report.pk)
    return later.first() or waiting.first()
