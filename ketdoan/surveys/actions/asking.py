"""Acts of the unit that asks: draft, publish, close, withdraw, let statements in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, current_actor
from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.crypto import new_keys
from ketdoan.core.jobs import job
from ketdoan.core.notify import notify
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.models import Unit

from ..models import Question, Statement, Survey
from ..queries.asking import ASK, accounts_answered, accounts_asked, in_box, reached, shown_statements
from ..rules.states import TRANSITIONS, QuestionKind, StatementState, SurveyKind, SurveyState
from .opening import open_box, release_proposals

MOST_QUESTIONS, MOST_CHOICES, MOST_STATEMENTS = 20, 12, 60
CONTENT = ("kind", "title", "intro", "opens_on", "votes_from", "closes_on", "tells")
OPEN, VOTE, LAST, SOON = "open", "vote", "last", timedelta(days=2)
TOLD = {
    OPEN: "hỏi ý kiến anh chị đến hết",
    VOTE: "mời anh chị bày tỏ ý kiến đến hết",
    LAST: "còn chờ ý kiến của anh chị, đến hết",
}
NOT_OWN = "Khảo sát này của đơn vị khác."


class Written(NamedTuple):
    """A question as it is written."""

    text: str
    kind: str = QuestionKind.ONE
    choices: tuple[str, ...] = ()
    required: bool = True


@action("surveys.draft", "Soạn khảo sát", permission=ASK)
def draft_survey(
    act: Act,
    *,
    values: Mapping[str, Any],
    questions: Sequence[Written] = (),
    statements: Sequence[str] = (),
    sex: str = "",
    units: Sequence[Unit] = (),
) -> Survey:
    """Begin a survey of the acting unit. `values` are the fields of CONTENT."""
    survey = Survey(unit=_acting_unit(), post_id=act.actor.post_id)
    _write(survey, values, questions, statements, {"sex": sex, "units": [unit.pk for unit in units]})
    act.record(survey, unit_id=survey.unit_id)
    return survey


@action("surveys.edit", "Sửa khảo sát chưa gửi", permission=ASK)
def edit_survey(
    act: Act,
    *,
    survey: Survey,
    values: Mapping[str, Any],
    questions: Sequence[Written] = (),
    statements: Sequence[str] = (),
    sex: str = "",
    units: Sequence[Unit] = (),
) -> Survey:
    """Change a draft."""
    held = locked_in(act, survey, SurveyState.DRAFT)
    _write(held, values, questions, statements, {"sex": sex, "units": [unit.pk for unit in units]})
    act.record(held, unit_id=held.unit_id)
    return held


@action("surveys.drop", "Bỏ khảo sát chưa gửi", permission=ASK)
def drop_draft(act: Act, *, survey: Survey) -> None:
    """Give a draft up."""
    held = locked_in(act, survey, SurveyState.DRAFT)
    act.record(held, unit_id=held.unit_id)
    held.delete()


@action("surveys.publish", "Gửi khảo sát", permission=ASK)
def publish(act: Act, *, survey: Survey) -> Survey:
    """Put a draft to the members it reaches. From now on its words stand."""
    held = _moved(act, survey, "publish")
    _check_ready(held)
    held.asked = reached(held).count()
    if not held.asked:
        raise ValidationError("Không có đoàn viên nào được hỏi. Hãy xem lại đối tượng.")
    (held.key,) = new_keys(1)
    held.published_at = timezone.now()
    held.save()
    act.record(held, unit_id=held.unit_id, change={"asked": held.asked, "until": held.closes_on})
    if held.opens_on <= today():
        tell_asked.later(survey_id=held.pk, what=OPEN)
    return held


@action("surveys.close", "Kết thúc khảo sát, mở phiếu", permission=ASK)
def close(act: Act, *, survey: Survey) -> Survey:
    """End a survey: open all slips together, count, keep what may be told, destroy the rest."""
    held = _moved(act, survey, "close")
    held.found = open_box(held)
    held.closed_at = timezone.now()
    held.save(update_fields=["state", "found", "closed_at"])
    act.record(held, unit_id=held.unit_id, change={"answered": held.found["answered"]})
    if held.tells:
        tell_outcome.later(survey_id=held.pk, what="closed")
    return held


@action("surveys.withdraw", "Thu hồi khảo sát", permission=ASK)
def withdraw(act: Act, *, survey: Survey) -> Survey:
    """Take a survey back: the slips are destroyed unread."""
    held = _moved(act, survey, "withdraw")
    held.slips.all().delete()
    if held.key:
        destroy(held.key)
    held.save(update_fields=["state"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("surveys.let_in", "Duyệt ý kiến đề xuất", permission=ASK)
def let_in(act: Act, *, statement: Statement, shown: bool, text: str = "", reason: str = "") -> Statement:
    """Show a proposed statement to all, or not, for a reason. Its words may be made plainer."""
    survey = locked_in(act, statement.survey, SurveyState.OPEN)
    if (survey.votes_from or survey.opens_on) <= today():
        raise ValidationError("Đã bỏ phiếu: danh sách ý kiến không đổi nữa để mọi người trả lời như nhau.")
    held = Statement.objects.select_for_update().get(pk=statement.pk, survey=survey)
    if shown and shown_statements(survey).exclude(pk=held.pk).count() >= MOST_STATEMENTS:
        raise ValidationError(f"Nhiều nhất {MOST_STATEMENTS} ý kiến được đưa ra.")
    if not shown and not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do không đưa ra."})
    held.state = StatementState.SHOWN if shown else StatementState.REFUSED
    held.text = without_numbers(clean_line(text), "text") or held.text
    held.reason = "" if shown else clean_line(reason)[:250]
    held.save()
    act.record(survey, unit_id=survey.unit_id, change={"statement": held.pk, "state": held.state})
    return held


def locked_in(act: Act, survey: Survey, *states: SurveyState) -> Survey:
    """The survey, locked, in one of these states. Only the unit that asks acts on it."""
    held = Survey.objects.select_for_update(of=("self",)).select_related("unit", "key").get(pk=survey.pk)
    if act.actor is not SYSTEM and held.unit_id != act.actor.unit_id:
        raise PermissionDenied(NOT_OWN)
    if held.state not in states:
        raise ValidationError(f"Khảo sát này {SurveyState(held.state).label.lower()}, không làm được việc này nữa.")
    return held


def _moved(act: Act, survey: Survey, move: str) -> Survey:
    before, after = TRANSITIONS[move]
    held = locked_in(act, survey, *before)
    held.state = after
    return held


def _acting_unit() -> Unit:
    found = Unit.objects.filter(pk=current_actor().unit_id or 0, ended_on=None).first()
    if found is None:
        raise ValidationError("Khảo sát do một đơn vị đang hoạt động lập.")
    return found


def _write(
    survey: Survey,
    values: Mapping[str, Any],
    questions: Sequence[Written],
    statements: Sequence[str],
    reach: dict[str, Any],
) -> None:
    for name in CONTENT:
        if name in values:
            setattr(survey, name, values[name])
    survey.title, survey.reach = clean_line(survey.title), reach
    if not survey.is_opinion:
        survey.votes_from = None
    _check_days(survey)
    _check_words(questions, statements)
    survey.save()
    survey.questions.all().delete()
    survey.statements.all().delete()
    if survey.is_opinion:
        Statement.objects.bulk_create(
            Statement(survey=survey, text=text, own=True, state=StatementState.SHOWN) for text in statements
        )
        return
    Question.objects.bulk_create(
        Question(survey=survey, order=at, text=q.text, kind=q.kind, choices=list(q.choices), required=q.required)
        for at, q in enumerate(questions, 1)
    )


def _check_days(survey: Survey) -> None:
    errors = {}
    if not survey.title:
        errors["title"] = "Hãy ghi tên."
    if survey.closes_on < max(survey.opens_on, today()):
        errors["closes_on"] = "Ngày kết thúc phải từ ngày mở trở đi và chưa qua."
    if survey.votes_from and not survey.opens_on < survey.votes_from <= survey.closes_on:
        errors["votes_from"] = "Ngày bỏ phiếu phải sau ngày mở và không sau ngày kết thúc."
    if errors:
        raise ValidationError(errors)


def _check_words(questions: Sequence[Written], statements: Sequence[str]) -> None:
    if len(questions) > MOST_QUESTIONS:
        raise ValidationError({"questions": f"Nhiều nhất {MOST_QUESTIONS} câu hỏi."})
    if len(statements) > MOST_STATEMENTS:
        raise ValidationError({"statements": f"Nhiều nhất {MOST_STATEMENTS} ý kiến."})
    for question in questions:
        chooses = question.kind in (QuestionKind.ONE, QuestionKind.MANY)
        if question.kind not in QuestionKind.values:
            raise ValidationError({"questions": f"Câu “{question.text}”: hãy chọn kiểu trong danh sách."})
        if chooses and not 2 <= len(question.choices) <= MOST_CHOICES:
            raise ValidationError(
                {"questions": f"Câu “{question.text}” cần từ 2 đến {MOST_CHOICES} lựa chọn, cách nhau bằng dấu “;”."}
            )
        if len(set(question.choices)) < len(question.choices):
            raise ValidationError({"questions": f"Câu “{question.text}” có lựa chọn trùng nhau."})
        if max(map(len, (question.text, *question.choices))) > 300:
            raise ValidationError({"questions": "Câu hỏi, lựa chọn dài nhất 300 ký tự."})


def _check_ready(survey: Survey) -> None:
    if survey.closes_on < today():
        raise ValidationError("Ngày kết thúc đã qua. Hãy sửa rồi gửi.")
    if survey.kind == SurveyKind.SURVEY and not survey.questions.exists():
        raise ValidationError("Chưa có câu hỏi nào.")
    if survey.is_opinion and survey.votes_from is None and shown_statements(survey).count() < 2:
        raise ValidationError("Cần ít nhất hai ý kiến để bày tỏ, hoặc một thời gian để đoàn viên đề xuất.")


@job("surveys.tell_asked", "Báo đoàn viên có khảo sát", retries=3)
def tell_asked(*, survey_id: int, what: str) -> None:
    """Tell the members whom a survey asks, and who have not answered, that it is open, that voting begins, or that it
    ends soon. Whom is known to this job alone."""
    survey = Survey.objects.select_related("unit").get(pk=survey_id)
    title = f"{survey.unit.short_name} {TOLD[what]} {format_date(survey.closes_on)}"
    notify(accounts_asked(survey), "survey", title, key=f"survey:{survey_id}:{what}", url=address(survey))


@job("surveys.tell_outcome", "Báo kết quả cho người đã trả lời", retries=3)
def tell_outcome(*, survey_id: int, what: str) -> None:
    """Tell those who took part what came of it: `what` names the occasion, once for each."""
    survey = Survey.objects.select_related("unit").get(pk=survey_id)
    title = (
        f"Đã có kết quả khảo sát của {survey.unit.short_name}"
        if what == "closed"
        else f"{survey.unit.short_name}: tiến độ những điều đã cam kết sau khi lấy ý kiến"
    )
    notify(accounts_answered(survey), "survey", title, key=f"survey:{survey_id}:{what}", url=address(survey))


def address(survey: Survey) -> str:
    """The page of a survey in the app."""
    return f"/app/khao-sat/{survey.pk}"


def daily() -> None:
    """What the clock does each morning: mix the proposals of the day before in among the statements that wait, close
    what has ended, tell what begins or ends soon."""
    for survey in Survey.objects.filter(state=SurveyState.OPEN).select_related("unit", "key"):
        if in_box(survey):
            release_proposals(survey=survey)
        if survey.closes_on < today():
            close(survey=survey)
            continue
        for what, day in _occasions(survey):
            if day == today():
                tell_asked.later(survey_id=survey.pk, what=what)


def _occasions(survey: Survey) -> Iterator[tuple[str, date]]:
    yield OPEN, survey.opens_on
    if survey.votes_from:
        yield VOTE, survey.votes_from
    yield LAST, survey.closes_on - SOON
