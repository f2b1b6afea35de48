"""What awaits a post among reports: those that its unit owes, and what the units below have handed in."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number, today

from ..models import Round, Submission, Target
from ..rules.states import OPEN, State

NEXT_STEP = {State.OWED: "chưa làm", State.DRAFT: "đang làm", State.RETURNED: "cấp trên yêu cầu sửa"}


def reports_due(actor: Actor) -> Iterator[InboxItem]:
    """Reports of the own unit that are still to be handed in; those of units below that wait, one line a round."""
    if not actor.unit_id:
        return
    if actor.may("reports.fill"):
        owed = Submission.objects.filter(unit=actor.unit_id, state__in=OPEN).select_related("round__form", "form")
        for report in owed.order_by("due", "pk"):
            title = f"{report.form.title}, {report.round.period_words}"
            step = NEXT_STEP[State(report.state)]
            yield InboxItem(
                title, reverse("reports:report", args=[report.pk]), f"Báo cáo · {step}", report.due, "file-chart-column"
            )
    if actor.may("reports.review"):
        waiting = Submission.objects.filter(state=State.SUBMITTED).exclude(unit=actor.unit_id).order_by("round")
        numbers = dict(waiting.values_list("round").annotate(number=Count("pk")))
        for asked in Round._base_manager.filter(pk__in=numbers).select_related("form"):
            yield InboxItem(
                f"{format_number(numbers[asked.pk])} báo cáo của cấp dưới chờ tiếp nhận",
                reverse("reports:round", args=[asked.pk]) + "?tinh_trang=submitted",
                f"{asked.form.title}, {asked.period_words}",
                None,
                "clipboard-list",
            )


def targets_to_register(actor: Actor) -> Iterator[InboxItem]:
    """Targets that a unit above handed down, to which the own unit has not put its name yet."""
    if not actor.unit_id or not actor.may("reports.target"):
        return
    given = Target.objects.filter(unit=actor.unit_id, withdrawn_at=None, registered=None, last__gte=today())
    for target in given.exclude(above=None).exclude(above__unit=actor.unit_id).order_by("last", "pk"):
        address = reverse("reports:target", args=[target.pk])
        yield InboxItem(f"Đăng ký chỉ tiêu: {target.name}", address, f"Chỉ tiêu · {target.source}", None, "target")
