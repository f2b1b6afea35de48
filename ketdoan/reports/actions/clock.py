"""What happens to reports by the clock: reminders before and after the last day, word to those above, tidying.

A message is known by its round, last day and step, so that running this again sends nothing twice; days on which nobody
ran it send the last step reached.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, format_number, today
from ketdoan.units.queries.posts import accounts_in

from ..models import Counting, Round, Submission
from ..rules.states import OPEN
from .rounds import FILL

REVIEW = "reports.review"
#: Longer than a process carries sums on without reading them anew (queries.rollup.LONG).
KEPT = timedelta(days=2)


@transaction.atomic
def remind_due() -> None:
    """Remind the units whose last day is near or past, and tell those above of the ones that are long past theirs."""
    day = today()
    steps = rule("reports.reminder", day).value["steps"]
    escalation = int(rule("reports.escalation", day).value["days"])
    for asked in Round._base_manager.filter(locked_at=None).select_related("unit", "form"):
        owing = Submission._base_manager.filter(round=asked, state__in=OPEN)
        for due in owing.order_by().values_list("due", flat=True).distinct():
            if (step := step_reached(due, day, steps)) is not None:
                _remind(asked, due, step)
            if due + timedelta(days=escalation) <= day:
                _tell_those_above(asked, due)


def _remind(asked: Round, due: date, step: int) -> None:
    owing = Submission._base_manager.filter(round=asked, state__in=OPEN, due=due).values("unit")
    title = f"Báo cáo {asked.code} {asked.period_words}: {distance(due, today())} (hạn {format_date(due)})"
    key = f"round:{asked.pk}:{due}:step:{step}"
    notify(accounts_in(owing, FILL), "report", title, key=key, url=f"/bao-cao/dot/{asked.pk}/")


def _tell_those_above(asked: Round, due: date) -> None:
    late = Submission._base_manager.filter(round=asked, state__in=OPEN, due=due, consolidates=False)
    numbers: dict[int, int] = defaultdict(int)
    for path, number in late.order_by().values_list("path").annotate(number=Count("pk")):
        parts = path.strip("/").split("/")
        if len(parts) > 1:
            numbers[int(parts[-2])] += number
    for unit, number in numbers.items():
        title = f"{format_number(number)} đơn vị chưa nộp báo cáo {asked.code} {asked.period_words}"
        key = f"round:{asked.pk}:{due}:above:{unit}"
        notify(accounts_in([unit], REVIEW), "report", title, key=key, url=f"/bao-cao/dot/{asked.pk}/?tinh_trang=late")


def forget_countings() -> None:
    """Remove changes of sums that every process has read by now."""
    Counting._base_manager.filter(at__lt=timezone.now() - KEPT).delete()
