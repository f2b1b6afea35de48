"""Acts of the units above a union: appraise its sheet, give it back, decide, take a decision back."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.paper import Paper, register
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Decision
from ketdoan.units.queries.posts import accounts_in

from ..models import Sheet, Step
from ..rules.states import Move
from .rounds import SCORE
from .scoring import locked, moved, must_fit, note

DIFFERS = "Hãy ghi lý do chấm khác điểm tự chấm."


@action("grading.appraise", "Thẩm định phiếu xếp loại")
def appraise(
    act: Act, *, sheet: Sheet, points: Mapping[str, Decimal], met: Mapping[str, bool], reasons: Mapping[str, str]
) -> Sheet:
    """Give each line of a sheet below the points it gets, and each condition its answer; where one differs from what
    the union gave itself, `reasons` says why."""
    held = _below(act, sheet.pk, "appraise")
    form = held.score_sheet
    must_fit(form, points, met)
    said = {code: without_numbers(clean_line(words), code) for code, words in reasons.items() if clean_line(words)}
    wrong = {code: "Hãy ghi điểm." for code in form.criteria if code not in points}
    wrong |= {one.code: "Hãy chọn." for one in form.conditions if one.code not in met}
    differing = {code for code, one in points.items() if code not in held.own or Decimal(held.own[code]) != one}
    differing |= {code for code, answer in met.items() if held.own_met.get(code) != answer}
    wrong |= {code: DIFFERS for code in differing if code not in said}
    if wrong:
        raise ValidationError(wrong)
    held.judged = {code: str(one) for code, one in points.items()}
    held.judged_met = dict(met)
    held.reasons = {code: words for code, words in said.items() if code in differing}
    _judged(act, held)
    return held


@action("grading.agree", "Đồng ý điểm tự chấm", permission="grading.appraise")
def agree(act: Act, *, sheets: Collection[Sheet]) -> int:
    """Appraise sheets below as their unions scored them. Returns how many."""
    for pk in _in_order(sheets):
        held = _below(act, pk, "appraise")
        held.judged, held.judged_met, held.reasons = dict(held.own), dict(held.own_met), {}
        _judged(act, held)
    act.record_rows(_in_order(sheets))
    return len(_in_order(sheets))


def _judged(act: Act, held: Sheet) -> None:
    form = held.score_sheet
    held.points, held.level = form.total(held.judged), form.level(held.judged, held.judged_met).code
    held.save()
    note(act, held, Move.APPRAISED, points=held.points, level=held.level)


@action("grading.return", "Trả lại phiếu xếp loại", permission="grading.appraise")
def give_back(act: Act, *, sheet: Sheet, reason: str) -> Sheet:
    """Give a sheet back to the union, with what is to be put right."""
    held = _below(act, sheet.pk, "return")
    said = _reason(reason)
    held.judged, held.judged_met, held.reasons, held.points, held.level = {}, {}, {}, None, ""
    held.save()
    note(act, held, Move.RETURNED, reason=said)
    title = f"Phiếu xếp loại năm {held.year} được trả lại để chấm lại"
    key = f"grading:{held.pk}:returned:{Step.objects.filter(sheet=held).count()}"
    notify(accounts_in([held.unit_id], SCORE), "grading", title, key=key, url=f"/xep-loai/{held.pk}/")
    return held


@action("grading.decide", "Quyết định xếp loại công đoàn cơ sở")
def decide(act: Act, *, sheets: Collection[Sheet], paper: Paper | None, level: str = "", reason: str = "") -> Decision:
    """Decide on appraised sheets by one decision: each union gets the level that its points and conditions come to.

    `level` is another one for them all, which takes a reason.
    """
    if not sheets:
        raise ValidationError("Hãy chọn ít nhất một đơn vị đã thẩm định.")
    decision = register(paper)
    if decision is None:
        raise ValidationError({"decision_code": "Hãy ghi số, ký hiệu và ngày ký quyết định xếp loại."})
    units = []
    for pk in _in_order(sheets):
        held = _below(act, pk, "decide")
        _decided(held, decision, level, reason)
        note(act, held, Move.DECIDED, points=held.points, level=held.decided_level, reason=held.decided_why)
        units.append(held.unit_id)
    act.record(decision, unit_id=decision.unit_id, change={"level": level, "units": units})
    act.record_rows(_in_order(sheets))
    years = {sheet.year for sheet in sheets}
    title = f"Đã có quyết định xếp loại công đoàn cơ sở năm {', '.join(map(str, sorted(years)))}"
    notify(accounts_in(units, SCORE), "grading", title, key=f"grading:decided:{decision.pk}", url="/xep-loai/")
    return decision


def _decided(held: Sheet, decision: Decision, level: str, reason: str) -> None:
    """Write the decision into a sheet."""
    known = {one.code for one in held.score_sheet.levels}
    if level and level not in known:
        raise ValidationError({"level": "Thang xếp loại của năm này không có mức đó."})
    held.decided_level = level or held.level
    if held.decided_level != held.level:
        held.decided_why = _reason(reason)
    held.decision, held.decided_at = decision, timezone.now()
    held.save()


@action("grading.revoke", "Hủy quyết định xếp loại", permission="grading.decide")
def revoke(act: Act, *, sheet: Sheet, reason: str) -> Sheet:
    """Take the decision on a union back, to appraise or decide anew."""
    held = _below(act, sheet.pk, "revoke")
    said = _reason(reason)
    earlier: Any = {"decision": held.decision_id, "earlier": held.decided_level}
    held.decided_level, held.decided_why, held.decision, held.decided_at = "", "", None, None
    held.save()
    note(act, held, Move.REVOKED, reason=said)
    act.record(change=earlier)
    return held


def _reason(text: str) -> str:
    said = without_numbers(clean_line(text), "reason")
    if not said:
        raise ValidationError({"reason": "Hãy ghi lý do."})
    return said


def _in_order(sheets: Collection[Sheet]) -> list[int]:
    """The keys of sheets in the one order in which rows are locked."""
    return sorted({sheet.pk for sheet in sheets})


def _below(act: Act, pk: int, move: str) -> Sheet:
    """The sheet of a union below the acting unit, its row locked, in the state to which a move leads."""
    held = locked(pk)
    must_hold(act, held.unit)
    if held.unit_id == act.actor.unit_id:
        raise PermissionDenied("Phiếu của đơn vị mình do công đoàn cấp trên thẩm định, quyết định.")
    return moved(held, move)
