"""News of the member's line of units: the list, an article, registering for what it offers."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.viet import today
from ketdoan.news.actions.opening import opened
from ketdoan.news.actions.signups import cancel as cancel_registration
from ketdoan.news.actions.signups import register as register_member
from ketdoan.news.models import Edition, Picture
from ketdoan.news.queries.drawing import drawn_article
from ketdoan.news.queries.reading import editions_of, news_for, read_article
from ketdoan.news.queries.signups import ahead, offered, own_registration, signup_of, with_signup
from ketdoan.news.rules.states import LIVE, READABLE, State

from ..forms.news import CancelForm, RegisterForm

PAGE = 20
#: A picture never changes under its address.
KEPT = "private, max-age=604800, immutable"


@screen(MEMBER)
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What is meant for the member, the newest first; with ?cu=1 what has been put away."""
    old = request.GET.get("cu") == "1"
    asked = request.GET.get("tu", "")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    found = news_for(current_actor(), first, PAGE + 1, archived=old)
    context = {
        "stories": found[:PAGE],
        "signups": with_signup([one.article.pk for one in found]),
        "next": first + PAGE if len(found) > PAGE else 0,
        "old": old,
        "first": first,
    }
    return render(request, "portal/news_list.html", context)


def _read(pk: int) -> Edition:
    found = read_article(current_actor(), pk)
    if found is None:
        raise Http404
    return found


@screen(MEMBER)
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article. Opening it counts for the unit; a page that the phone fetches ahead has not been opened."""
    edition = _read(pk)
    found = edition.article
    if found.state not in READABLE:
        return render(request, "portal/news_article.html", {"edition": edition, "article": found, "withdrawn": True})
    if not _ahead_of_time(request):
        opened(current_actor(), found)
    return render(request, "portal/news_article.html", {"edition": edition, "article": found, **_shown(edition)})


def _ahead_of_time(request: HttpRequest) -> bool:
    return "prefetch" in (request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", ""))


def _shown(edition: Edition) -> dict[str, Any]:
    found = edition.article
    signup = signup_of(found)
    own = own_registration(current_actor(), found) if signup else None
    return {
        "drawn": drawn_article(edition, lambda one: reverse("portal:news_picture", args=[found.pk, one.pk])),
        "notes": [one for one in editions_of(found) if one.note],
        "signup": signup,
        "offers": offered(signup) if signup else [],
        "own": own,
        "live": own is not None and own.standing in LIVE,
        "ahead": ahead(own) if own else 0,
        "open": signup is not None and signup.until >= today() and found.state == State.PUBLISHED,
        "link": reverse("news:shared", args=[found.token]),
    }


@screen(MEMBER)
@require_safe
def picture(request: HttpRequest, pk: int, picture: int) -> HttpResponseBase:
    """A picture of an article that is meant for the member, small enough for a phone."""
    edition = _read(pk)
    if edition.article.state not in READABLE:
        raise Http404
    held = get_object_or_404(Picture._base_manager.select_related("small"), article=edition.article_id, pk=picture)
    answer = file_response(held.small, "anh.webp", inline=True)
    answer["Cache-Control"] = KEPT
    return answer


@screen(MEMBER)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register for what an article offers; without a network the phone keeps it and sends it later."""
    found = _read(pk).article
    signup = signup_of(found)
    if signup is None:
        raise Http404
    return _form(
        request,
        pk,
        partial(RegisterForm, signup=signup, offers=offered(signup)),
        partial(register_member, article=found),
        f"Đăng ký: {found.title}",
        submit="Đăng ký",
        said=lambda made: "Anh chị đã có chỗ." if made.standing == "placed" else "Đã ghi vào danh sách chờ.",
    )


@screen(MEMBER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the registration up."""
    found = _read(pk).article
    return _form(
        request,
        pk,
        CancelForm,
        partial(cancel_registration, article=found),
        f"Hủy đăng ký: {found.title}",
        submit="Hủy đăng ký",
        said="Đã hủy đăng ký.",
    )


def _form(request: HttpRequest, pk: int, form: Any, verb: Any, title: str, *, submit: str, said: Any) -> HttpResponse:
    page = reverse("portal:news_article", args=[pk])
    return edit(
        request,
        form,
        verb,
        "portal/news_form.html",
        title=title,
        back=page,
        done=page,
        said=said,
        submit=submit,
        drafts=False,
        context={"queue": title},
    )
