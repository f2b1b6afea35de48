"""What the clock does in the field of care: reminders, finding who decides where nobody does, forgetting.

Each step does what is missing by now, so that it may run any number of times.
"""

from datetime import timedelta

from django.db import transaction

from ketdoan.core.actions import Act, action
from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today

from ..models import AidCase, Question, Registration
from ..queries.cases import DECIDE, desk_of
from ..rules import UNDECIDED, CaseState
from .cases import forget, tell_desk


@transaction.atomic
def remind() -> None:
    """Remind the officers of cases whose last day is near or past."""
    day = today()
    steps = rule("welfare.case_reminder", day).value["steps"]
    for case in AidCase._base_manager.filter(state=CaseState.OPEN).order_by("pk"):
        if (step := step_reached(case.due, day, steps)) is not None:
            title = f"Đề nghị thăm hỏi, trợ cấp số {case.pk}: {distance(case.due, day)} (hạn {format_date(case.due)})"
            tell_desk(case, f"{case.desk_id}:{case.due}:step:{step}", title)


@action("welfare.follow_desks", "Chuyển đề nghị thăm hỏi đến nơi có cán bộ xét", permission=DECIDE)
def follow_desks(act: Act) -> None:
    """Bring cases that nobody of their unit can decide on any more to the nearest that has somebody. Decided ones stay:
    they rest on the table of rates of the unit that decided."""
    moved = []
    rows = AidCase._base_manager.filter(state__in=UNDECIDED).exclude(person=None).select_related("desk", "person")
    for case in rows.select_for_update(of=("self",)):
        desk = desk_of(case.desk, case.person_id or 0)
        if desk is not None and desk.pk != case.desk_id:
            case.desk = desk
            case.save(update_fields=["desk"])
            tell_desk(case, f"follow:{desk.pk}", f"Đề nghị thăm hỏi, trợ cấp số {case.pk} chờ xét")
            moved.append(case.pk)
    act.record_rows(moved)


@action("welfare.retain", "Xóa nội dung chăm lo hết thời hạn lưu", permission=DECIDE)
def apply_retention(act: Act) -> None:
    """Destroy what stands in cases whose day has come, and what members wrote about programmes that are long over."""
    due = AidCase._base_manager.filter(goes_on__lte=today()).select_related("key").select_for_update(of=("self",))
    gone = list(due.order_by("pk"))
    for case in gone:
        forget(case)
    act.record_rows([case.pk for case in gone])
    over = today() - timedelta(days=int(rule("welfare.programme_kept", today()).value))
    questions, _ = Question._base_manager.filter(programme__until__lt=over).delete()
    noted = Registration._base_manager.filter(programme__until__lt=over).exclude(note=None, reason=None)
    act.record(change={"questions": questions, "notes": noted.update(note=None, reason=None)})


def daily() -> None:
    """The round of a morning, as the system."""
    follow_desks()
    apply_retention()
    remind()
