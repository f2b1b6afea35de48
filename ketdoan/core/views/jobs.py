"""The screen of background jobs: what failed and why, what runs, what waits."""

from collections.abc import Callable
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from ..job_actions import cancel_job, retry_job
from ..jobs import registry, seconds_since_heartbeat
from ..listing import listing
from ..models import JobFault
from ..screens import screen
from ..templatetags.ui import badge, moment

STATES = {
    "failed": ("Hỏng", "red"),
    "doing": ("Đang chạy", "blue"),
    "todo": ("Đang chờ", "yellow"),
    "succeeded": ("Đã xong", "green"),
    "cancelled": ("Đã hủy", "grey"),
    "aborted": ("Đã dừng", "grey"),
}
ALIVE_SECONDS = 60


class JobTable(tables.Table):
    """Jobs, the latest first."""

    task_name = tables.Column("Công việc")
    status = tables.Column("Tình trạng")
    attempts = tables.Column("Số lần đã thử", attrs={"td": {"class": "n"}, "th": {"class": "n"}})
    happened_at = tables.Column("Lúc", orderable=False)
    reason = tables.Column("Lỗi gần nhất", orderable=False, default="")
    acts = tables.TemplateColumn(template_name="core/jobs_acts.html", verbose_name="", orderable=False)

    class Meta:
        model = ProcrastinateJob
        fields = ("task_name", "status", "attempts", "happened_at", "reason", "acts")

    def render_task_name(self, value: str, record: Any) -> SafeString:
        known = registry.get(value)
        return format_html('{}<div class="text-secondary">số {}</div>', known.title if known else value, record.pk)

    def render_status(self, value: str) -> SafeString:
        title, tone = STATES.get(value, (value, "grey"))
        return badge(title, tone)

    def render_happened_at(self, value: Any) -> str:
        return moment(value)

    def render_reason(self, value: str, record: Any) -> SafeString:
        return format_html('{}<div class="text-secondary">{}</div>', value, record.place or "")


class JobFilters(filters.FilterSet):
    """By state."""

    status = filters.ChoiceFilter(label="Tình trạng", choices=[(code, title) for code, (title, _) in STATES.items()])

    class Meta:
        model = ProcrastinateJob
        fields = ("status",)


@screen("core.jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """All jobs that are kept: successful ones leave no trace."""
    age = seconds_since_heartbeat()
    return listing(
        request,
        JobTable,
        JobFilters,
        "core/jobs.html",
        title="Công việc nền",
        rows=_jobs(),
        search="",
        empty="Không có công việc nào đang chờ, đang chạy hoặc bị hỏng.",
        context={"alive": age is not None and age <= ALIVE_SECONDS},
    )


def _jobs() -> QuerySet:
    fault = JobFault.objects.filter(job_id=OuterRef("pk")).order_by("-pk")
    event = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk")).order_by("-pk")
    return ProcrastinateJob.objects.annotate(
        reason=Subquery(fault.values("reason")[:1]),
        place=Subquery(fault.values("place")[:1]),
        happened_at=Subquery(event.values("at")[:1]),
    ).order_by("-id")


@screen("core.jobs")
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a failed job again."""
    return _act(request, retry_job, pk, "Công việc đã được xếp lại vào hàng đợi.")


@screen("core.jobs")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiting job out of the queue."""
    return _act(request, cancel_job, pk, "Đã hủy công việc.")


def _act(request: HttpRequest, act: Callable[..., None], pk: int, said: str) -> HttpResponse:
    try:
        act(job_id=pk)
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("core:jobs")
