"""The register as a list, and how the members of a unit stand."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, parse_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import one_moment

from ..models import Member
from ..models.members import LEFT
from ..queries.board import Span, board, may_have_members, spans
from ..queries.campaigns import COMPLETE
from ..queries.evidence import FIGURES, MOVES, spells_behind
from ..queries.find import number_in, with_number
from ..tables import MemberFilters, MemberTable, MoveTable, SpellTable
from .acts import bulk_offers
from .cards import card_bulk_offers


@screen("members.view")
def members(request: HttpRequest) -> HttpResponseBase:
    """All members of the scope; those who left only when asked for."""
    rows, actor = Member.objects.select_related("person", "unit"), current_actor()
    number = number_in(request.GET.get("q", ""))
    if number:
        rows = with_number(rows, number)
    elif not request.GET.get("tinh_trang"):
        rows = rows.exclude(state=LEFT)
    return listing(
        request,
        MemberTable,
        MemberFilters,
        "members/list.html",
        title="Đoàn viên",
        rows=rows,
        search="" if number else "words",
        export="members.export",
        personal=True,
        person="pk",
        noun="đoàn viên",
        example="nguyen van an, số điện thoại, số căn cước, số thẻ",
        empty="Chưa có đoàn viên nào trong phạm vi này.",
        context={
            "may_import": actor.may("members.import"),
            "offers": [*bulk_offers(actor), *card_bulk_offers(actor)],
            "number": number,
            "unit": _own_unit(request),
            "faulty": _faulty(request),
        },
    )


def _faulty(request: HttpRequest) -> str:
    """The findings by which the list is filtered, for going through the records one by one."""
    asked = request.GET.get("can_xem", "")
    return urlencode({"can_xem": asked}) if asked and current_actor().may(COMPLETE) else ""


def _own_unit(request: HttpRequest) -> Unit | None:
    """The unit of the post that is held, unless it has ended."""
    unit: Unit = request.post.unit  # type: ignore[attr-defined]
    return None if unit.ended_on else unit


@screen("members.view")
@one_moment()
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """How the members of a unit and of each one below it stand, and how they came to over a period."""
    found = get_object_or_404(Unit, code=code)
    chosen, error = _span(request.GET)
    actor = current_actor()
    context: dict[str, Any] = {
        "unit": found,
        "board": board(found, chosen.since, chosen.until),
        "span": chosen,
        "spans": spans(today()),
        "error": error,
        "typed": (request.GET.get("tu", ""), request.GET.get("den", "")) if error else (),
        "may_admit": actor.may("members.admit") and not found.ended_on and may_have_members(found),
        "may_print": actor.may("members.export") and not found.ended_on,
        "may_import": actor.may("members.import") and not found.ended_on,
    }
    return render(request, "members/unit.html", context)


@screen("members.view")
def people(request: HttpRequest, code: str, figure: str) -> HttpResponseBase:
    """The people behind a figure of a unit over a period, as far as the scope shows them today."""
    found = get_object_or_404(Unit, code=code)
    if figure not in FIGURES:
        raise Http404
    chosen, error = _span(request.GET)
    if error:  # it is told where the period is chosen
        return redirect(f"{reverse('members:unit', args=[code])}?{request.GET.urlencode()}")
    behind = spells_behind(figure, found.pk, chosen.since, chosen.until, current_actor().scope.tree)
    shown = behind.filter(person__member__in=Member.objects.all())
    number, visible = behind.count(), shown.count()
    return listing(
        request,
        MoveTable if figure in MOVES else SpellTable,
        None,
        "members/people.html",
        title=FIGURES[figure],
        rows=shown.select_related("person", "unit", "from_unit"),
        search="",
        export="members.export",
        personal=True,
        noun="người",
        empty="Không có ai để hiện ở đây.",
        context={
            "narrowed": False,
            "unit": found,
            "figure": number,
            "visible": visible,
            "hidden": number - visible,
            "span": chosen,
            "level_above": found.level not in ("group", "section"),
        },
    )


def _span(asked: Any) -> tuple[Span, str]:
    """The period of the address: one of those offered, or two days of one's own."""
    offered = {span.code: span for span in spans(today())}
    if asked.get("tu") or asked.get("den"):
        try:
            first, until = parse_date(asked.get("tu", "")), parse_date(asked.get("den", ""))
        except VietError as error:
            return offered["nam-nay"], str(error)
        if until < first:
            return offered["nam-nay"], "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."
        if until > today():
            return offered["nam-nay"], "Ngày cuối kỳ ở tương lai: chưa thể có số liệu."
        return Span("", "Kỳ tự chọn", first - timedelta(days=1), until), ""
    return offered.get(asked.get("ky", ""), offered["nam-nay"]), ""
