"""The ledger of messages to many, for those who sent them."""

import django_tables2 as tables
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ketdoan.core.ledger import reach
from ketdoan.core.listing import listing
from ketdoan.core.models import Broadcast
from ketdoan.core.models.deliveries import STATES
from ketdoan.core.modules import kind_of
from ketdoan.core.screens import screen
from ketdoan.core.templatetags.ui import moment

from ..models import Unit
from ..queries.reach import broadcasts, reach_by_unit


class BroadcastTable(tables.Table):
    """Messages to many, the latest first."""

    title = tables.Column("Thông báo", orderable=False)
    category = tables.Column("Loại", orderable=False)
    sender = tables.Column("Đơn vị gửi", orderable=False)
    at = tables.Column("Lúc", orderable=False)

    class Meta:
        model = Broadcast
        fields = ("title", "category", "sender", "at")

    def render_title(self, value: str, record: Broadcast) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("units:broadcast", args=[record.pk]), value)

    def render_category(self, value: str) -> str:
        return kind_of(value).title

    def render_at(self, value: object) -> str:
        return moment(value)  # type: ignore[arg-type]


@screen("units.deliveries")
@require_safe
def broadcast_list(request: HttpRequest) -> HttpResponse:
    """What units of the scope have sent to many."""
    return listing(
        request,
        BroadcastTable,
        None,
        title="Sổ gửi thông báo",
        rows=broadcasts(),
        search="",
        noun="thông báo",
        empty="Chưa gửi thông báo nào cho nhiều người.",
    )


@screen("units.deliveries")
@require_safe
def broadcast(request: HttpRequest, pk: int) -> HttpResponse:
    """How a message fared: by channel and state, by unit."""
    found = broadcasts().filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {
        "broadcast": found,
        "kind": kind_of(found.category),
        "sender": Unit.objects.get(pk=found.unit_id),
        "reach": reach(found.key),
        "states": [title for _, title in STATES],
        "units": reach_by_unit(found),
    }
    return render(request, "units/broadcast.html", context)
