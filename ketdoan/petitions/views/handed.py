"""Pages of those who send petitions for members: sending one, and how it goes on. What was written is not shown again;
what the handlers ask, answer and promise is, to be passed on."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..actions import filing as acts
from ..actions.openings import note_opening
from ..forms.sending import AddForm, SendForOtherForm
from ..models import Petition
from ..queries.handed import handed_in
from ..queries.reading import opened
from ..queries.routing import SEND
from ..rules.states import State, after
from ..tables.petitions import HandedFilters, HandedTable, petition_badges


@screen(SEND)
@require_safe
def handed(request: HttpRequest) -> HttpResponse:
    """What the account sent for members."""
    return listing(
        request,
        HandedTable,
        HandedFilters,
        title="Phản ánh đã gửi thay đoàn viên",
        rows=handed_in(current_actor().account_id or 0),
        search="",
        noun="phản ánh",
        empty="Anh chị chưa gửi phản ánh thay đoàn viên nào.",
        add=("Gửi thay đoàn viên", reverse("petitions:hand_in")),
    )


@screen(SEND)
def hand_in(request: HttpRequest) -> HttpResponse:
    """Send a petition for a member who agreed."""
    return edit(
        request,
        SendForOtherForm,
        acts.hand_in,
        "petitions/hand_in.html",
        title="Gửi phản ánh, kiến nghị thay đoàn viên",
        back=reverse("petitions:handed"),
        done=lambda held: reverse("petitions:handed_petition", args=[held.pk]),
        said="Đã gửi phản ánh.",
        submit="Gửi phản ánh",
        drafts=False,
    )


def _found(pk: int) -> Petition:
    return get_object_or_404(handed_in(current_actor().account_id or 0), pk=pk)


@screen(SEND)
@require_safe
@never_cache
def handed_petition(request: HttpRequest, pk: int) -> HttpResponse:
    """How a petition that was sent for a member goes on."""
    held = _found(pk)
    note_opening(held)
    told = opened(held)
    context = {
        "petition": held,
        "badges": petition_badges(held),
        "steps": told.steps if told else [],
        "promises": told.promises if told else [],
        "may_add": told is not None and after("add", held.state) is not None,
        "asked": held.state == State.ASKED,
    }
    return render(request, "petitions/handed_petition.html", context)


@screen(SEND)
def handed_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of it."""
    held = _found(pk)
    back = reverse("petitions:handed_petition", args=[pk])
    if held.gone or after("add", held.state) is None:
        return redirect(back)
    return edit(
        request,
        AddForm,
        partial(acts.add, petition=held),
        "petitions/handed_edit.html",
        title=f"Bổ sung phản ánh số {pk}",
        back=back,
        done=back,
        said="Đã gửi phần bổ sung.",
        submit="Gửi",
        drafts=False,
    )
