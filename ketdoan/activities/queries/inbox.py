"""What awaits a post among tasks: those its unit owes, and what the units below have sent back."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import Assignment, Extension
from ..rules import OWED, ExtensionState, State, TaskState
from .people import ANSWER, ASSIGN

NEXT_STEP = {State.SENT: "mới, chưa xem", State.SEEN: "chưa nhận", State.ACCEPTED: "đang làm"}


def tasks_of(actor: Actor) -> Iterator[InboxItem]:
    """Open tasks of the own unit one by one; answers and requests for time in one line a task."""
    if actor.may(ANSWER) and actor.unit_id:
        yield from _owed(actor.unit_id)
    if actor.may(ASSIGN) and actor.unit_id:
        yield from _to_look_at(actor.unit_id)


def _owed(unit_id: int) -> Iterator[InboxItem]:
    owed = Assignment.objects.filter(unit=unit_id, state__in=OWED, task__state=TaskState.SENT)
    for row in owed.select_related("task__unit").order_by("due", "pk"):
        step = NEXT_STEP.get(State(row.state), "cần bổ sung kết quả")
        detail = f"{row.task.get_kind_display()} của {row.task.unit.short_name} · {step}"
        address = reverse("activities:assignment", args=[row.pk])
        icon = "megaphone" if row.task.is_notice else "clipboard-check"
        yield InboxItem(row.task.title, address, detail, row.due, icon)


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
