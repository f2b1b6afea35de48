"""For administrators: how the channels are by which messages leave the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..ledger import health
from ..screens import screen


@screen("core.channels")
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel: whether it is on, what it did today, what waits."""
    return render(request, "core/channels.html", {"channels": health()})
