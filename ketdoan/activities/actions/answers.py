"""Acts on one assignment: the unit sees, takes on, answers, asks for time, passes on; the issuer replies."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.notify import notify
from ketdoan.core.pictures import kept_picture
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.actions.attachments import attach
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Attachment

from ..models import Answer, Assignment, Extension, Question, Task
from ..queries.people import ANSWER, ASSIGN, accounts_in
from ..queries.results import shown
from ..rules import OWED, TRANSITIONS, ExtensionState, State, TaskState, after_accepting, may
from .tasks import acting_unit, copied, locked_in

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif")


@action("activities.see", "Mở xem việc được giao", permission="activities.view")
def see(act: Act, *, assignment: Assignment) -> Assignment:
    """Note that the unit has opened a task. Another unit's looking leaves no mark."""
    held = _locked(assignment)
    act.record(held, unit_id=held.unit_id)
    if held.unit_id == act.actor.unit_id and may("see", held.state, State.SEEN):
        held.state, held.seen_at = State.SEEN, timezone.now()
        held.save(update_fields=["state", "seen_at"])
    return held


@action("activities.accept", "Nhận việc, thông báo", permission=ANSWER)
def accept(act: Act, *, assignment: Assignment) -> Assignment:
    """The unit takes the task on; a notice is thereby done with."""
    held = _mine(act, assignment)
    to = after_accepting(held.task.kind, held.role)
    if not may("accept", held.state, to):
        raise ValidationError(f"Việc này đang ở tình trạng “{held.get_state_display()}”.")
    held.state, held.accepted_at = to, timezone.now()
    if to == State.DONE:
        held.ended_at = held.accepted_at
    _noticed(act, held)
    held.save(update_fields=["state", "seen_at", "accepted_at", "ended_at"])
    act.record(held, unit_id=held.unit_id, change={"state": to})
    return held


@action("activities.answer", "Trả lời việc được giao", permission=ANSWER)
def answer(
    act: Act,
    *,
    assignment: Assignment,
    values: Mapping[int, Any],
    text: str = "",
    uploads: Sequence[File] = (),
    kept: Sequence[int] = (),
) -> Answer:
    """Answer a task: `values` by the question's id, `kept` the ids of files of the earlier answer that still count.

    Errors about a question stand at `q_<id>`. A post above may answer for a unit of its scope: the answer names it.
    """
    held = _mine(act, assignment)
    to = State.ANSWERED if held.task.checked else State.DONE
    if held.task.state != TaskState.SENT or not may("answer", held.state, to):
        raise ValidationError(f"Việc này không nhận trả lời nữa: {held.get_state_display().lower()}.")
    checked = _checked(list(held.task.questions.all()), values)
    earlier = Answer.objects.filter(assignment=held, current=True).first()
    old_files = list(earlier.files.filter(pk__in=kept)) if earlier else []
    if held.task.wants_file and not uploads and not old_files:
        raise ValidationError({"uploads": "Việc này cần kèm tệp hoặc ảnh."})
    if not checked and not text.strip() and not uploads and not old_files:
        raise ValidationError({"text": "Hãy ghi kết quả, hoặc kèm tệp."})
    if earlier:
        earlier.current = False
        earlier.save(update_fields=["current"])
    new = Answer.objects.create(assignment=held, values=checked, text=text.strip(), post_id=act.actor.post_id)
    new.files.set([*old_files, *(_evidence(held, upload) for upload in uploads)])
    held.state = to
    held.ended_at = timezone.now() if to == State.DONE else None
    _noticed(act, held)
    held.save(update_fields=["state", "seen_at", "ended_at"])
    Extension.objects.filter(assignment=held, state="asked").update(
        state=ExtensionState.REFUSED, decided_at=timezone.now(), reply="Đơn vị đã trả lời."
    )
    act.record(held, unit_id=held.unit_id, change={"answer": new.pk, "state": to})
    return new


def _evidence(assignment: Assignment, upload: File) -> Attachment:
    """A file of an answer. A picture is kept small, and without the place that a phone writes into it."""
    name = PurePath(upload.name or "")
    if name.suffix.lower() in PICTURES:
        try:
            upload = kept_picture(upload, name.stem)
        except ValidationError as error:
            raise ValidationError({"uploads": [f"{name}: {message}" for message in error.messages]}) from None
    return attach(assignment.unit, upload, field="uploads")


def _checked(questions: Sequence[Question], values: Mapping[int, Any]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    for question in questions:
        value = values.get(question.pk)
        if value is None or value == "":
            if question.required:
                errors[f"q_{question.pk}"] = f"Chưa trả lời “{question.label}”."
            continue
        found[question.key] = _plain(question, value, errors)
    if not errors:
        _check_parts(questions, found, errors)
    if errors:
        raise ValidationError(errors)
    return found


def _check_parts(questions: Sequence[Question], found: Mapping[str, Any], errors: dict[str, str]) -> None:
    """A figure that is part of another ("trong đó") is no larger than that one."""
    whole = None
    for question in questions:
        if not question.part:
            whole = question
            continue
        value = found.get(question.key)
        if whole is None or value is None:
            continue
        most = found.get(whole.key)
        if most is None:
            errors[f"q_{whole.pk}"] = f"Đã ghi “{question.label}” thì hãy ghi “{whole.label}”."
        elif value > most:
            errors[f"q_{question.pk}"] = f"Không thể lớn hơn “{whole.label}” ({shown(whole, most)})."


def _plain(question: Question, value: Any, errors: dict[str, str]) -> Any:
    match question.kind, value:
        case "yes", bool():
            return value
        case "day", date():
            return value.isoformat()
        case "number" | "money", bool():
            errors[f"q_{question.pk}"] = "Hãy ghi một số."
        case (("number" | "money"), (int() | Decimal())) if value >= 0:
            return int(value) if value == int(value) else float(value)
        case "text", str():
            return value.strip()
        case _:
            errors[f"q_{question.pk}"] = "Giá trị không đúng kiểu, hoặc là số âm."
    return None


@action("activities.extension.ask", "Xin gia hạn việc", permission=ANSWER)
def ask_extension(act: Act, *, assignment: Assignment, until: date, reason: str) -> Extension:
    """Ask the issuer for more time."""
    held = _mine(act, assignment)
    if held.state not in OWED or held.task.state != TaskState.SENT:
        raise ValidationError("Việc này không còn phải trả lời, nên không cần gia hạn.")
    if held.due is None:
        raise ValidationError({"until": "Việc này không có hạn."})
    if until <= max(held.due, today()):
        raise ValidationError({"until": f"Ngày xin gia hạn phải sau {format_date(max(held.due, today()))}."})
    if not clean_line(reason):
        raise ValidationError({"reason": "Hãy ghi lý do."})
    if Extension.objects.filter(assignment=held, state="asked").exists():
        raise ValidationError("Đang có một đề nghị gia hạn chờ trả lời.")
    asked = Extension.objects.create(assignment=held, until=until, reason=clean_line(reason), post_id=act.actor.post_id)
    act.record(held, unit_id=held.unit_id, change={"until": until})
    notify(
        accounts_in([held.task.unit_id], ASSIGN),
        "task",
        f"{held.unit.short_name} xin gia hạn việc số {held.task_id}",
        key=f"extension:{asked.pk}",
        url=f"/cong-viec/viec/{held.pk}/",
    )
    return asked


@action("activities.extension.decide", "Trả lời đề nghị gia hạn", permission=ASSIGN)
def decide_extension(act: Act, *, extension: Extension, granted: bool, reply: str = "") -> Extension:
    """Grant or refuse more time. Granted, the unit's last day is the new one, and it is reminded by that."""
    assignment = _theirs(act, extension.assignment)
    held = Extension._base_manager.select_for_update().get(pk=extension.pk)
    if held.state != ExtensionState.ASKED:
        raise ValidationError(f"Đề nghị này đã được trả lời: {held.get_state_display().lower()}.")
    if not granted and not clean_line(reply):
        raise ValidationError({"reply": "Hãy ghi lý do không đồng ý."})
    held.state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    held.decided_at, held.reply = timezone.now(), clean_line(reply)
    held.save()
    if granted:
        assignment.due = held.until
        assignment.save(update_fields=["due"])
    act.record(assignment, unit_id=assignment.unit_id, change={"granted": granted, "until": held.until})
    _tell_unit(
        assignment, f"extension:{held.pk}:reply", f"Đề nghị gia hạn việc số {assignment.task_id} đã được trả lời"
    )
    return held


@action("activities.confirm", "Xác nhận kết quả", permission=ASSIGN)
def confirm(act: Act, *, task: Task, only: Assignment | None = None) -> int:
    """The issuer takes the answers that wait as they are: of all units, or of one. Returns how many."""
    held = locked_in(act, task, TaskState.SENT)
    waiting = Assignment._base_manager.select_for_update().filter(
        task=held, state__in=TRANSITIONS["confirm"][State.DONE]
    )
    rows = list((waiting.filter(pk=only.pk) if only else waiting).order_by("pk").values_list("pk", flat=True))
    if only and not rows:
        raise ValidationError("Kết quả này không còn chờ xác nhận.")
    Assignment._base_manager.filter(pk__in=rows).update(state=State.DONE, ended_at=timezone.now())
    act.record(held, unit_id=only.unit_id if only else held.unit_id)
    act.record_rows(rows)
    return len(rows)


@action("activities.return", "Yêu cầu bổ sung kết quả", permission=ASSIGN)
def give_back(act: Act, *, assignment: Assignment, remark: str, due: date | None = None) -> Assignment:
    """Ask the unit to add to its answer, by another day if one is given."""
    held = _theirs(act, assignment)
    times = Answer._base_manager.filter(assignment=held).count()
    if held.task.state != TaskState.SENT or not may("return", held.state, State.RETURNED) or not times:
        raise ValidationError("Chỉ yêu cầu bổ sung khi đơn vị đã gửi kết quả và việc chưa kết thúc.")
    if not clean_line(remark):
        raise ValidationError({"remark": "Hãy ghi cần bổ sung gì."})
    if due and due < today():
        raise ValidationError({"due": "Hạn mới không thể ở quá khứ."})
    held.state, held.remark, held.due, held.ended_at = State.RETURNED, remark.strip(), due or held.due, None
    held.save(update_fields=["state", "remark", "due", "ended_at"])
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    _tell_unit(held, f"task:{held.task_id}:returned:{held.pk}:{times}", f"Việc số {held.task_id} cần bổ sung kết quả")
    return held


@action("activities.pass_on", "Giao tiếp xuống cấp dưới", permission=ASSIGN)
def pass_on(act: Act, *, assignment: Assignment) -> Task:
    """Draft a task of the own unit with the content of one it was given, for the units below."""
    held = _mine(act, assignment)
    if held.unit_id != act.actor.unit_id or held.state not in OWED:
        raise PermissionDenied("Chỉ giao tiếp được việc mà đơn vị mình đang phải làm.")
    new = copied(held.task, acting_unit(), due=held.due, post_id=act.actor.post_id, passed_from=held, reach={})
    act.record(new, unit_id=new.unit_id, change={"from": held.pk})
    return new


def _tell_unit(assignment: Assignment, key: str, title: str) -> None:
    url = f"/cong-viec/viec/{assignment.pk}/"
    notify(accounts_in([assignment.unit_id], ANSWER), "task", title, key=key, url=url)


def _locked(assignment: Assignment) -> Assignment:
    rows = Assignment._base_manager.select_for_update(of=("self",)).select_related("task__unit", "unit")
    return rows.get(pk=assignment.pk)


def _noticed(act: Act, held: Assignment) -> None:
    """A unit that deals with its task has seen it, even without opening its page first."""
    if held.seen_at is None and held.unit_id == act.actor.unit_id:
        held.seen_at = timezone.now()


def _mine(act: Act, assignment: Assignment) -> Assignment:
    """The assignment, locked; the acting post works for its unit."""
    held = _locked(assignment)
    must_hold(act, held.unit)
    return held


def _theirs(act: Act, assignment: Assignment) -> Assignment:
    """The assignment, locked; the acting post works for the unit that gave the task."""
    held = _locked(assignment)
    must_hold(act, held.task.unit)
    return held
