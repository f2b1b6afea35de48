"""The lines of a score sheet as a page shows them, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ketdoan.core.viet import VietError, parse_number

from ..models import Sheet
from ..rules.sheet import Condition, Criterion, answer_text, points_text

#: What the names of inputs begin with: points of a criterion, answer to a condition, reason of a line.
POINTS, ANSWER, REASON = "d_", "k_", "r_"
ANSWERS = {"": None, "yes": True, "no": False}


@dataclass
class Line:
    """A criterion or a condition: what the union gave itself, what was appraised, and the inputs for either."""

    code: str
    label: str
    most: str = ""
    own: str = ""
    judged: str = ""
    typed: str = ""
    differs: bool = False
    reason: str = ""
    error: str = ""


@dataclass(frozen=True)
class Part:
    """The lines under one heading; `most` and the sums are of points, empty for conditions."""

    title: str
    lines: list[Line]
    most: str = ""
    own: str = ""
    judged: str = ""


@dataclass
class Typed:
    """What was typed: points and answers by code, reasons, and what cannot be read, by code."""

    points: dict[str, Decimal | None] = field(default_factory=dict)
    met: dict[str, bool | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_typed(sheet: Sheet, given: Mapping[str, Any]) -> Typed:
    """The lines that were sent; those of which nothing was sent are left out."""
    found = Typed()
    form = sheet.score_sheet
    for code in form.criteria:
        text = given.get(POINTS + code)
        if text is None:
            continue
        try:
            found.points[code] = parse_number(text[:20]) if text.strip() else None
        except VietError as error:
            found.errors[code] = str(error)
    for one in form.conditions:
        if (answer := given.get(ANSWER + one.code)) is not None:
            found.met[one.code] = ANSWERS.get(answer)
    codes = [*form.criteria, *(one.code for one in form.conditions)]
    found.reasons = {code: given[REASON + code] for code in codes if REASON + code in given}
    return found


def parts_of(
    sheet: Sheet,
    given: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    judging: bool = False,
) -> list[Part]:
    """The sheet as it is shown, criteria first; `given` is what was typed and could not be taken as it was.

    With `judging` the inputs are those of who appraises: what was appraised so far, else what the union gave itself.
    """
    form, given, errors = sheet.score_sheet, given or {}, errors or {}
    shown = (sheet.judged or sheet.own) if judging else sheet.own
    answers = (sheet.judged_met or sheet.own_met) if judging else sheet.own_met
    parts = []
    for section in form.sections:
        codes = [one.code for one in section.criteria]
        lines = [
            _criterion(sheet, one, given.get(POINTS + one.code, points_text(shown.get(one.code))))
            for one in section.criteria
        ]
        sums = (points_text(section.most), _sum(sheet.own, codes), _sum(sheet.judged, codes))
        parts.append(Part(section.title, lines, *sums))
    conditions = [
        _condition(sheet, one, given.get(ANSWER + one.code, _answer(answers.get(one.code)))) for one in form.conditions
    ]
    parts.append(Part("Điều kiện kèm theo", conditions))
    for line in (line for part in parts for line in part.lines):
        line.reason = given.get(REASON + line.code, sheet.reasons.get(line.code, ""))
        line.error = errors.get(line.code, "")
    return parts


def _criterion(sheet: Sheet, one: Criterion, typed: str) -> Line:
    own, judged = sheet.own.get(one.code), sheet.judged.get(one.code)
    differs = judged is not None and (own is None or Decimal(own) != Decimal(judged))
    return Line(one.code, one.label, points_text(one.most), points_text(own), points_text(judged), typed, differs)


def _condition(sheet: Sheet, one: Condition, typed: str) -> Line:
    own, judged = sheet.own_met.get(one.code), sheet.judged_met.get(one.code)
    differs = judged is not None and own != judged
    return Line(one.code, one.label, "", answer_text(own), answer_text(judged), typed, differs)


def _answer(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _sum(points: Mapping[str, Any], codes: list[str]) -> str:
    given = [Decimal(points[code]) for code in codes if code in points]
    return points_text(sum(given, Decimal())) if given else ""
