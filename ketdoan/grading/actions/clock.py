"""What happens to score sheets by the clock: reminders before and after the last day.

A message is known by its round, last day and step, so that running this again sends nothing twice; days on which nobody
ran it send the last step reached.
"""

from django.db import transaction

from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today
from ketdoan.units.queries.posts import accounts_in

from ..models import Sheet
from ..rules.states import OPEN
from .rounds import ADDRESS, SCORE


@transaction.atomic
def remind_due() -> None:
    """Remind the unions whose last day is near or past and that have not sent their sheets."""
    day = today()
    steps = rule("grading.reminder", day).value["steps"]
    owing = Sheet._base_manager.filter(state__in=OPEN)
    for asked, year, due in owing.order_by().values_list("round", "year", "due").distinct():
        if (step := step_reached(due, day, steps)) is None:
            continue
        units = owing.filter(round=asked, due=due).values("unit")
        title = f"Phiếu tự chấm, xếp loại năm {year}: {distance(due, day)} (hạn {format_date(due)})"
        key = f"grading:{asked}:{due}:step:{step}"
        notify(accounts_in(units, SCORE), "grading", title, key=key, url=ADDRESS)
