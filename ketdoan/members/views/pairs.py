"""Pages of records that may be of one person: the queue, a pair side by side, and taking a decision back."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit

from ..actions import merging
from ..forms.pairs import DIFFERENT, FIRST, DecideForm, UndoForm
from ..models import DuplicatePair, PersonLink
from ..queries import pairs as known
from ..tables import PairFilters, PairTable

TITLE = "Hồ sơ có thể trùng"


@screen("members.merge")
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """Pairs that wait; those decided when asked for."""
    rows = known.pairs()
    if not request.GET.get("tinh_trang"):
        rows = rows.filter(state=DuplicatePair.OPEN)
    return listing(
        request,
        PairTable,
        PairFilters,
        "members/pairs.html",
        title=TITLE,
        rows=rows,
        search="",
        noun="cặp hồ sơ",
        empty="Không có cặp hồ sơ nào chờ xem. Hệ thống tìm mỗi đêm và ngay sau mỗi lần nhập.",
    )


@screen("members.merge")
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side, and the decision. Who sees but one of them sees no more than that one."""
    found = get_object_or_404(known.pairs(), pk=pk)
    context = _sides(found)
    if found.state != DuplicatePair.OPEN or not known.decidable(found):
        return render(request, "members/pair_seen.html", context)
    return edit(
        request,
        partial(DecideForm, pair=found),
        partial(_decide, found),
        "members/pair.html",
        title="Hai hồ sơ này là một người?",
        back=reverse("members:duplicates"),
        done=_next(found),
        said="Đã ghi quyết định.",
        submit="Ghi quyết định",
        preview=partial(_effects, found),
        drafts=False,
        context=context,
    )


def _sides(found: DuplicatePair) -> dict[str, Any]:
    both = known.decidable(found)
    own = next((person for person in (found.first, found.second) if known.member_of(person)), None)
    return {
        "pair": found,
        "reasons": known.told_reasons(found),
        "lines": known.lines(found.first, found.second) if both else (),
        "courses": known.courses_of(found) if both else (),
        "own": own,
        "both": both,
        "link": known.link_of(found) if found.state == DuplicatePair.MERGED else None,
    }


def _decide(found: DuplicatePair, *, decision: str, why: str, key: str, belongs: Unit | None = None) -> Any:
    if decision == DIFFERENT:
        return merging.differ(pair=found, why=why, key=key)
    keep, other = (found.first, found.second) if decision == FIRST else (found.second, found.first)
    return merging.merge(keep=keep, other=other, belongs=belongs, why=why, key=key)


def _effects(found: DuplicatePair, *, decision: str, why: str, belongs: Unit | None = None) -> list[str]:
    if decision == DIFFERENT:
        return ["Ghi là hai người khác nhau. Cặp này không được đề nghị lại."]
    keep, other = (found.first, found.second) if decision == FIRST else (found.second, found.first)
    return merging.outlook(keep, other, belongs)


def _next(found: DuplicatePair) -> str:
    following = known.next_open(found)
    return reverse("members:pair", args=[following.pk]) if following else reverse("members:duplicates")


@screen("members.merge")
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    link = get_object_or_404(PersonLink.objects.select_related("unit", "into"), pk=pk, undone_at=None)
    back = reverse("members:member", args=[link.into_id])
    return _undo(request, "Hoàn tác gộp hồ sơ", partial(merging.unmerge, link=link), back, "Đã tách lại hai hồ sơ.")


@screen("members.merge")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two records are of different persons."""
    found = get_object_or_404(known.pairs(), pk=pk, state=DuplicatePair.DIFFERENT)
    back = reverse("members:pair", args=[found.pk])
    return _undo(
        request, "Xem lại cặp hồ sơ", partial(merging.reopen, pair=found), back, "Cặp hồ sơ lại chờ quyết định."
    )


def _undo(request: HttpRequest, title: str, save: Any, back: str, said: str) -> HttpResponse:
    return edit(
        request, UndoForm, save, "members/pair_undo.html", title=title, back=back, done=back, said=said, drafts=False
    )
