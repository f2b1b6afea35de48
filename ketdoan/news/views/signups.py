"""Registration as officials see it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.fields import suggestions
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.members.models import Member
from ketdoan.members.rules import COUNTED

from ..actions import signups as acts
from ..forms.signups import RegisterForForm, RemoveForm, SignupForm
from ..models import Registration
from ..queries.results import listed
from ..queries.signups import offered, registered, signup_of, signups_here
from ..tables.signups import RegistrationFilters, RegistrationTable

HANDLE = "news.registrations"


@screen("news.write")
def signup(request: HttpRequest, pk: int) -> HttpResponse:
    """What an article offers to register for."""
    article = get_object_or_404(listed(), pk=pk)
    return edit(
        request,
        partial(SignupForm, signup=signup_of(article)),
        partial(acts.set_signup, article=article),
        "news/form.html",
        title=f"Đăng ký tham gia: {article.title}",
        back=reverse("news:article", args=[pk]),
        said="Đã lưu. Đoàn viên đăng ký được khi tin đang đăng.",
        context={"article": article},
    )


@screen(HANDLE)
def registrations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who registered, of the units of the scope; the Excel file is logged for those who stand in it."""
    found = get_object_or_404(signups_here(), article=pk)
    return listing(
        request,
        RegistrationTable,
        RegistrationFilters,
        "news/registrations.html",
        title=f"Đăng ký: {found.article.title}",
        rows=registered(found.article),
        search="person__words",
        noun="đăng ký",
        example="nguyen thi lan",
        export="news.export",
        personal=True,
        person="person_id",
        empty="Chưa có ai đăng ký.",
        context={
            "article": found.article,
            "signup": found,
            "offered": offered(found) if found.article.unit_id == current_actor().unit_id else [],
            "own": found.article.unit_id == current_actor().unit_id,
        },
    )


@screen(HANDLE)
def register_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Register somebody who asked for it."""
    found = get_object_or_404(signups_here(), article=pk)
    choices = [(one.place.pk, one.words) for one in offered(found)]
    page = reverse("news:registrations", args=[pk])
    return edit(
        request,
        partial(RegisterForForm, choices=choices, ask=found.ask),
        partial(acts.register_for, article=found.article),
        "news/registration_form.html",
        title=f"Đăng ký thay đoàn viên: {found.article.title}",
        back=page,
        done=page,
        said=lambda made: f"Đã ghi: {made.get_standing_display().lower()}.",
        submit="Đăng ký",
        drafts=False,
        context={"article": found.article},
    )


@screen(HANDLE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a registration off the list."""
    held = get_object_or_404(Registration.objects.select_related("signup__article", "person"), pk=pk)
    page = reverse("news:registrations", args=[held.signup.article_id])
    return edit(
        request,
        RemoveForm,
        partial(acts.remove, registration=held),
        "news/registration_form.html",
        title=f"Không nhận đăng ký của {held.person.name}",
        back=page,
        done=page,
        said="Đã ghi; người chờ đầu tiên được nhận chỗ.",
        submit="Không nhận",
        context={"article": held.signup.article},
    )


@screen(HANDLE)
@require_safe
def suggest_members(request: HttpRequest) -> HttpResponse:
    """Members of the scope that match what is being typed."""
    rows = Member.objects.filter(state__in=COUNTED).select_related("person", "unit").order_by("sort_key")
    return suggestions(request, rows, text=lambda member: f"{member.person.name}, {member.unit.short_name}")
