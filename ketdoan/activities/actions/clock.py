"""What happens to tasks by the clock and by reorganisations, without anybody's hand: reminders, heirs, repetitions.

Each step looks at how things stand and does what is missing, so that running it again does nothing twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.acting import Actor, acting
from ketdoan.core.actions import Act, action
from ketdoan.core.deadlines import distance
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.scope import LINE, TERRITORY, Scope
from ketdoan.core.viet import format_date, local, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.heirs import heirs

from ..models import Assignment, Task
from ..queries.people import ANSWER, ASSIGN, accounts_in
from ..queries.state import late
from ..rules import OPEN, OWED, ReminderKind, State, TaskState, next_day
from .tasks import copied, hand_out, locked_in, tell


class Reminded(NamedTuple):
    """A reminder that was written down just now."""

    task: int
    unit: int
    due: date
    step: int


# A step counts from the day after the unit got the task. Days on which nobody ran this send the last step reached.
REMIND = """
    WITH fresh AS (
        INSERT INTO activities_reminder (assignment_id, kind, due, step, sent_on)
        SELECT a.id, %(kind)s, a.due, max(s.step), %(day)s
        FROM activities_assignment a
        JOIN activities_task t ON t.id = a.task_id AND t.state = 'sent'
        JOIN LATERAL unnest({steps}) s(step) ON a.begun_on < a.due + s.step AND a.due + s.step <= %(day)s
        WHERE a.state = ANY(%(owed)s)
        GROUP BY a.id
        ON CONFLICT (assignment_id, kind, due, step) DO NOTHING
        RETURNING assignment_id, due, step
    )
    SELECT a.task_id, a.unit_id, f.due, f.step FROM fresh f JOIN activities_assignment a ON a.id = f.assignment_id
"""
BY_CLOCK = REMIND.format(steps="%(steps)s::int[]")
TO_THOSE_ABOVE = REMIND.format(steps="ARRAY[coalesce(t.escalate_after, %(days)s)]::int[]")


@transaction.atomic
def remind_due() -> None:
    """Remind the units whose last day is near or past, and tell those above of the ones that are long past theirs."""
    day = today()
    inputs: dict[str, Any] = {"day": day, "owed": list(OWED)}
    steps = list(rule("activities.reminder", day).value["steps"])
    days = int(rule("activities.escalation", day).value["days"])
    _remind_units(_written(BY_CLOCK, {**inputs, "kind": ReminderKind.CLOCK, "steps": steps}))
    _tell_those_above(_written(TO_THOSE_ABOVE, {**inputs, "kind": ReminderKind.ABOVE, "days": days}))


def _written(statement: str, inputs: dict[str, Any]) -> list[Reminded]:
    with connection.cursor() as cursor:
        cursor.execute(statement, inputs)
        return [Reminded(*row) for row in cursor.fetchall()]


def _remind_units(reminded: Iterable[Reminded]) -> None:
    groups: dict[tuple[int, date, int], list[int]] = defaultdict(list)
    for row in reminded:
        groups[row.task, row.due, row.step].append(row.unit)
    for (task, due, step), units in groups.items():
        notify(
            accounts_in(units, ANSWER),
            "task",
            f"Việc số {task} {distance(due, today())} (hạn {format_date(due)})",
            key=f"task:{task}:{due}:{step}",
            url=f"/cong-viec/nhan/{task}/",
        )


def _tell_those_above(reminded: Iterable[Reminded]) -> None:
    """One message a task and day to the issuer, and one to the union directly above units that are late."""
    groups: dict[int, list[int]] = defaultdict(list)
    for row in reminded:
        groups[row.task].append(row.unit)
    issuers = dict(Task._base_manager.filter(pk__in=groups).values_list("pk", "unit"))
    for task, units in groups.items():
        above = {unit.parent_id for unit in Unit._base_manager.filter(pk__in=units)} - {None, issuers[task]}
        told = f"{len(units)} đơn vị quá hạn lâu việc số {task}"
        key = f"task:{task}:above:{today()}"
        notify(
            accounts_in([issuers[task]], ASSIGN), "task", told, key=key, url=f"/cong-viec/giao/{task}/?tinh_trang=tre"
        )
        ids = [unit for unit in above if unit]
        notify(accounts_in(ids, ASSIGN), "task", told, key=key, url=f"/cong-viec/cap-duoi/?viec={task}")


@action("activities.remind", "Nhắc các đơn vị quá hạn", permission=ASSIGN)
def remind_late(act: Act, *, task: Task) -> int:
    """Remind by hand all units that are late with a task; those reminded so today are passed over. Returns how many."""
    held = locked_in(act, task, TaskState.SENT)
    who = Assignment._base_manager.filter(late(today()), task=held)
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"task": held.pk, "day": today(), "ids": list(who.values_list("pk", flat=True))})
        fresh = [pk for (pk,) in cursor.fetchall()]
    tell(held, Assignment._base_manager.filter(pk__in=fresh), "hand")
    if fresh:
        held.reminded_at = timezone.now()
        held.save(update_fields=["reminded_at"])
    act.record(held, unit_id=held.unit_id)
    act.record_rows(fresh)
    return len(fresh)


BY_HAND = """
    INSERT INTO activities_reminder (assignment_id, kind, due, step, sent_on)
    SELECT a.id, 'hand', a.due, %(day)s - a.due, %(day)s FROM activities_assignment a WHERE a.id = ANY(%(ids)s)
    ON CONFLICT (assignment_id, kind, due, step) DO NOTHING RETURNING assignment_id
"""


@transaction.atomic
def follow_units() -> None:
    """Bring open assignments to where their units are now: to the heir of one that ended; to an end where there is no
    heir, or where the unit no longer stands under the one that gave the task."""
    open_ones = Assignment._base_manager.filter(state__in=OPEN, unit__ended_on__lte=today())
    rows = list(open_ones.select_for_update(of=("self",)).select_related("unit").order_by("pk"))
    alive = _living_heirs({row.unit_id for row in rows})
    for row in rows:
        heir = alive.get(row.unit_id)
        if heir is None:
            row.state = State.VOID
        else:
            row.state, row.passed_to = State.PASSED, _of_heir(row, heir)
        row.ended_at = timezone.now()
        row.save(update_fields=["state", "passed_to", "ended_at"])
    with connection.cursor() as cursor:
        cursor.execute(GONE_ELSEWHERE, {"open": list(OPEN), "now": timezone.now(), "void": State.VOID})


def _of_heir(row: Assignment, heir: int) -> Assignment:
    """What the heir has of the same task, be it open or done; it gets the task where it has nothing of it yet."""
    found, _ = Assignment._base_manager.get_or_create(
        task_id=row.task_id,
        unit_id=heir,
        defaults={"role": row.role, "due": row.due, "begun_on": today(), "remark": row.remark},
    )
    return found


def _living_heirs(ended: set[int]) -> dict[int, int]:
    """Who keeps the archive of ended units today, through heirs that ended in turn."""
    found: dict[int, int] = {}
    ways = {unit: unit for unit in ended}
    while ways:
        nearest = {unit: taken[0] for unit, taken in heirs(set(ways.values())).items()}
        ways = {unit: nearest[at] for unit, at in ways.items() if at in nearest}
        gone = set(Unit._base_manager.filter(pk__in=ways.values(), ended_on__isnull=False).values_list("pk", flat=True))
        found |= {unit: at for unit, at in ways.items() if at not in gone}
        ways = {unit: at for unit, at in ways.items() if at in gone}
    return found


# An issuer that ended is stood for by the unit it hangs under now. The task stays with a unit that it reaches by
# either tree.
GONE_ELSEWHERE = """
    WITH issuer AS (
        SELECT t.id, u.path, u.territory_path FROM activities_task t
        JOIN units_unit o ON o.id = t.unit_id
        JOIN LATERAL (
            SELECT n.path, n.territory_path FROM units_unit n
            WHERE n.ended_on IS NULL AND o.path LIKE n.path || '%%' ORDER BY length(n.path) DESC LIMIT 1
        ) u ON true
        WHERE t.state = 'sent' AND o.ended_on IS NOT NULL
        UNION ALL
        SELECT t.id, o.path, o.territory_path FROM activities_task t
        JOIN units_unit o ON o.id = t.unit_id WHERE t.state = 'sent' AND o.ended_on IS NULL
    )
    UPDATE activities_assignment a SET state = %(void)s, ended_at = %(now)s
    FROM issuer i, units_unit u
    WHERE i.id = a.task_id AND u.id = a.unit_id AND a.state = ANY(%(open)s)
      AND NOT starts_with(u.path, i.path) AND NOT starts_with(u.territory_path, i.territory_path)
"""


def repeat_due() -> None:
    """Send the next one of every task that repeats, when its time has come."""
    due = Task._base_manager.filter(state__in=(TaskState.SENT, TaskState.CLOSED), next=None).exclude(every="")
    for task in due.select_related("unit", "post"):
        with transaction.atomic():
            _repeat(task)


def _repeat(task: Task) -> None:
    first, times = _series(task)
    if task.unit.ended_on or first.due is None or first.sent_at is None:
        return
    due = next_day(first.due, task.every, times)
    if next_day(local(first.sent_at).date(), task.every, times) > today() or (task.until and due > task.until):
        return
    Task._base_manager.select_for_update().get(pk=task.pk)
    if Task._base_manager.filter(repeats=task).exists():
        return
    with acting(_standing_for(task)):
        new = copied(task, task.unit, due=due, repeats=task, every=task.every, until=task.until, post_id=task.post_id)
        hand_out(new)


def _series(task: Task) -> tuple[Task, int]:
    """The first of a row of repetitions, and how many times it will have been repeated with the next one."""
    times = 1
    while task.repeats is not None:
        task, times = task.repeats, times + 1
    return task, times


def _standing_for(task: Task) -> Actor:
    """The unit that gave a task, as an actor without an account: with its scope of today, and the right to send."""
    tree = task.post.tree if task.post else LINE
    path = task.unit.territory_path if tree == TERRITORY else task.unit.path
    return Actor(None, None, task.unit_id, task.unit.short_name, Scope(path, tree), frozenset({ASSIGN}))
