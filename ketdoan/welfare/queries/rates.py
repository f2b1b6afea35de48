"""Tables of rates, and the kinds of events for which unions give something."""

from datetime import date

from django.db.models import QuerySet

from ketdoan.core.rules import rows
from ketdoan.core.viet import format_money, today
from ketdoan.units.models import Unit

from ..models import Rate

KEY = "welfare.kind"
RATES = "welfare.rates"


def kinds(day: date | None = None) -> dict[str, str]:
    """Names of the kinds of events by code, in their order."""
    found = sorted(rows(KEY, day or today()), key=lambda row: row.value["order"])
    return {row.selector["care"]: row.value["label"] for row in found}


def logged_as(kind: str, day: date) -> str:
    """As which kind of work the log counts an event of a kind."""
    return next(str(row.value["logged"]) for row in rows(KEY, day) if row.selector["care"] == kind)


def rates() -> QuerySet[Rate]:
    """The rates of the scope that are known now, past and future ones too."""
    return Rate.objects.known().select_related("unit").order_by("kind", "title", "valid")


def rates_of(unit: Unit, kind: str, day: date) -> list[Rate]:
    """What a unit's own table gives for a kind of event on a day, whatever the acting post sees."""
    found = Rate._base_manager.filter(unit=unit, kind=kind, replaced_at=None, valid__contains=day)
    return list(found.order_by("title", "pk"))


def rate_said(rate: Rate) -> str:
    """A rate in words: "Nằm viện từ 3 ngày: tối đa 500.000 đồng"."""
    return f"{rate.title}: tối đa {format_money(rate.most)}"
