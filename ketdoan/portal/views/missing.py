"""The page of an address that leads nowhere: in the app a page of the app, elsewhere one of the workspace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from ketdoan.core.screens import in_app


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    if in_app(request):
        return render(request, "portal/missing.html", status=404)
    return page_not_found(request, exception)
