"""Pages of the entries that legal officers write: the list, one entry, writing, the second pair of eyes; and the mark
that a shipped entry is right."""

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
from ketdoan.core.viet import today
from ketdoan.units.queries.own import own_record

from ..actions import handbook as acts
from ..forms.handbook import EntryForm, RemarkForm
from ..models import OwnEntry
from ..queries.answering import quoted
from ..queries.checks import called
from ..queries.citations import typed
from ..queries.desk import DESK
from ..rules.citing import Citation
from ..rules.entries import entry_after
from ..tables.handbook import EntryFilters, EntryTable, entry_badge
from .desk import opened_case

SENT = "Đã gửi. Cán bộ pháp luật khác được báo để thẩm định."


@screen(DESK)
@require_safe
def own_entries(request: HttpRequest) -> HttpResponse:
    """The entries that legal officers of the scope write or wrote."""
    return listing(
        request,
        EntryTable,
        EntryFilters,
        title="Mục sổ tay tự soạn",
        rows=OwnEntry.objects.select_related("unit").order_by("-pk"),
        search="",
        noun="mục",
        empty="Chưa có mục nào. Câu trả lời hay có thể soạn thành mục sổ tay cho mọi người.",
        add=("Soạn mục mới", reverse("legal:new_entry")),
    )


@screen(DESK)
@require_safe
def own_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry as it would be shown, and what may be done with it."""
    found = _entry(pk)
    own = own_record(current_actor().account_id or 0)
    mine = own is not None and found.written_by is not None and found.written_by.person_id == own.pk
    context = {
        "entry": found,
        "badge": entry_badge(found),
        "by": called(found.written_by),
        "quotes": quoted([Citation(*one) for one in found.cites], today()),
        "seen": acts.digest_of_own(found),
        "mine": mine,
        "may": [
            move for move in ("write", "send", "take_back", "give_back", "withdraw") if entry_after(move, found.state)
        ],
        "may_publish": not mine and entry_after("publish", found.state) is not None,
    }
    return render(request, "legal/own_entry.html", context)


def _entry(pk: int) -> OwnEntry:
    rows = OwnEntry.objects.select_related("unit", "written_by__person", "written_by__role", "written_by__unit")
    return get_object_or_404(rows, pk=pk)


@screen(DESK)
def new_entry(request: HttpRequest) -> HttpResponse:
    """Write an entry from nothing."""
    return _write(request, partial(acts.write_entry), {"since": today()}, reverse("legal:own_entries"))


@screen(DESK)
def from_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry from the answer of a case. Opening the case for it is logged like any other opening."""
    case, told = opened_case(pk)
    answer = told.answer if told else None
    if answer is None:
        return redirect("legal:case", pk)
    initial = {"answer": answer.text, "cites": typed(quote.citation for quote in answer.quotes), "since": today()}
    return _write(request, partial(acts.write_entry, case=case), initial, reverse("legal:case", args=[pk]))


@screen(DESK)
def change_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or what was given back."""
    found = _entry(pk)
    initial: dict[str, Any] = {
        name: getattr(found, name) for name in ("part", "title", "asked", "answer", "since", "until")
    }
    initial["cites"] = typed(Citation(*one) for one in found.cites)
    return _write(
        request, partial(acts.write_entry, entry=found), initial, reverse("legal:own_entry", args=[pk]), found.remark
    )


def _write(request: HttpRequest, save: Any, initial: dict[str, Any], back: str, remark: str = "") -> HttpResponse:
    return edit(
        request,
        partial(EntryForm, initial=initial),
        save,
        "legal/entry_edit.html",
        title="Soạn mục sổ tay",
        back=back,
        done=lambda entry: reverse("legal:own_entry", args=[entry.pk]),
        said="Đã lưu. Xem lại rồi gửi thẩm định.",
        submit="Lưu",
        drafts=False,
        context={"remark": remark},
    )


@screen(DESK)
@require_POST
def move_entry(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Send an entry, take it back, or publish it."""
    found = _entry(pk)
    if move == "gui":
        done(request, acts.send_entry, SENT, entry=found)
    elif move == "rut":
        done(request, acts.take_back_entry, "Đã rút về. Sửa xong hãy gửi lại.", entry=found)
    elif move == "cong-bo":
        seen = request.POST.get("seen", "")
        done(request, acts.publish_entry, "Đã công bố. Trợ lý dùng mục này từ bây giờ.", entry=found, seen=seen)
    else:
        raise Http404
    return redirect("legal:own_entry", pk)


@screen(DESK)
def remark(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Give an entry back, or withdraw it, each with a word."""
    found = _entry(pk)
    if how not in ("tra-lai", "go"):
        raise Http404
    act, title = (
        (acts.give_back_entry, "Trả lại để sửa") if how == "tra-lai" else (acts.withdraw_entry, "Gỡ mục sổ tay")
    )
    return edit(
        request,
        RemarkForm,
        partial(act, entry=found),
        "legal/entry_edit.html",
        title=title,
        back=reverse("legal:own_entry", args=[pk]),
        said="Đã trả lại." if how == "tra-lai" else "Đã gỡ.",
        submit=title,
        drafts=False,
    )


@screen(DESK)
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say of a shipped entry that it is right, or take that back."""
    if request.POST.get("undo"):
        done(request, acts.uncheck_entry, "Đã bỏ dấu thẩm định.", code=code)
    else:
        done(request, acts.check_entry, "Đã đánh dấu thẩm định.", code=code, seen=request.POST.get("seen", ""))
    return redirect("legal:entry", code)
