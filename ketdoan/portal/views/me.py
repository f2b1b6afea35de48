"""What the member's union holds on them: the record, who opened it, the copy, signing out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.viet import today
from ketdoan.members.actions.sensitive import say_own_consent
from ketdoan.members.queries.course import course_of
from ketdoan.units.queries.inside import full_place
from ketdoan.units.queries.own import views_of

from ..actions.own import copy_own
from ..queries.own import own_consents, own_data, own_member

MOST_VIEWS = 100


@screen(MEMBER)
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Where the member finds everything of their own."""
    member = own_member(current_actor())
    return render(request, "portal/me.html", {"member": member, "place": full_place(member.unit)})


@screen(MEMBER)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What the union holds on the member, in words, the numbers that identify them shortened until asked for."""
    member = own_member(current_actor())
    context = {
        "member": member,
        "own": own_data(member),
        "consents": own_consents(member),
        "course": course_of(member.person, current_actor()),
        "day": today(),
    }
    return render(request, "portal/data.html", context)


@screen(MEMBER)
@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """Who opened the member's data, when and what for, the latest first."""
    member = own_member(current_actor())
    return render(request, "portal/seen.html", {"views": views_of(member.person)[:MOST_VIEWS]})


@screen(MEMBER)
@require_POST
def consent(request: HttpRequest, kind: str) -> HttpResponse:
    """Say whether a kind of data may be held, or take that back."""
    try:
        say_own_consent(kind=kind, given=request.POST.get("given") == "1", key=request.POST.get("_key"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã ghi ý kiến của anh chị.")
    return redirect("portal:data")


@screen(MEMBER)
@never_cache
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The copy of everything held on the member, as a file."""
    content = copy_own()
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="du-lieu-cua-toi-{today():%Y%m%d}.zip"'
    return answer
