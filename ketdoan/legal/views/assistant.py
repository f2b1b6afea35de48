"""Pages of the assistant: asking, and the handbook to be leafed through."""

from datetime import date

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, format_date, parse_date, today

from ..actions.counting import count_question
from ..queries.acts import lacking
from ..queries.answering import LONGEST, answer, quoted
from ..queries.desk import DESK
from ..queries.explaining import explained_by, ticket
from ..queries.handbook import Entry, digest, entries, entries_with


@screen("legal.ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a question. It is sent as a form and kept nowhere: people write of themselves."""
    question = request.POST.get("question", "")
    day, wrong = _day(request.POST.get("day", ""))
    context = {
        "question": question[:LONGEST],
        "day": request.POST.get("day", "") or format_date(today()),
        "wrong": wrong,
        "longest": LONGEST,
        "lacking": lacking(day or today()),
    }
    if request.method == "POST" and day:
        context["found"] = found = answer(question, day, request.POST.get("before", ""))
        count_question(found)
        context["ticket"] = ticket(found)
    return render(request, "legal/ask.html", context, status=422 if wrong else 200)


def _day(text: str) -> tuple[date | None, str]:
    """The day of which the law is asked, or what is wrong with it."""
    if not text.strip():
        return today(), ""
    try:
        return parse_date(text), ""
    except VietError as error:
        return None, str(error)


@screen("legal.ask")
@require_POST
def explanation(request: HttpRequest) -> HttpResponse:
    """What a language model says of an answer that is on the screen already, as a part of its page."""
    try:
        said = explained_by(request.POST.get("ticket", ""))
    except BadSignature:
        said = []
    return render(request, "legal/explanation.html", {"explained": said})


@screen("legal.ask")
@require_safe
def handbook_page(request: HttpRequest) -> HttpResponse:
    """All questions of the handbook, by what they are about; or those in which some words stand."""
    typed = request.GET.get("q", "")[:100]
    shown = entries_with(typed) if typed.strip() else list(entries().values())
    context = {
        "typed": typed,
        "parts": [("Các mục tìm thấy", shown)] if shown and typed.strip() else _by_part(shown),
        "number": len(shown),
        "checked": sum(bool(one.checked_by) for one in shown),
        "may_write": current_actor().may(DESK),
    }
    return render(request, "legal/handbook.html", context)


def _by_part(shown: list[Entry]) -> list[tuple[str, list[Entry]]]:
    found: dict[str, list[Entry]] = {}
    for one in shown:
        found.setdefault(one.part, []).append(one)
    return list(found.items())


@screen("legal.ask")
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry of the handbook, with the places of the law that it rests on."""
    found = entries().get(code)
    if found is None:
        raise Http404
    context = {
        "entry": found,
        "quotes": quoted(found.cites, today()),
        "holds": found.holds(today()),
        "may_check": current_actor().may(DESK) and not found.own,
        "seen": digest(found),
    }
    return render(request, "legal/entry.html", context)
