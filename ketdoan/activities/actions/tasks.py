"""Acts of the issuer on a task: draft it, say whom it goes to, send it, take it back, end it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.jobs import job
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.actions.attachments import attach
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ..models import Assignment, Question, Task
from ..queries.notices import files_of
from ..queries.people import ANSWER, ASSIGN, accounts_in
from ..queries.reach import Reach, gone, led, supporting
from ..rules import ADDED, QUESTION_KINDS, TRANSITIONS, State, TaskState

#: Up to so many units are reached while the issuer waits; more in the background.
AT_ONCE = 300
MOST_QUESTIONS = 12
CONTENT = ("kind", "title", "text", "due", "wants_file", "checked", "escalate_after", "every", "until")


class Asked(NamedTuple):
    """One field of the answer that is asked for; `part` of the last one before it that is no part itself."""

    label: str
    kind: str = "number"
    uom: str = ""
    required: bool = True
    part: bool = False


@action("activities.task.draft", "Soạn việc, thông báo", permission=ASSIGN)
def draft_task(
    act: Act, *, values: Mapping[str, Any], questions: Sequence[Asked] = (), uploads: Sequence[File] = ()
) -> Task:
    """Begin a task of the acting unit. `values` are the fields of CONTENT."""
    task = Task(unit=acting_unit(), post_id=act.actor.post_id)
    _write(task, values, questions, uploads)
    act.record(task, unit_id=task.unit_id)
    return task


@action("activities.task.edit", "Sửa việc, thông báo chưa gửi", permission=ASSIGN)
def edit_task(
    act: Act,
    *,
    task: Task,
    values: Mapping[str, Any],
    questions: Sequence[Asked] = (),
    uploads: Sequence[File] = (),
    dropped: Sequence[int] = (),
) -> Task:
    """Change a draft; `dropped` are the ids of files that no longer go with it."""
    held = locked_in(act, task, TaskState.DRAFT)
    held.files.remove(*held.files.filter(pk__in=dropped))
    _write(held, values, questions, uploads)
    act.record(held, unit_id=held.unit_id)
    return held


def _write(task: Task, values: Mapping[str, Any], questions: Sequence[Asked], uploads: Sequence[File]) -> None:
    for name in CONTENT:
        if name in values:
            setattr(task, name, values[name])
    task.title = clean_line(task.title)
    _check_content(task, questions)
    task.save()
    task.questions.all().delete()
    asked = [] if task.is_notice else questions
    Question.objects.bulk_create(Question(task=task, order=at, **q._asdict()) for at, q in enumerate(asked, 1))
    task.files.add(*(attach(task.unit, upload, field="uploads") for upload in uploads))


def _check_content(task: Task, questions: Sequence[Asked]) -> None:
    errors = {}
    if not task.title:
        errors["title"] = "Hãy ghi nội dung chính."
    if task.kind == "task" and task.due is None:
        errors["due"] = "Hãy ghi hạn để đơn vị nhận biết và hệ thống nhắc."
    if task.due and task.due < today():
        errors["due"] = "Hạn không thể ở quá khứ."
    if task.every and task.due is None:
        errors["due"] = "Việc lặp lại cần có hạn của lần đầu."
    if task.until and (not task.every or (task.due and task.until < task.due)):
        errors["until"] = "Ngày kết thúc lặp lại phải sau hạn của lần đầu."
    if len(questions) > MOST_QUESTIONS:
        errors["questions"] = f"Mỗi việc hỏi nhiều nhất {MOST_QUESTIONS} ô."
    if any(not q.label or q.kind not in dict(QUESTION_KINDS) for q in questions):
        errors["questions"] = "Mỗi ô cần có tên và kiểu."
    elif wrong := _wrong_part(questions):
        errors["questions"] = wrong
    if errors:
        raise ValidationError(errors)


def _wrong_part(questions: Sequence[Asked]) -> str:
    """What is wrong with the first figure that cannot be part of the one it is said to be part of; empty if none is."""
    whole = None
    for question in questions:
        if not question.part:
            whole = question
        elif whole is None:
            return f"Ô “{question.label}”: ô đầu tiên không thể là “trong đó”."
        elif question.kind not in ADDED or (question.kind, question.uom) != (whole.kind, whole.uom):
            return f"Ô “{question.label}” là “trong đó” của “{whole.label}” nên phải cùng kiểu số và đơn vị tính."
    return ""


@action("activities.task.reach", "Chọn nơi nhận việc", permission=ASSIGN)
def set_reach(act: Act, *, task: Task, reach: Reach) -> Task:
    """Say whom a draft goes to."""
    held = locked_in(act, task, TaskState.DRAFT)
    if not led(reach).exists():
        raise ValidationError({"levels": "Chưa có đơn vị nào được chọn, hoặc không đơn vị nào khớp."})
    held.reach = reach.kept()
    held.save(update_fields=["reach"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("activities.task.drop", "Bỏ bản nháp việc", permission=ASSIGN)
def drop_draft(act: Act, *, task: Task) -> None:
    """Give up a draft: nobody has seen it."""
    held = locked_in(act, task, TaskState.DRAFT)
    act.record(held, unit_id=held.unit_id)
    held.files.clear()
    held.delete()


@action("activities.task.send", "Gửi việc, thông báo", permission=ASSIGN)
def send(act: Act, *, task: Task) -> Task:
    """Send a draft to the units it is meant for: at once where they are few, else by a job."""
    held = locked_in(act, task, TaskState.DRAFT)
    _check_content(held, [])
    reach = Reach.of(held.reach)
    if lost := gone(reach):
        raise ValidationError(f"Đơn vị đã chọn nay không còn: {'; '.join(lost)}. Hãy sửa nơi nhận rồi gửi.")
    number = led(reach).count()
    if not number:
        raise ValidationError("Chưa có đơn vị nhận. Hãy chọn nơi nhận trước khi gửi.")
    held.state, held.post_id = TaskState.SENDING, act.actor.post_id
    held.save(update_fields=["state", "post"])
    act.record(held, unit_id=held.unit_id, change={"units": number, "reach": held.reach})
    if number > AT_ONCE:
        deliver.later(actor=act.actor, once=str(held.pk), task_id=held.pk)
    else:
        hand_out(held)
    return held


@job("activities.deliver", "Gửi việc đến các đơn vị", retries=5)
def deliver(*, task_id: int) -> None:
    """Hand a task out to its units, if that has not been done."""
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id, state=TaskState.SENDING).first()
        if task:
            hand_out(task)


# The units are chosen by the same reading that the issuer saw, inside the scope of who sends.
ASSIGNED = """
    INSERT INTO activities_assignment (task_id, unit_id, role, state, due, begun_on, remark)
    SELECT %s, u.id, %s, 'sent', %s, %s, '' FROM ({units}) u(id) ON CONFLICT (task_id, unit_id) DO NOTHING
"""


def hand_out(task: Task) -> None:
    """Make the assignments of a task and tell the units. Part of an act or job: call it from one."""
    reach = Reach.of(task.reach)
    with connection.cursor() as cursor:
        chosen_units = [("support", supporting(reach))] if reach.support else []
        for role, units in [*chosen_units, ("lead", led(reach))]:
            chosen, params = units.values("pk").query.sql_with_params()
            cursor.execute(ASSIGNED.format(units=chosen), [task.pk, role, task.due, today(), *params])
    task.state, task.sent_at = TaskState.SENT, timezone.now()
    task.save(update_fields=["state", "sent_at"])
    tell(task, Assignment._base_manager.filter(task=task), "new")


def tell(task: Task, assignments: Any, about: str) -> None:
    """Send the units of these assignments a message. It says who gave the task and until when, not what it is about:
    the title may name a person."""
    what = "thông báo" if task.is_notice else "việc"
    until = f", hạn {format_date(task.due)}" if task.due else ""
    titles = {
        "new": f"Có {what} mới từ {task.unit.short_name}{until}",
        "withdrawn": f"{task.unit.short_name} thu hồi {what} số {task.pk}",
        "hand": f"{task.unit.short_name} nhắc: việc số {task.pk} đã quá hạn",
    }
    key = f"task:{task.pk}:{about}" + (f":{today()}" if about == "hand" else "")
    accounts = accounts_in(assignments.order_by().values("unit"), ANSWER)
    notify(accounts, "task", titles[about], key=key, url=f"/cong-viec/nhan/{task.pk}/")


@action("activities.task.withdraw", "Thu hồi việc, thông báo", permission=ASSIGN)
def withdraw(act: Act, *, task: Task) -> Task:
    """Take a task back: what is open ends as withdrawn; what was done stays."""
    held = locked_in(act, task, TaskState.SENT)
    open_ones = Assignment._base_manager.filter(task=held, state__in=TRANSITIONS["withdraw"][State.WITHDRAWN])
    told = list(open_ones.values_list("pk", flat=True))
    open_ones.update(state=State.WITHDRAWN, ended_at=timezone.now())
    held.every = ""
    _end(act, held, TaskState.WITHDRAWN)
    tell(held, Assignment._base_manager.filter(pk__in=told), "withdrawn")
    return held


@action("activities.task.close", "Kết thúc việc", permission=ASSIGN)
def close(act: Act, *, task: Task) -> Task:
    """End a task: answers that wait for confirmation are taken as they are; who owes one has missed it. One that
    repeats goes on with its next one."""
    held = locked_in(act, task, TaskState.SENT)
    for state, sources in TRANSITIONS["close"].items():
        Assignment._base_manager.filter(task=held, state__in=sources).update(state=state, ended_at=timezone.now())
    _end(act, held, TaskState.CLOSED)
    return held


def _end(act: Act, task: Task, state: TaskState) -> None:
    task.state = state
    task.save(update_fields=["state", "every"])
    act.record(task, unit_id=task.unit_id, change={"state": state})


@action("activities.task.stop", "Ngừng lặp lại việc", permission=ASSIGN)
def stop_repeating(act: Act, *, task: Task) -> Task:
    """Let a task that repeats have no further one."""
    must_hold(act, task.unit)
    held = Task._base_manager.select_for_update().get(pk=task.pk)
    held.every = ""
    held.save(update_fields=["every"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("activities.task.share", "Mở, đóng liên kết thông báo", permission=ASSIGN)
def share(act: Act, *, task: Task, open_: bool) -> Task:
    """Open a notice to whoever has its link, or close the link for good: a later one is another."""
    held = locked_in(act, task, TaskState.SENT)
    if not held.is_notice:
        raise ValidationError("Chỉ thông báo mới có liên kết chia sẻ.")
    if bool(held.token) != open_:
        held.token = secrets.token_urlsafe(18) if open_ else None
        held.save(update_fields=["token"])
    act.record(held, unit_id=held.unit_id, change={"open": open_})
    return held


@action("activities.task.copy", "Soạn lại việc đã giao", permission=ASSIGN)
def copy_task(act: Act, *, task: Task, due: date | None = None) -> Task:
    """A new draft like an earlier task of the acting unit, for the same units."""
    must_hold(act, task.unit)
    new = copied(task, acting_unit(), due=due, post_id=act.actor.post_id)
    act.record(new, unit_id=new.unit_id, change={"like": task.pk})
    return new


def copied(task: Task, unit: Unit, **values: Any) -> Task:
    """A draft of a unit with the content of a task, its questions and files. Part of an act: call it from one."""
    kept = {name: getattr(task, name) for name in ("kind", "title", "text", "wants_file", "checked", "escalate_after")}
    new = Task.objects.create(unit=unit, **{**kept, "reach": task.reach, **values})
    asked = [Question(task=new, order=q.order, **asked_of(q)._asdict()) for q in task.questions.all()]
    Question.objects.bulk_create(asked)
    new.files.set(files_of(task))
    return new


def asked_of(question: Question) -> Asked:
    """What a question asks, as it is written down for another task."""
    return Asked(**{name: getattr(question, name) for name in Asked._fields})


def locked_in(act: Act, task: Task, state: TaskState) -> Task:
    """A task of the post's scope, locked; it must be in this state."""
    held = Task._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=task.pk)
    must_hold(act, held.unit)
    if held.state != state:
        raise ValidationError(f"Việc này đang ở tình trạng “{held.get_state_display()}”, không làm như vậy được.")
    return held


def acting_unit() -> Unit:
    """The unit of the acting post."""
    return Unit.objects.get(pk=current_actor().unit_id or 0)
