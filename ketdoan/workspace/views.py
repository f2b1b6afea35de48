"""Pages of the workspace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketdoan.core.acting import somebody
from ketdoan.core.modules import inbox
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import today


@screen(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the acting post, by due date."""
    actor = somebody()
    return render(request, "workspace/home.html", {"items": inbox(actor) if actor else [], "today": today()})
