"""How far long work has come, for the account that asked for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from ..models import Progress
from ..screens import SIGNED_IN, screen


@screen(SIGNED_IN)
@never_cache
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page, or for htmx the bar alone, which asks again until the work is over."""
    found = get_object_or_404(Progress, pk=pk, account_id=request.user.pk)
    template = "core/progress.html#bar" if getattr(request, "htmx", None) else "core/progress.html"
    return render(request, template, {"progress": found})
