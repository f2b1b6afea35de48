"""What awaits a post among tasks: those its unit owes, and what the units below have sent back."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import Assignment, Extension, Task
from ..rules import OWED, TASK_KINDS, ExtensionState, State, TaskState
from .people import ANSWER, ASSIGN

NEXT_STEP = {State.SENT: "mới, chưa xem", State.SEEN: "chưa nhận", State.ACCEPTED: "đang làm"}


def tasks_of(actor: Actor) -> Iterator[InboxItem]:
    """Open tasks of the own unit one by one; answers and requests for time in one line a task."""
    if actor.may(ANSWER) and actor.unit_id:
        yield from _owed(actor.unit_id)
    if actor.may(ASSIGN) and actor.unit_id:
        yield from _to_look_at(actor.unit_id)


def _owed(unit_id: int) -> Iterator[InboxItem]:
    """Read as plain values, and the address made once: a home may hold hundreds of them.

    The tasks are read by their ids, in a query of their own: in a join, a planner that has not heard yet of tasks just
    sent goes through all assignments of the unit once for each task.
    """
    owed = Assignment.objects.filter(unit=unit_id, state__in=OWED).order_by("due", "pk")
    rows = list(owed.values_list("pk", "state", "due", "task_id"))
    sent = Task._base_manager.filter(pk__in=[task_id for *_, task_id in rows], state=TaskState.SENT)
    tasks = {pk: told for pk, *told in sent.values_list("pk", "title", "kind", "unit__short_name")}
    kinds = dict(TASK_KINDS)
    address = reverse("activities:assignment", args=[0]).removesuffix("0/")
    for pk, state, due, task_id in rows:
        if task_id not in tasks:
            continue
        title, kind, issuer = tasks[task_id]
        step = NEXT_STEP.get(State(state), "cần bổ sung kết quả")
        icon = "megaphone" if kind == "notice" else "clipboard-check"
        yield InboxItem(title, f"{address}{pk}/", f"{kinds[kind]} của {issuer} · {step}", due, icon)


def _to_look_at(unit_id: int) -> Iterator[InboxItem]:
    given = {"task__unit": unit_id, "task__state": TaskState.SENT}
    answered = Assignment.objects.filter(**given, state=State.ANSWERED)
    for task_id, title, number in _by_task(answered, "task"):
        yield _of_task(task_id, title, f"{format_number(number)} kết quả chờ xác nhận", "clipboard-list", "answered")
    asked = Extension.objects.filter(
        state=ExtensionState.ASKED,
        assignment__state__in=OWED,
        **{f"assignment__{name}": value for name, value in given.items()},
    )
    for task_id, title, number in _by_task(asked, "assignment__task"):
        yield _of_task(task_id, title, f"{format_number(number)} đơn vị xin gia hạn", "calendar-plus", "gia-han")


def _by_task(rows: QuerySet[Any], task: str) -> QuerySet[Any]:
    return rows.order_by(task).values_list(task, f"{task}__title").annotate(number=Count("pk"))


def _of_task(task_id: int, title: str, words: str, icon: str, state: str) -> InboxItem:
    return InboxItem(words, reverse("activities:task", args=[task_id]) + f"?tinh_trang={state}", title, None, icon)
