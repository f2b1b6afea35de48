"""The official's home: what awaits, how the scope stands, what falls on which day, what changed."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ketdoan.core.accounts import has_second_factor
from ketdoan.core.acting import Actor, somebody
from ketdoan.core.deadlines import GROUPS, by_deadline
from ketdoan.core.modules import Event, inbox
from ketdoan.core.preferences import preference_of
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import today
from ketdoan.units.queries.recent import recent

from ..queries.first_day import HINT, first_steps
from ..queries.month import FIRST_YEAR, LAST_YEAR, falling, grid, month, month_before, next_month

SHOWN, PAGE, CHANGES, COMING, AHEAD = 30, 100, 3, 6, 30


@screen(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the acting post by deadline, its figures, calendar and last changes."""
    actor, day = somebody(), today()
    context: dict[str, Any] = {"today": day}
    if actor:
        items = inbox(actor)
        first = day.replace(day=1)
        start, end = grid(first)
        events = falling(actor, items, start, max(end, day + timedelta(days=AHEAD)))
        context |= {
            "number": len(items),
            "groups": [(group, group.items[:SHOWN]) for group in by_deadline(items, day)],
            "steps": _steps(request, actor, day),
            "weeks": month(first, day, events),
            "first": first,
            "coming": [event for event in events if event.day >= day][:COMING],
            "recent": recent(CHANGES) if actor.may("units.view") else [],
        }
    return render(request, "workspace/home.html", context)


def _steps(request: HttpRequest, actor: Actor, day: date) -> list[Any]:
    account = request.user
    if HINT in preference_of(int(account.pk or 0)).hidden:
        return []
    return first_steps(actor, account, day, second_factor=has_second_factor(request))  # type: ignore[arg-type]


@screen(SIGNED_IN)
def items(request: HttpRequest, group: str) -> HttpResponse:
    """All that awaits the post of one group of deadlines."""
    if group not in GROUPS:
        raise Http404
    actor, day = somebody(), today()
    found = {each.code: each.items for each in by_deadline(inbox(actor), day)} if actor else {}
    pages = Paginator(found.get(group, []), PAGE)
    context = {"title": GROUPS[group], "page": pages.get_page(request.GET.get("page")), "today": day}
    return render(request, "workspace/items.html", context)


@screen(SIGNED_IN)
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: deadlines, terms that end, changes that take effect, holidays and lunar days."""
    day = today()
    first = _asked_month(request.GET.get("thang", ""), day)
    actor = somebody()
    events: list[Event] = falling(actor, inbox(actor), *grid(first)) if actor else []
    weeks = month(first, day, events)
    context = {
        "first": first,
        "weeks": weeks,
        "agenda": [one for week in weeks for one in week if one.inside and (one.events or one.holiday)],
        "before": month_before(first),
        "after": next_month(first),
    }
    return render(request, "workspace/calendar.html", context)


def _asked_month(text: str, day: date) -> date:
    """The month of the address (2026-11), or this one."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else day.replace(day=1)
