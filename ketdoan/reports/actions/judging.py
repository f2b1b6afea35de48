"""Acts of the units above on a report: accept it, give it back, reopen it; adjust what is put together from it."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.queries.posts import accounts_in

from ..models import Adjustment, Note, Submission
from ..models.submissions import NoteKind
from ..queries.forms import adding_of, form_version
from ..rules.states import COUNTED, State, after
from .counting import count_again, note
from .filling import locked_report
from .rounds import FILL


@action("reports.accept", "Tiếp nhận báo cáo", permission="reports.review")
def accept(act: Act, *, submission: Submission) -> Submission:
    """Take a report of a unit below as it is."""
    held = _below(act, submission, "accept")
    held.state = State.ACCEPTED
    held.save(update_fields=["state"])
    Note.objects.filter(submission=held, kind=NoteKind.RETURNED, settled_at=None).update(settled_at=timezone.now())
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held


@action("reports.return", "Trả lại báo cáo để sửa", permission="reports.review")
def give_back(act: Act, *, submission: Submission, cells: Mapping[str, str], text: str = "") -> Submission:
    """Give a report back to the unit that made it, with what is to be put right: by cell, or in one `text`.

    Until it is handed in again it counts nowhere.
    """
    held = _below(act, submission, "return")
    words = {cell: clean_line(said) for cell, said in cells.items() if clean_line(said)}
    known = form_version(held.form_id).cells
    if any(cell not in known for cell in words):
        raise ValidationError("Biểu mẫu không có ô này. Hãy tải lại trang.")
    if not words and not clean_line(text):
        raise ValidationError({"text": "Hãy ghi điều cần sửa, ở ô hoặc ở đây."})
    notes = [*words.items(), *([("", clean_line(text))] if clean_line(text) else [])]
    for cell, said in notes:
        without_numbers(said, "text")
        Note.objects.create(
            submission=held, kind=NoteKind.RETURNED, cell=cell, text=said, post_id=act.actor.post_id
        )  # fmt: skip
    held.state = State.RETURNED
    held.save(update_fields=["state"])
    count_again(held, counts=False)
    act.record(held, unit_id=held.unit_id, change={"state": held.state, "cells": list(words)})
    title = f"Báo cáo {held.round.code}, {held.round.period_words}, được trả lại để sửa"
    key = f"report:{held.pk}:returned:{held.revision}"
    notify(accounts_in([held.unit_id], FILL), "report", title, key=key, url=f"/bao-cao/{held.pk}/")
    return held


@action("reports.reopen", "Cho sửa báo cáo đã khóa", permission="reports.lock")
def reopen(act: Act, *, submission: Submission, reason: str) -> Submission:
    """Let a unit put its report right after the round was locked; reports made of it are then seen to be older."""
    held = _below(act, submission, "reopen", locked=True)
    said = without_numbers(clean_line(reason), "reason")
    if not said:
        raise ValidationError({"reason": "Hãy ghi lý do."})
    Note.objects.create(submission=held, kind=NoteKind.RETURNED, text=said, post_id=act.actor.post_id)
    held.state = State.RETURNED
    held.save(update_fields=["state"])
    count_again(held, counts=False)
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held


@action("reports.adjust", "Điều chỉnh số tổng hợp", permission="reports.review")
def adjust(act: Act, *, submission: Submission, cell: str, delta: Decimal, reason: str) -> Adjustment:
    """Add something to the sum of what is below the own unit, or take it off; the reports below stay as they are."""
    held = locked_report(act, submission)
    _must_be_open_to_adjusting(held)
    adding = adding_of(held.round)
    if cell not in adding.at or cell not in form_version(held.form_id).cells or not adding.added[adding.at[cell]]:
        raise ValidationError({"cell": "Ô này không cộng từ cấp dưới, không điều chỉnh được."})
    if not delta:
        raise ValidationError({"delta": "Số điều chỉnh phải khác 0."})
    said = without_numbers(clean_line(reason), "reason")
    if not said:
        raise ValidationError({"reason": "Hãy ghi lý do điều chỉnh."})
    made = Adjustment.objects.create(
        submission=held, cell=cell, delta=delta, reason=said, post_id=act.actor.post_id
    )  # fmt: skip
    note(held, adding.of_adjustment(cell, delta))
    act.record(held, unit_id=held.unit_id, change={"cell": cell, "delta": delta})
    return made


@action("reports.unadjust", "Bỏ điều chỉnh số tổng hợp", permission="reports.review")
def unadjust(act: Act, *, adjustment: Adjustment) -> Adjustment:
    """Take an adjustment back."""
    held = locked_report(act, adjustment.submission)
    _must_be_open_to_adjusting(held)
    found = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    if found.voided_at is None:
        found.voided_at = timezone.now()
        found.save(update_fields=["voided_at"])
        note(held, -adding_of(held.round).of_adjustment(found.cell, found.delta))
    act.record(held, unit_id=held.unit_id, change={"adjustment": found.pk})
    return found


def _must_be_open_to_adjusting(held: Submission) -> None:
    if not held.consolidates:
        raise ValidationError("Chỉ báo cáo tổng hợp mới có điều chỉnh.")
    if held.state in COUNTED or held.round.locked_at:
        raise ValidationError("Báo cáo đã nộp. Rút lại trước khi điều chỉnh.")


def _below(act: Act, submission: Submission, move: str, *, locked: bool = False) -> Submission:
    """The report of a unit below the acting one, its row locked, if the move can be made."""
    rows = Submission._base_manager.select_for_update(of=("self",)).select_related("round", "unit")
    held = rows.get(pk=submission.pk)
    must_hold(act, held.unit)
    if held.unit_id == act.actor.unit_id:
        raise PermissionDenied("Báo cáo của đơn vị mình do cấp trên tiếp nhận.")
    if after(move, held.state) is None or (held.round.locked_at and not locked):
        raise ValidationError(f"Báo cáo này đang ở tình trạng “{held.get_state_display()}”, không làm như vậy được.")
    return held
