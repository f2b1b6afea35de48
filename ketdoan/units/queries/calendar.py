"""What falls on days of the calendar in this module: terms that end, changes of units that take effect."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import Event
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today

from ..models import Change, Term, Unit
from .bodies import body_label
from .timeline import change_label


def terms_and_changes(actor: Actor, first: date, last: date) -> Iterator[Event]:
    """Ends of terms and changes of units in the scope; of units below, those of one day and kind in one line."""
    if actor.may("units.view"):
        yield from _terms(actor, first, last)
        yield from _changes(first, last)


def _terms(actor: Actor, first: date, last: date) -> Iterator[Event]:
    ending = Term.objects.known().filter(body__unit__ended_on=None, valid__endswith__range=(first, last))
    for term in ending.filter(body__unit=actor.unit_id).select_related("body__unit"):
        if not _in_inbox(actor, term):
            unit = term.body.unit
            title = f"{body_label(term.body.kind, unit.level, first)} hết nhiệm kỳ {term.label}"
            yield Event(term.until, title, reverse("units:unit", args=[unit.code]), unit.short_name, "calendar-clock")
    below = ending.exclude(body__unit=actor.unit_id).order_by().values("valid__endswith").annotate(number=Count("pk"))
    for day, number in below.values_list("valid__endswith", "number"):
        title = f"{format_number(number)} nhiệm kỳ ở cấp dưới kết thúc"
        address = reverse("units:terms") + "?viec=het" if actor.may("units.term") else reverse("units:list")
        yield Event(day, title, address, "", "calendar-clock")


def _in_inbox(actor: Actor, term: Term) -> bool:
    """Whether the inbox already holds the end of one's own term."""
    notice = timedelta(days=rule("units.term_end_notice_days", today()).value)
    return actor.may("units.term") and term.until is not None and term.until <= today() + notice


def _changes(first: date, last: date) -> Iterator[Event]:
    found = Change.objects.filter(on__range=(first, last)).order_by().values("on", "kind")
    rows = list(found.annotate(number=Count("pk"), one=Min("unit")).values_list("on", "kind", "number", "one"))
    units = Unit.objects.in_bulk([one for *_, number, one in rows if number == 1])
    for day, kind, number, one in rows:
        label = change_label(kind, day)
        if number == 1:
            unit = units[one]
            yield Event(day, f"{label}: {unit.short_name}", reverse("units:unit", args=[unit.code]), "", "network")
        else:
            address = f"{reverse('units:tree')}?ngay={day:%d/%m/%Y}"
            yield Event(day, f"{label}: {format_number(number)} đơn vị", address, "", "network")
