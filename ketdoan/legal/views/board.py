"""The board of the legal officers, and what askers say of answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.screens import screen

from ..actions.counting import count_feedback
from ..queries.answering import State
from ..queries.board import board
from ..queries.desk import DESK
from ..queries.handbook import entries
from ..rules.tallies import SAID, Counted

PERIODS = {30: "30 ngày", 90: "90 ngày", 365: "12 tháng"}
THANKS = "Cảm ơn anh chị. Câu hỏi không được gửi kèm."


@screen(DESK)
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """What is asked most and what fails, in numbers that name nobody."""
    given = request.GET.get("ngay", "")
    days = int(given) if given in map(str, PERIODS) else 30
    return render(request, "legal/board.html", {"board": board(days), "days": days, "periods": PERIODS})


@screen("legal.ask")
@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    """Count what an asker says of an answer. Neither who it was nor what was asked is kept."""
    what, state, code = (request.POST.get(name, "") for name in ("what", "state", "code"))
    if what not in SAID or state not in list(State) or (code and code not in entries()):
        raise Http404
    count_feedback(what, state, code)
    if request.headers.get("HX-Request"):
        return render(request, "legal/thanks.html", {"thanks": THANKS, "further": what != Counted.USEFUL})
    messages.success(request, THANKS)
    return redirect("legal:ask")
