"""A question about a report, and the unit's answer: without giving the report back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.queries.posts import accounts_in

from ..models import Note, Submission
from ..models.submissions import NoteKind
from ..queries.forms import form_version
from .filling import locked_report
from .rounds import FILL


@action("reports.ask", "Hỏi đơn vị về báo cáo", permission="reports.review")
def ask(act: Act, *, submission: Submission, rule: str, text: str = "") -> Note:
    """Ask a unit below about a rule that its figures break; without words of one's own, in those of the rule.

    The same question is asked once until it has been answered.
    """
    rows = Submission._base_manager.select_for_update(of=("self",)).select_related("round", "unit")
    held = rows.get(pk=submission.pk)
    must_hold(act, held.unit)
    if held.unit_id == act.actor.unit_id:
        raise PermissionDenied("Đây là báo cáo của đơn vị mình.")
    broken = next((one for one in form_version(held.form_id).rules if one.code == rule), None)
    if broken is None:
        raise ValidationError("Biểu mẫu không có quy tắc này. Hãy tải lại trang.")
    waiting = Note.objects.filter(submission=held, kind=NoteKind.ASKED, rule=rule, settled_at=None).first()
    if waiting:
        return waiting
    words = without_numbers(clean_line(text), "text") or f"{broken.words} Đề nghị đơn vị xem lại hoặc giải thích."
    note = Note.objects.create(
        submission=held, kind=NoteKind.ASKED, rule=rule, text=words, post_id=act.actor.post_id
    )  # fmt: skip
    act.record(held, unit_id=held.unit_id, change={"rule": rule})
    title = f"{act.actor.label} hỏi về báo cáo {held.round.code}, {held.round.period_words}"
    notify(accounts_in([held.unit_id], FILL), "report", title, key=f"asked:{note.pk}", url=f"/bao-cao/{held.pk}/")
    return note


@action("reports.answer", "Trả lời câu hỏi về báo cáo", permission=FILL)
def answer(act: Act, *, question: Note, text: str) -> Note:
    """Answer a question about the own unit's report."""
    held = locked_report(act, question.submission)
    words = without_numbers(clean_line(text), "text")
    if not words:
        raise ValidationError({"text": "Hãy ghi câu trả lời."})
    asked = Note.objects.select_for_update().get(pk=question.pk)
    if asked.kind != NoteKind.ASKED or asked.settled_at:
        raise ValidationError("Câu hỏi này đã được trả lời.")
    asked.settled_at = timezone.now()
    asked.save(update_fields=["settled_at"])
    note = Note.objects.create(
        submission=held, kind=NoteKind.ANSWERED, rule=asked.rule, text=words, post_id=act.actor.post_id
    )  # fmt: skip
    act.record(held, unit_id=held.unit_id, change={"rule": asked.rule})
    return note
