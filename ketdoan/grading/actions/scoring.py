"""Acts of the union that is graded: score itself, send the sheet, take it back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.viet import clean_line, format_number

from ..models import Sheet, Step
from ..rules.sheet import PLACES, ScoreSheet
from ..rules.states import Move, State, after


@action("grading.score", "Tự chấm điểm xếp loại")
def score(
    act: Act,
    *,
    sheet: Sheet,
    points: Mapping[str, Decimal | None],
    met: Mapping[str, bool | None],
    remark: str | None = None,
) -> Sheet:
    """Write lines of the own union's sheet: points by criterion, yes or no by condition; None takes an answer away.

    Lines that are not named stay as they are. The level follows from the whole.
    """
    held = own_sheet(act, sheet, "score")
    form = held.score_sheet
    must_fit(form, points, met)
    held.own = merged(held.own, {code: None if one is None else str(one) for code, one in points.items()})
    held.own_met = merged(held.own_met, met)
    if remark is not None:
        held.remark = without_numbers(clean_line(remark), "remark")
    held.own_points = form.total(held.own)
    held.own_level = form.level(held.own, held.own_met).code
    held.changed_at = timezone.now()
    held.save()
    act.record(held, unit_id=held.unit_id, change={"lines": [*points, *met], "points": held.own_points})
    return held


def merged(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with some changed, and those taken away that are given as None."""
    both = {**kept, **given}
    return {code: one for code, one in both.items() if one is not None}


def must_fit(form: ScoreSheet, points: Mapping[str, Decimal | None], met: Mapping[str, bool | None]) -> None:
    """Points lie between nothing and the most of their line. Raises ValidationError by line."""
    wrong = {code: "Phiếu không có dòng này. Hãy tải lại trang." for code in points if code not in form.criteria}
    known = {one.code for one in form.conditions}
    wrong |= {code: "Phiếu không có điều kiện này. Hãy tải lại trang." for code in met if code not in known}
    for code, given in points.items():
        if code in wrong or given is None:
            continue
        most = form.criteria[code].most
        if not 0 <= given <= most:
            wrong[code] = f"Điểm từ 0 đến {format_number(most)}."
        elif given != round(given, PLACES):
            wrong[code] = f"Chỉ ghi đến {PLACES} chữ số sau dấu phẩy."
    if wrong:
        raise ValidationError(wrong)


@action("grading.send", "Gửi phiếu tự chấm, xếp loại")
def send(act: Act, *, sheet: Sheet) -> Sheet:
    """Send the own union's sheet to the unit above, every line answered."""
    held = own_sheet(act, sheet, "send")
    if missing := held.score_sheet.missing(held.own, held.own_met):
        raise ValidationError(f"Còn {missing} dòng chưa chấm.")
    held.sent_at = timezone.now()
    held.save(update_fields=["state", "sent_at"])
    note(act, held, Move.SENT, points=held.own_points, level=held.own_level)
    return held


@action("grading.take_back", "Rút phiếu tự chấm, xếp loại", permission="grading.send")
def take_back(act: Act, *, sheet: Sheet) -> Sheet:
    """Take the own sheet back before it is appraised, to go on with it."""
    held = own_sheet(act, sheet, "take_back")
    held.save(update_fields=["state"])
    note(act, held, Move.TAKEN_BACK)
    return held


def own_sheet(act: Act, sheet: Sheet, move: str) -> Sheet:
    """The sheet of the acting union, its row locked, in the state to which a move leads: nobody scores for another."""
    held = locked(sheet.pk)
    if act.actor.account_id is not None and held.unit_id != act.actor.unit_id:
        raise PermissionDenied("Chỉ công đoàn cơ sở mới tự chấm được phiếu của mình.")
    return moved(held, move)


def locked(pk: int) -> Sheet:
    """A sheet, its row locked."""
    rows = Sheet._base_manager.select_for_update(of=("self",)).select_related("round", "unit")
    return rows.get(pk=pk)


def moved(held: Sheet, move: str) -> Sheet:
    """The sheet in the state to which a move leads. Raises ValidationError where it cannot be made."""
    to = after(move, held.state)
    if to is None:
        state = State(held.state).label
        raise ValidationError(f"Phiếu của {held.unit.short_name} đang ở tình trạng “{state}”, không làm như vậy được.")
    held.state = to
    return held


def note(
    act: Act, held: Sheet, move: Move, *, points: Decimal | None = None, level: str = "", reason: str = ""
) -> None:
    """Write down what happened to a sheet, in its course and for the audit trail."""
    Step.objects.create(sheet=held, move=move, post_id=act.actor.post_id, points=points, level=level, reason=reason)
    act.record(held, unit_id=held.unit_id, change={"state": held.state, "level": level})
