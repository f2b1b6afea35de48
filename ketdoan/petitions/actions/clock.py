"""What the clock does to petitions: reminders, passing up what is overdue, finding who handles, forgetting.

Each step does what is missing by now, so that it may run any number of times.
"""

from django.db import transaction

from ketdoan.core.actions import Act, action
from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit

from ..models import Petition, Promise
from ..queries.routing import HANDLE, desk_for
from ..rules.states import UNDONE, WAITING, Move, PromiseState
from .recording import anew, forget, may, step, tell_desk, tell_new, tell_voices


@transaction.atomic
def remind() -> None:
    """Remind the handlers of petitions and promises whose last day is near or past."""
    day = today()
    steps = rule("petitions.reminder", day).value["steps"]
    for held in Petition._base_manager.filter(state__in=WAITING).order_by("pk"):
        if (reached := step_reached(held.due, day, steps)) is not None:
            title = f"Phản ánh số {held.pk}: {distance(held.due, day)} (hạn {format_date(held.due)})"
            tell_desk(held, f"{held.due}:step:{reached}", title)
    steps = rule("petitions.promise_reminder", day).value["steps"]
    promised = Promise._base_manager.filter(state=PromiseState.OPEN).select_related("petition")
    for promise in promised.order_by("pk"):
        if (reached := step_reached(promise.until, day, steps)) is not None:
            title = f"Cam kết của phản ánh số {promise.petition_id}: {distance(promise.until, day)}"
            tell_desk(promise.petition, f"promise:{promise.pk}:{promise.until}:step:{reached}", title)


@action("petitions.escalate", "Chuyển phản ánh quá hạn lên công đoàn cấp trên", permission=HANDLE)
def escalate(act: Act) -> None:
    """Pass petitions up that have been overdue for so many days, each once: who handled them, who does now and those
    whose they are learn of it. What nobody above handles stays where it is."""
    day = today()
    days = int(rule("petitions.reminder", day).value["escalate"])
    waiting = Petition._base_manager.filter(state__in=WAITING, escalated_on=None, due__lt=day).order_by("pk")
    passed = []
    for held in waiting.select_related("desk", "key").select_for_update(of=("self",)):
        above = desk_for(held.desk, above=True) if (day - held.due).days >= days else None
        if above is not None and not held.gone:
            _pass(act, held, above)
            passed.append(held.pk)
    act.record_rows(passed)


def _pass(act: Act, held: Petition, above: Unit) -> None:
    held.state, held.escalated_on = may(held, "escalate"), today()
    step(act, held, Move.ESCALATED)
    tell_desk(held, "escalated", f"Phản ánh số {held.pk} quá hạn, đã tự chuyển lên {above}")
    anew(held, above)
    held.save(update_fields=["state", "escalated_on", "desk", "due", "due_rule"])
    tell_new(held, f"passed:{held.due}")
    tell_voices(held, f"Phản ánh số {held.pk} quá hạn ở cấp dưới, đã chuyển lên {above}")


@action("petitions.follow_desks", "Chuyển phản ánh đến nơi có người giải quyết", permission=HANDLE)
def follow_desks(act: Act) -> None:
    """Bring petitions whose unit has no handler any more, or has ended, to the nearest that has one."""
    moved = []
    for held in Petition._base_manager.filter(state__in=UNDONE).select_related("desk").select_for_update(of=("self",)):
        desk = desk_for(held.desk)
        if desk is not None and desk.pk != held.desk_id:
            held.desk = desk
            held.save(update_fields=["desk"])
            tell_new(held, f"passed:{held.due}")
            moved.append(held.pk)
    act.record_rows(moved)


@action("petitions.retain", "Xóa nội dung phản ánh hết thời hạn lưu", permission=HANDLE)
def apply_retention(act: Act) -> None:
    """Destroy what stands in petitions whose day has come."""
    due = Petition._base_manager.filter(goes_on__lte=today()).select_related("key").select_for_update(of=("self",))
    gone = list(due.order_by("pk"))
    for held in gone:
        forget(held)
    act.record_rows([held.pk for held in gone])


def daily() -> None:
    """The round of a morning, as the system."""
    follow_desks()
    escalate()
    apply_retention()
    remind()
