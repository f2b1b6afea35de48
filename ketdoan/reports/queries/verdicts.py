"""What the published figures say of each other: one verdict for each identity, from the reports as they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from ketdoan.core.rules import rule
from ketdoan.members.queries.stock import counted
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import shape
from ketdoan.units.rules import LEVELS, Level

from ..models import Submission, Target
from ..rules import evaluation
from ..rules.catalogue import catalogue
from ..rules.checking import FAIL, OK, UNDEFINED, WARN
from ..rules.checking import told as finding_told
from ..rules.figures import Figure, columns_of, told_as
from ..rules.forms import HINT, forms
from ..rules.parser import parse_check
from ..rules.periods import code_of
from ..rules.published import Identity, published
from ..rules.targets import Reached, reached
from ..rules.tree import Binary, Cell, Node
from .reading import before, findings, handed_in, report_of


@dataclass(frozen=True)
class Verdict:
    """What is to be said of an identity, with the figures that it rests on."""

    id: str
    verdict: str
    words: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    found: float | None = None
    expected: float | None = None
    repairs: list[Any] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As plain values."""
        gap = None if self.found is None or self.expected is None else round(self.found - self.expected, 6)
        return {
            "id": self.id,
            "verdict": self.verdict,
            "message": self.words,
            "figures": dict(self.figures),
            "found": self.found,
            "expected": self.expected,
            "gap": gap,
            "repairs": self.repairs,
        }


class Verdicts:
    """Reads reports and targets once, and judges the identities one by one."""

    def each(self) -> list[Verdict]:
        """The verdict of every identity, in their order."""
        return [self._kinds[one.kind](one) for one in published().identities]

    @cached_property
    def _kinds(self) -> dict[str, Callable[[Identity], Verdict]]:
        return {
            "check": self._check,
            "rule": self._rule,
            "within": self._within,
            "term": self._term,
            "reached": self._reached,
            "measured": self._measured,
            "apart": self._apart,
            "joined": self._joined,
            "alike": self._alike,
        }

    def _report(self, key: str) -> Submission | None:
        told = published().reports[key]
        rows = Submission._base_manager.filter(
            unit__code=told.unit, round__code=told.form, round__period=code_of(told.first, told.last)
        )
        return rows.select_related("round").first()

    @cached_property
    def _figures(self) -> dict[str, dict[str, Figure]]:
        """What was published, without what registers know besides."""
        found = {key: self._report(key) for key in published().reports}
        return {key: report_of(row, told={}).figures if row else {} for key, row in found.items()}

    @cached_property
    def _targets(self) -> dict[str, Target | None]:
        return {
            key: Target._base_manager.filter(
                unit__code=one.unit, cell=one.cell, name=one.name, first=one.first, withdrawn_at=None
            ).first()
            for key, one in published().targets.items()
        }

    def _figure(self, spec: str) -> Figure:
        """The figure that an input of an identity names."""
        kind, _, rest = spec.partition(":")
        match kind, rest.split("@"):
            case "register", [what, unit, day]:
                found = Figure(Decimal(REGISTER[what](unit, date.fromisoformat(day))))
            case "rule", [key, day]:
                found = Figure(Decimal(rule(key, date.fromisoformat(day)).value["percent"]) / 100)
            case "target", [key]:
                found = _meant(self._targets[key])
            case "reached", [key]:
                found = _outcome(self._targets[key])
            case _ if "/" in spec:
                key, _, cell = spec.partition("/")
                found = self._figures[key].get(cell, Figure())
            case _:
                found = Figure(Decimal(spec)) if spec else Figure()
        return found

    def _check(self, one: Identity) -> Verdict:
        check = parse_check(one.check)
        figures = {name: self._figure(spec) for name, spec in one.inputs.items()}
        columns = {Cell(name): columns_of([{name: figure}], [name])[name] for name, figure in figures.items()}
        told = int(evaluation.verdicts(check, columns, 1)[0])
        verdict = _verdict(told, hint=one.severity == HINT)
        factor = 100 if check.sign == "≈" else 1
        found, expected = (evaluation.value(side, columns) for side in (check.left, check.right))
        named = {spec or name: told_as(figures[name]) for name, spec in one.inputs.items()}
        return Verdict(one.id, verdict, one.words, named, found, None if expected is None else expected * factor)

    def _rule(self, one: Identity) -> Verdict:
        report = self._report(one.report)
        if report is None:
            return Verdict(one.id, UNDEFINED, one.words)
        told = report_of(report)
        found = next(f for f in findings(report, told, handed_in(before(report))) if f.rule.code == one.rule)
        figures = {cell.key: told_as(told.figures.get(cell.key, Figure())) for cell in found.rule.check.cells}
        repairs = finding_told(found)["repairs"]
        return Verdict(one.id, found.verdict, one.words, figures, found.found, found.expected, repairs)

    def _within(self, one: Identity) -> Verdict:
        """The report is kept by the day up to which it counts."""
        report = self._report(one.outer)
        kept = report is not None and report.round.cut_off == one.inner[1]
        figures = {"cut_off": report.round.cut_off.isoformat() if report else None}
        return Verdict(one.id, OK if kept else UNDEFINED, one.words, figures)

    @staticmethod
    def _term(one: Identity) -> Verdict:
        """Days that are called a term are those of the term."""
        same = list(one.inner) == list(one.term)
        figures = {"told": [day.year for day in one.inner], "term": [day.year for day in one.term]}
        return Verdict(one.id, OK if same else WARN, one.words, figures)

    def _reached(self, one: Identity) -> Verdict:
        told, figures = [], {}
        for key in one.targets:
            target = self._targets[key]
            outcome = _outcome(target)
            figures[key] = {"target": float(target.value) if target else None, "reached": told_as(outcome)}
            told.append(reached(target.sign, target.value, outcome) if target else Reached.OPEN)
        verdict = FAIL if Reached.MISSED in told else UNDEFINED if Reached.OPEN in told else OK
        return Verdict(one.id, verdict, one.words, figures)

    @staticmethod
    def _measured(one: Identity) -> Verdict:
        uom = catalogue().element(one.cell).uom
        return Verdict(one.id, OK if uom == one.uom else FAIL, one.words, {one.cell: uom})

    @staticmethod
    def _apart(one: Identity) -> Verdict:
        """No form adds up what is taken in and what is spent."""
        adding = [
            f"{form.code}:{each.code}"
            for form in forms().values()
            for each in form.rules
            if any(_adds(side, set(one.cells)) for side in (each.check.left, each.check.right))
        ]
        return Verdict(one.id, FAIL if adding else OK, one.words, {"forms": adding})

    @staticmethod
    def _joined(one: Identity) -> Verdict:
        gap = (one.after[0] - one.before[1] - timedelta(days=1)).days
        return Verdict(one.id, OK if gap == 0 else WARN, one.words, {"days_between": gap})

    @staticmethod
    def _alike(one: Identity) -> Verdict:
        uoms = {cell: catalogue().element(cell).uom for cell in one.cells}
        return Verdict(one.id, OK if len(set(uoms.values())) == 1 else UNDEFINED, one.words, uoms)


def _verdict(told: int, *, hint: bool) -> str:
    return {evaluation.OK: OK, evaluation.FAIL: WARN if hint else FAIL}.get(told, UNDEFINED)


def _meant(target: Target | None) -> Figure:
    return Figure(target.value) if target else Figure()


def _outcome(target: Target | None) -> Figure:
    if target is None or target.outcome is None:
        return Figure()
    return Figure(target.outcome, target.outcome_sign)


def _adds(node: Node, cells: set[str]) -> bool:
    """Whether an expression adds up two of the cells."""
    if not isinstance(node, Binary):
        return False
    if node.sign == "+":
        left, right = ({c.key for c in _terms(side)} & cells for side in (node.left, node.right))
        if left and right and left != right:
            return True
    return _adds(node.left, cells) or _adds(node.right, cells)


def _terms(node: Node) -> list[Cell]:
    if isinstance(node, Cell):
        return [node]
    return [*_terms(node.left), *_terms(node.right)] if isinstance(node, Binary) and node.sign in "+-" else []


def _below_uppers(code: str, day: date) -> int:
    """Grassroots unions below the upper unions that stood right under a unit."""
    follow = shape(day)
    at = follow.position(Unit._base_manager.get(code=code).pk)
    if at is None:
        return 0
    upper = LEVELS.index(Level.UPPER)
    return sum(follow.grassroots_below(int(child)) for child in follow.children(at) if follow.levels[child] == upper)


def _provinces(code: str, day: date) -> int:
    follow = shape(day)
    at = follow.position(Unit._base_manager.get(code=code).pk)
    kind = follow.kind_codes.index("provincial_federation")
    return 0 if at is None else sum(int(follow.kinds[child]) == kind for child in follow.children(at))


def _members(code: str, day: date) -> int:
    return counted(Unit._base_manager.get(code=code), day).members


REGISTER: Mapping[str, Callable[[str, date], int]] = {
    "below_uppers": _below_uppers,
    "provinces": _provinces,
    "members": _members,
}
