"""Acts of members: answering once, proposing statements. Both are confidential: the trail says on which day one was,
not by whom, and nothing of what was said. Who has taken part stands in `Taken` alone."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, today
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import own_member

from ..models import Slip, Survey, Taken
from ..queries.asking import ANSWER, part_of, proposes_now, reaches, shown_statements, votes_now
from ..rules.answers import LONGEST_TEXT, Said, Wrong, filled, fitting, votes_in
from ..rules.states import SlipKind

PROPOSAL = "text"
SHORTEST = 10
DONE = "Anh chị đã trả lời khảo sát này. Mỗi người trả lời một lần."
OVER = "Khảo sát này không nhận trả lời nữa."


@action("surveys.answer", "Trả lời khảo sát", permission=ANSWER, confidential=True)
def answer(act: Act, *, survey: Survey, said: Said) -> None:
    """Put a sealed slip into the box. `said.answers` are by the keys of questions, or of statements."""
    held, member = _asked(act, survey)
    if not votes_now(held, today()):
        raise ValidationError(OVER)
    try:
        content = _votes(held, said) if held.is_opinion else fitting((q.asked for q in held.questions.all()), said)
    except Wrong as error:
        raise ValidationError({error.field: str(error)} if error.field else str(error)) from None
    mine = Taken.objects.filter(survey=held)
    if mine.filter(answered=True).exists() or not _note(held, member):
        raise ValidationError(DONE)
    _drop_in(held, SlipKind.BALLOT, {"part": part_of(held, member.unit), "answers": content})
    act.record(held, unit_id=held.unit_id)


@action("surveys.propose", "Đề xuất ý kiến trước đối thoại", permission=ANSWER, confidential=True)
def propose(act: Act, *, survey: Survey, said: Said) -> None:
    """Put a statement of one's own into the box; the next morning it waits to be let in, among the others."""
    held, member = _asked(act, survey)
    if not proposes_now(held, today()):
        raise ValidationError("Đã hết thời gian đề xuất ý kiến.")
    text = without_numbers(clean_line(str(said.answers.get(PROPOSAL, ""))), PROPOSAL)
    if not SHORTEST <= len(text) <= LONGEST_TEXT:
        raise ValidationError({PROPOSAL: f"Hãy viết từ {SHORTEST} đến {LONGEST_TEXT} ký tự."})
    most = int(rule("surveys.proposals_max", today()).value)
    row, _ = Taken._base_manager.get_or_create(survey=held, person_id=member.pk)
    if not Taken._base_manager.filter(pk=row.pk, proposals__lt=most).update(proposals=F("proposals") + 1):
        raise ValidationError(f"Mỗi người đề xuất nhiều nhất {most} ý kiến.")
    _drop_in(held, SlipKind.PROPOSAL, {"text": text})
    act.record(held, unit_id=held.unit_id)


def _asked(act: Act, survey: Survey) -> tuple[Survey, Member]:
    """The survey and the member whom it asks. The row is held against closing, beside others who answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM surveys_survey WHERE id = %s FOR SHARE", [survey.pk])
    held = Survey.objects.select_related("unit", "key").filter(pk=survey.pk).first()
    member = own_member(act.actor)
    if held is None or member is None or not reaches(held, member):
        raise ValidationError("Khảo sát này không hỏi anh chị.")
    return held, member


def _votes(survey: Survey, said: Said) -> dict[str, int]:
    return votes_in((str(statement.pk) for statement in shown_statements(survey)), said)


def _note(survey: Survey, member: Member) -> bool:
    """Note that the member has answered; False where they had."""
    row, _ = Taken._base_manager.get_or_create(survey=survey, person_id=member.pk)
    return bool(Taken._base_manager.filter(pk=row.pk, answered=False).update(answered=True))


def _drop_in(survey: Survey, kind: SlipKind, content: dict[str, object]) -> None:
    slip = Slip(survey=survey, kind=kind)
    slip.said = filled(content)
    slip.save(force_insert=True)
