"""Figures of an article under a rule of reports: the same language, verdicts and repairs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ketdoan.reports.rules import evaluation
from ketdoan.reports.rules.catalogue import Catalogue, Element, catalogue
from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED
from ketdoan.reports.rules.figures import LARGEST, NOT_APPLICABLE, UNKNOWN, Figure
from ketdoan.reports.rules.forms import BLOCK, Rule
from ketdoan.reports.rules.parser import parse_check
from ketdoan.reports.rules.repairs import Report
from ketdoan.reports.rules.tree import Check

from .model import ABOUT, Mention, Repair

#: Only an equality says what a figure should have been.
_MENDED = ("=", "≈")
_VERDICTS = {evaluation.OK: OK, evaluation.FAIL: FAIL, evaluation.UNDEFINED: UNDEFINED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of figures: its verdict, what the two sides come to, and what would mend it."""

    verdict: str
    found: float | None
    expected: float | None
    repairs: tuple[Repair, ...] = ()


def figure_of(mention: Mention) -> Figure:
    """A figure of an article as one of a report. What is told roughly, or is larger than any, decides nothing."""
    if mention.sign == ABOUT or mention.number > LARGEST:
        return Figure(state=UNKNOWN)
    return Figure(mention.number, mention.sign)


def judge(rule: str | Check, cells: Mapping[str, Mention]) -> Judgement:
    """Whether some figures keep a rule. Cells of the rule without one do not concern the text. Numbers that are written
    rounded (1,33 tỷ) may differ by what rounding takes away."""
    check = parse_check(rule) if isinstance(rule, str) else rule
    figures = {key: figure_of(mention) for key, mention in cells.items()}
    absent = {cell.key: Figure(state=NOT_APPLICABLE) for cell in check.cells if cell.key not in cells}
    one = Rule("", check, BLOCK, "")
    report = Report([figures | absent], [one], _known(cells))
    rounding = 0.0 if check.sign == "≈" else float(sum(_rounding(mention) for mention in cells.values()))
    told = int(evaluation.verdicts(check, report.columns, 1, rounding)[0])
    left, right = (evaluation.value(side, report.columns) for side in (check.left, check.right))
    repairs = () if told != evaluation.FAIL or check.sign not in _MENDED else _repairs(report, one, cells)
    return Judgement(_VERDICTS[told], left, right, repairs)


def _repairs(report: Report, rule: Rule, cells: Mapping[str, Mention]) -> tuple[Repair, ...]:
    return tuple(Repair(one.cause, cells.get(one.cell), one.to) for one in report.repairs(rule))


def _rounding(mention: Mention) -> Decimal:
    return mention.step / 2 if mention.step > 1 else Decimal(0)


def _known(cells: Mapping[str, Mention]) -> Catalogue:
    """The elements that are looked up: those of the catalogue, and one for each figure that is none of them."""
    shipped = catalogue().elements
    own = {key: _element(key, mention.unit) for key, mention in cells.items() if key not in shipped}
    return Catalogue({**shipped, **own}, {})


def _element(code: str, unit: str) -> Element:
    return Element(code, code, unit, "flow", "none", "none", "", "", verified=False)
