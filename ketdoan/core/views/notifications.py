"""The messages of the signed-in account."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from ..listing import listing
from ..models import Notification
from ..notify import mark_read
from ..screens import SIGNED_IN, screen
from ..templatetags.ui import badge, moment


class NotificationTable(tables.Table):
    """Messages, the latest first; the title leads to what it is about."""

    title = tables.Column("Thông báo", orderable=False)
    created_at = tables.Column("Lúc", orderable=False)
    read_at = tables.Column("Tình trạng", orderable=False, empty_values=())

    class Meta:
        model = Notification
        fields = ("title", "created_at", "read_at")

    def render_title(self, value: str, record: Notification) -> SafeString:
        address = reverse("core:notification", args=[record.pk])
        return format_html('<a href="{}">{}</a><div class="text-secondary">{}</div>', address, value, record.text)

    def render_created_at(self, value: Any) -> str:
        return moment(value)

    def render_read_at(self, value: Any) -> SafeString:
        return badge("Đã đọc") if value else badge("Chưa đọc", "blue")


class NotificationFilters(filters.FilterSet):
    """Read or not."""

    unread = filters.ChoiceFilter(
        label="Tình trạng",
        field_name="read_at",
        lookup_expr="isnull",
        choices=[("True", "Chưa đọc"), ("False", "Đã đọc")],
        method="by_state",
    )

    class Meta:
        model = Notification
        fields = ("unread",)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Rows that are read, or are not."""
        return rows.filter(read_at__isnull=value == "True")


@screen(SIGNED_IN)
def notification_list(request: HttpRequest) -> HttpResponse:
    """All messages of the account."""
    return listing(
        request,
        NotificationTable,
        NotificationFilters,
        "core/notifications.html",
        title="Thông báo",
        rows=Notification.objects.filter(account_id=int(request.user.pk or 0)).order_by("-id"),
        search="",
        noun="thông báo",
        empty="Chưa có thông báo nào.",
    )


@screen(SIGNED_IN)
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go to what it is about."""
    found = get_object_or_404(Notification, pk=pk, account_id=request.user.pk)
    mark_read(found.account_id, found.pk)
    inside = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if found.url and inside else "core:notifications")


@screen(SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages of the account as read."""
    mark_read(int(request.user.pk or 0))
    return redirect("core:notifications")


@screen(SIGNED_IN)
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, asked for once a minute by an open page."""
    return render(request, "core/bell.html")
