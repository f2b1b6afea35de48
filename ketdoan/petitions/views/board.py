"""The board of issues, and the lists behind it."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..queries.board import GROUP_HEADS, HEADS, board, promises
from ..queries.reading import petitions
from ..queries.routing import BOARD, EXPORT
from ..tables.petitions import PetitionFilters, PetitionTable, PromiseFilters, PromiseTable

PERIODS = {30: "30 ngày", 90: "90 ngày", 365: "12 tháng"}


@screen(BOARD)
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """What members of the scope put to their unions, by topic, by what is alike, by unit; and what was promised."""
    given = request.GET.get("ngay", "")
    days = int(given) if given in map(str, PERIODS) else 90
    context = {"board": board(current_actor(), days), "days": days, "periods": PERIODS}
    context |= {"heads": HEADS, "group_heads": GROUP_HEADS}
    return render(request, "petitions/board.html", context)


@screen(BOARD)
def petition_list(request: HttpRequest) -> HttpResponseBase:
    """The petitions of the scope, without any sender."""
    return listing(
        request,
        PetitionTable,
        PetitionFilters,
        title="Phản ánh, kiến nghị trong phạm vi",
        rows=petitions(),
        search="",
        export=EXPORT,
        noun="phản ánh",
        empty="Chưa có phản ánh nào trong phạm vi.",
    )


@screen(BOARD)
def promise_list(request: HttpRequest) -> HttpResponseBase:
    """The promises of the scope."""
    return listing(
        request,
        PromiseTable,
        PromiseFilters,
        title="Cam kết",
        rows=promises(),
        search="",
        export=EXPORT,
        noun="cam kết",
        empty="Chưa có cam kết nào.",
    )
