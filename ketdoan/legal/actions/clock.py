"""What the clock does to the cases of legal desks: reminders, finding who answers where nobody does, forgetting.

Each step does what is missing by now, so that it may run any number of times.
"""

from django.db import transaction

from ketdoan.core.actions import Act, action
from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today

from ..models import Case
from ..queries.desk import DESK, desk_of
from ..rules.desk import UNDONE, CaseState
from .desk import forget, tell_desk


@transaction.atomic
def remind() -> None:
    """Remind the legal officers of cases whose last day is near or past."""
    day = today()
    steps = rule("legal.case_reminder", day).value["steps"]
    waiting = Case._base_manager.filter(state=CaseState.OPEN).order_by("pk")
    for case in waiting:
        if (step := step_reached(case.due, day, steps)) is not None:
            title = f"Câu hỏi pháp luật số {case.pk}: {distance(case.due, day)} (hạn {format_date(case.due)})"
            tell_desk(case, f"{case.desk_id}:{case.due}:step:{step}", title)


@action("legal.follow_desks", "Chuyển câu hỏi pháp luật đến nơi có cán bộ phụ trách", permission=DESK)
def follow_desks(act: Act) -> None:
    """Bring cases whose desk has no legal officer any more, or whose unit has ended, to the nearest that has one."""
    moved = []
    for case in Case._base_manager.filter(state__in=UNDONE).select_related("desk").select_for_update(of=("self",)):
        desk = desk_of(case.desk)
        if desk is not None and desk.pk != case.desk_id:
            case.desk = desk
            case.save(update_fields=["desk"])
            tell_desk(case, f"passed:{desk.pk}", f"Câu hỏi pháp luật số {case.pk} chờ trả lời")
            moved.append(case.pk)
    act.record_rows(moved)


@action("legal.retain", "Xóa nội dung câu hỏi pháp luật hết thời hạn lưu", permission=DESK)
def apply_retention(act: Act) -> None:
    """Destroy what stands in cases whose day has come."""
    due = Case._base_manager.filter(goes_on__lte=today()).select_related("key").select_for_update(of=("self",))
    gone = list(due.order_by("pk"))
    for case in gone:
        forget(case)
    act.record_rows([case.pk for case in gone])


def daily() -> None:
    """The round of a morning, as the system."""
    follow_desks()
    apply_retention()
    remind()
