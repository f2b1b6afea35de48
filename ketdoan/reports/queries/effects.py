"""What a reorganisation would mean for reports that are due and for targets."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Count, Min, Q

from ketdoan.core.viet import format_date, format_number

from ..models import Round, Submission, Target
from ..rules.states import OPEN


def on_reports(ended: Collection[int], moved: Collection[int], day: date) -> Iterator[str]:
    """Which rounds wait for reports of units that end, which go up the old line for units that move, and how many
    targets of units that end are still to be reached."""
    touched = Submission.objects.filter(unit__in=[*ended, *moved], round__locked_at=None, state__in=OPEN)
    rows = touched.values("round").annotate(
        ending=Count("pk", filter=Q(unit__in=ended)), moving=Count("pk", filter=~Q(unit__in=ended)), due=Min("due")
    )
    found = {row["round"]: row for row in rows.order_by("due", "round")}
    rounds = Round._base_manager.select_related("form").in_bulk(found)
    for pk, row in found.items():
        named = f"{rounds[pk].form.title}, {rounds[pk].period_words}"
        if row["ending"]:
            yield (
                f"{named}: {format_number(row['ending'])} đơn vị kết thúc chưa nộp, cần nộp trước ngày "
                f"{format_date(day)} (hạn {format_date(row['due'])})."
            )
        if row["moving"]:
            yield (
                f"{named}: {format_number(row['moving'])} đơn vị đổi cấp trên chưa nộp; đợt đã mở vẫn tổng hợp theo "
                "cấp trên cũ."
            )
    targets = Target.objects.filter(unit__in=ended, withdrawn_at=None, last__gte=day).count()
    if targets:
        yield f"{format_number(targets)} chỉ tiêu còn thời hạn của đơn vị kết thúc."
