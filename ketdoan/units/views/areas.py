"""The provinces of a day, and what each was formed from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketdoan.core.screens import screen

from ..forms.looking import Looking
from ..models import Area


@screen("units.view")
def areas(request: HttpRequest) -> HttpResponse:
    """Provinces and centrally run cities of a day, with those they came from and became."""
    looking = Looking(request.GET)
    found = Area.objects.filter(valid__contains=looking.day).prefetch_related("came_from", "became").order_by("code")
    return render(request, "units/areas.html", {"areas": found, "looking": looking})
