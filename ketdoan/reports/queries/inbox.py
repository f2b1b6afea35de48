"""What awaits a post among reports: those that its unit owes, and what the units below have handed in."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import Submission
from ..rules.periods import period_named
from ..rules.states import OPEN, State

NEXT_STEP = {State.OWED: "chưa làm", State.DRAFT: "đang làm", State.RETURNED: "cấp trên yêu cầu sửa"}


def reports_due(actor: Actor) -> Iterator[InboxItem]:
    """Reports of the own unit that are still to be handed in; those of units below that wait, one line a round."""
    if not actor.unit_id:
        return
    if actor.may("reports.fill"):
        owed = Submission.objects.filter(unit=actor.unit_id, state__in=OPEN).select_related("round__form", "form")
        for report in owed.order_by("due", "pk"):
            title = f"{report.form.title}, {period_named(report.round.period).title.lower()}"
            step = NEXT_STEP[State(report.state)]
            yield InboxItem(
                title, reverse("reports:report", args=[report.pk]), f"Báo cáo · {step}", report.due, "file-chart-column"
            )
    if actor.may("reports.review"):
        waiting = Submission.objects.filter(state=State.SUBMITTED).exclude(unit=actor.unit_id).order_by("round")
        rows = waiting.values("round", "round__form__title", "round__period").annotate(number=Count("pk"))
        for row in rows:
            period = period_named(row["round__period"]).title.lower()
            yield InboxItem(
                f"{format_number(row['number'])} báo cáo của cấp dưới chờ tiếp nhận",
                reverse("reports:round", args=[row["round"]]) + "?tinh_trang=submitted",
                f"{row['round__form__title']}, {period}",
                None,
                "clipboard-list",
            )
