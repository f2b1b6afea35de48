"""For whom a post may act: suggestions for the forms of those who act for members."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.fields import suggestions
from ketdoan.core.screens import screen

from ..forms.proxies import member_said
from ..queries.leading import PROXY, led


@screen(PROXY)
@require_safe
def led_members(request: HttpRequest) -> HttpResponse:
    """Suggestions of members for whom the post may act."""
    return suggestions(request, led(current_actor()), text=member_said)
