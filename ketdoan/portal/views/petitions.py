"""What members put to their union: sending, joining, following one to its answer, saying whether it helped."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.petitions.actions import filing as acts
from ketdoan.petitions.forms.sending import AddForm
from ketdoan.petitions.queries import own
from ketdoan.petitions.queries.reading import content_of
from ketdoan.petitions.queries.routing import desk_for, union_of
from ketdoan.petitions.queries.topics import topic_label
from ketdoan.petitions.rules.states import UNDONE, after

from ..forms.petitions import JoinForm, RateForm, SendForm

LOOK = "look"
SENT = "Phản ánh, kiến nghị"


@screen(MEMBER)
@require_safe
def petitions(request: HttpRequest) -> HttpResponse:
    """What the member has sent or joined, and what was answered to the union for all its members."""
    actor = current_actor()
    mine = list(own.own_petitions(actor.scope.persons))
    known = {held.pk for held in mine}
    answered = [one for one in own.published(actor) if one.petition.pk not in known]
    return render(request, "portal/petitions.html", {"mine": mine, "answered": answered})


@screen(MEMBER)
def send(request: HttpRequest) -> HttpResponse:
    """Put something to the union. Who first says in one line what it is sees what is alike, and may join that; the line
    is kept nowhere. Without a network the phone keeps the form and sends it later."""
    actor = current_actor()
    unit = union_of(actor.unit_id or 0)
    context: dict[str, Any] = {"desk": desk_for(unit, sender=actor.account_id), "queue": SENT}
    if request.method == "POST" and LOOK in request.POST:
        line = request.POST.get("title", "")[:200]
        context |= {
            "looked": True,
            "alike": own.alike(actor, line, line),
            "form": SendForm(initial={"title": line}),
            "title": "Gửi phản ánh",
            "key": uuid4().hex,
            "form_name": request.path,
            "submit": "Gửi phản ánh",
            "back": reverse("portal:petitions"),
        }
        return render(request, "portal/petition_send.html", context)
    return edit(
        request,
        SendForm,
        acts.file_petition,
        "portal/petition_send.html",
        title="Gửi phản ánh",
        back=reverse("portal:petitions"),
        done=_page_of,
        said="Đã gửi. Mỗi bước giải quyết hiện ở trang này.",
        submit="Gửi phản ánh",
        drafts=False,
        context=context,
    )


def _page_of(held: Any) -> str:
    return reverse("portal:petition", args=[held.pk])


@screen(MEMBER)
@require_safe
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    """A petition of the member's own, or one that they joined, with each step up to its answer."""
    found = _own(pk)
    held, first = found.petition, found.part.first
    context = {
        "own": found,
        "petition": held,
        "topic": topic_label(held.topic, held.filed_on),
        "may_add": first and not held.gone and after("add", held.state) is not None,
        "may_withdraw": not held.gone and after("withdraw", held.state) is not None,
        "waits": held.state in UNDONE,
    }
    return render(request, "portal/petition.html", context)


@screen(MEMBER)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what somebody of the union put to it is one's own wish too; or read the answer that it got."""
    found = own.joinable(current_actor(), pk)
    if found is None:
        raise Http404
    if found.joined:
        return redirect("portal:petition", pk)
    return edit(
        request,
        JoinForm,
        partial(acts.join, petition=found.petition),
        "portal/petition_join.html",
        title="Tôi cũng vậy",
        back=reverse("portal:petitions"),
        done=reverse("portal:petition", args=[pk]),
        said="Đã ghi ý kiến của anh chị. Có trả lời, anh chị được báo.",
        submit="Tôi cũng vậy",
        drafts=False,
        context={"found": found, "queue": "Cùng ý với một phản ánh" if found.open else ""},
    )


@screen(MEMBER)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of what one sent."""
    found = _own(pk)
    if not found.part.first:
        raise Http404
    back = reverse("portal:petition", args=[pk])
    return edit(
        request, AddForm, partial(acts.add, petition=found.petition), "portal/form.html", title="Bổ sung phản ánh",
        back=back, done=back, said="Đã gửi bổ sung.", submit="Gửi bổ sung", drafts=False,
        context={"queue": "Bổ sung phản ánh"},
    )  # fmt: skip


@screen(MEMBER)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether the answer helped."""
    found = _own(pk)
    if not found.may_rate:
        raise Http404
    back = reverse("portal:petition", args=[pk])
    again = found.part.first and not found.petition.reopened
    return edit(
        request, partial(RateForm, again=again), partial(acts.rate, petition=found.petition), "portal/form.html",
        title="Đánh giá trả lời", back=back, done=back, said="Cảm ơn anh chị đã đánh giá.", submit="Gửi đánh giá",
        drafts=False, context={"queue": "Đánh giá trả lời"},
    )  # fmt: skip


@screen(MEMBER)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's part back."""
    done(request, acts.withdraw, "Đã rút. Những gì anh chị viết đã xóa.", petition=_own(pk).petition)
    return redirect("portal:petitions")


@screen(MEMBER)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of a petition that the member may see."""
    found = own.picture_of_own(pk, current_actor().scope.persons)
    content = content_of(found) if found else b""
    if not content:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


def _own(pk: int) -> own.Mine:
    found = own.read_own(pk, current_actor().scope.persons)
    if found is None:
        raise Http404
    return found
