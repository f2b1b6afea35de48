"""Pages of those who handle petitions: those of their unit, and one with all that may be done.

Who sees a petition from a unit above without handling it is shown the one line, its course in days, and the promises:
neither what was written nor, of a hidden one, by whom.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..actions import handling as acts
from ..actions.openings import note_opening
from ..forms.petitions import AnswerForm, SayForm
from ..models import Petition, Picture
from ..queries.handed import handed_name
from ..queries.reading import Told, content_of, opened, petitions, promises_of, senders
from ..queries.routing import BOARD, HANDLE, desk_for
from ..queries.topics import topic_label
from ..rules.showing import few
from ..rules.states import State, after
from ..tables.petitions import PetitionFilters, PetitionTable, petition_badges

#: Of each act of words: the act, the page's title, its button, the field, a note, and what is said afterwards.
SAYING: dict[str, tuple[Callable[..., Any], str, str, str, str, str]] = {
    "hoi-lai": (
        acts.ask_back, "Hỏi lại người gửi", "Gửi câu hỏi", "Cần người gửi bổ sung điều gì",
        "Trong khi chờ, hạn trả lời không tính. Chỉ người gửi đọc.", "Đã hỏi lại người gửi.",
    ),
    "chuyen-cap-tren": (
        acts.forward, "Chuyển lên công đoàn cấp trên", "Chuyển", "Ý kiến gửi kèm",
        "Cấp trên nhận toàn bộ nội dung và quá trình giải quyết. Chuyển rồi thì đơn vị này không đọc nội dung nữa.",
        "Đã chuyển phản ánh lên cấp trên.",
    ),
    "dong": (
        acts.close, "Đóng, không giải quyết", "Đóng phản ánh", "Lý do",
        "Người gửi và những người cùng ý đọc lý do này. Nếu là tố cáo, khiếu nại: chỉ rõ gửi đến đâu.",
        "Đã đóng phản ánh.",
    ),
}  # fmt: skip
UP = "chuyen-cap-tren"
MOVES = {"hoi-lai": "ask_back", UP: "forward", "dong": "close"}
ICONS = {"hoi-lai": "message-circle-question-mark", UP: "arrow-up", "dong": "x"}


@screen(HANDLE)
@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """The petitions that the own unit handles."""
    return listing(
        request,
        PetitionTable,
        PetitionFilters,
        title="Phản ánh, kiến nghị gửi đến đơn vị",
        rows=petitions().filter(desk=current_actor().unit_id),
        search="",
        noun="phản ánh",
        empty="Chưa có phản ánh nào gửi đến đơn vị.",
    )


@screen(BOARD)
@require_safe
def petition_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A petition: to its handlers with all that stands in it, to others as the board knows it."""
    held = get_object_or_404(petitions(), pk=pk)
    actor = current_actor()
    handles = actor.may(HANDLE) and held.desk_id == actor.unit_id
    context = {
        "petition": held,
        "topic": topic_label(held.topic, held.filed_on),
        "badges": petition_badges(held),
        "promises": promises_of(held),
        "handles": handles,
    }
    if handles:
        told = opened_for_desk(held)
        context |= {
            "told": told,
            "senders": senders(held),
            "handed": handed_name(held),
            "number": getattr(held, "voices_number", 0),
            "acts": _acts(held) if told else [],
            "may": {move: bool(told) and after(move, held.state) is not None for move in ("accept", "answer")},
            "may_promise": bool(told) and held.state != State.WITHDRAWN,
        }
        return render(request, "petitions/petition.html", context)
    answered = opened(held, all_words=False) if held.published_on else None
    context |= {
        "number": few(getattr(held, "voices_number", 0)),
        "answer": answered.answer if answered else None,
        "named": [one for one in senders(held) if not one.hidden],
    }
    return render(request, "petitions/seen.html", context)


def opened_for_desk(held: Petition) -> Told | None:
    """A petition of the own unit, opened, which is noted for those whose it is."""
    note_opening(held)
    return opened(held)


def _acts(held: Petition) -> list[tuple[str, str, str]]:
    """What may be said of a petition beside an answer: its address, its words, its icon."""
    able = [name for name, move in MOVES.items() if after(move, held.state)]
    if desk_for(held.desk, above=True) is None and UP in able:
        able.remove(UP)
    return [(name, SAYING[name][1], ICONS[name]) for name in able]


def handled(pk: int) -> Petition:
    """A petition that the own unit handles."""
    return get_object_or_404(petitions(), pk=pk, desk=current_actor().unit_id or 0)


@screen(HANDLE)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a petition up."""
    done(request, acts.accept, "Đã tiếp nhận. Người gửi được báo.", petition=handled(pk))
    return redirect("petitions:petition", pk)


@screen(HANDLE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a petition."""
    held = handled(pk)
    told = opened_for_desk(held)
    if told is None:
        return redirect("petitions:petition", pk)
    return edit(
        request,
        partial(AnswerForm, shared=held.shared),
        partial(acts.answer, petition=held),
        "petitions/petition_edit.html",
        title=f"Trả lời phản ánh số {pk}",
        back=reverse("petitions:petition", args=[pk]),
        said="Đã gửi trả lời.",
        submit="Gửi trả lời",
        drafts=False,
        context={"petition": held, "told": told},
    )


@screen(HANDLE)
def say(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask back, pass a petition up, or close it, each with a word."""
    if what not in SAYING:
        raise Http404
    held = handled(pk)
    told = opened_for_desk(held)
    if told is None:
        return redirect("petitions:petition", pk)
    act, title, submit, label, remark, said = SAYING[what]
    return edit(
        request,
        partial(SayForm, label=label, note=remark),
        partial(act, petition=held),
        "petitions/petition_edit.html",
        title=f"{title}: phản ánh số {pk}",
        back=reverse("petitions:petition", args=[pk]),
        done=reverse("petitions:desk") if what == UP else reverse("petitions:petition", args=[pk]),
        said=said,
        submit=submit,
        drafts=False,
        context={"petition": held, "told": told},
    )


@screen(HANDLE)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of a petition of the own unit."""
    found = get_object_or_404(Picture.objects.select_related("step__petition__key"), pk=pk)
    content = content_of(found)
    if not content:
        raise Http404
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "private, no-store"})
