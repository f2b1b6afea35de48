"""What the rules of a form say of one report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from . import evaluation
from .context import Context
from .explaining import Explanation, explain
from .figures import NOT_APPLICABLE, Figure
from .forms import HINT, Form, Rule
from .repairs import BY_CONTEXT, Repair, Report
from .saying import words_of
from .tree import Cell

OK, WARN, FAIL, UNDEFINED = "OK", "WARN", "FAIL", "UNDEFINED"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule and what it says of a report: its verdict, what the two sides come to (`found` the left, `expected` the
    right one), which cells lack a figure, and what may have gone wrong where it is broken."""

    rule: Rule
    verdict: str
    found: float | None
    expected: float | None
    lacking: Sequence[Cell]
    repairs: Sequence[Repair]


def check(form: Form, first: date, *periods: Mapping[str, Figure]) -> list[Finding]:
    """What every rule of a form says of a report whose period begins on the day `first`; after its figures those of the
    periods before, the last one first. Repairs that explain the report as a whole come before others."""
    closed = {cell: Figure(state=NOT_APPLICABLE) for cell in form.cells if form.known.closed(cell, first)}
    report = Report([closed | dict(figures) for figures in periods], form.rules, form.known)
    found = [_finding(report, rule) for rule in form.rules]
    if not any(finding.repairs for finding in found):
        return found
    places = {_marks(one): place for place, one in reversed([*enumerate(explain(form, first, periods))])}
    return [replace(finding, repairs=_ranked(finding.repairs, places)) for finding in found]


def _marks(one: Explanation) -> tuple[object, ...]:
    return one.cause, *((change.cell, change.to) for change in one.changes)


def _ranked(repairs: Sequence[Repair], places: Mapping[tuple[object, ...], int]) -> Sequence[Repair]:
    """The repairs by their place among the explanations of the report; the rest as they were."""
    return sorted(repairs, key=lambda one: places.get((one.cause, (one.cell, one.to)), len(places)))


def with_causes(findings: Sequence[Finding], explanations: Sequence[Explanation]) -> list[Finding]:
    """Findings with the causes of which more is known than the report: each before the repairs of the rules that it
    mends."""
    return [replace(one, repairs=[*_more(one.rule, explanations), *one.repairs]) for one in findings]


def _more(rule: Rule, explanations: Sequence[Explanation]) -> Iterator[Repair]:
    cells = [cell.key for cell in rule.check.cells if not cell.periods]
    for one in explanations:
        if rule.code in one.mends and (one.unit or one.day or one.cause in BY_CONTEXT):
            change = next((change for change in one.changes if change.cell in cells), one.changes[0])
            yield Repair(one.cause, change.cell, change.found, change.to, unit=one.unit, day=one.day)


def _finding(report: Report, rule: Rule) -> Finding:
    told = report.verdict(rule)
    factor = 100 if rule.check.sign == "≈" else 1
    found, expected = (evaluation.value(side, report.columns) for side in (rule.check.left, rule.check.right))
    lacking = [cell for cell in rule.check.cells if report.figure(cell).open]
    return Finding(
        rule,
        {evaluation.OK: OK, evaluation.FAIL: WARN if rule.severity == HINT else FAIL}.get(told, UNDEFINED),
        found,
        None if expected is None else expected * factor,
        lacking,
        report.repairs(rule) if told == evaluation.FAIL else (),
    )


def told(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "rule": finding.rule.code,
        "verdict": finding.verdict,
        "cells": [cell.key + (f"@-{cell.periods}" if cell.periods else "") for cell in finding.rule.check.cells],
        "expected": finding.expected,
        "found": finding.found,
        "lacking": [cell.key for cell in finding.lacking],
        "message": finding.rule.words if finding.verdict in (WARN, FAIL) else "",
        "repairs": [
            {"cause": one.cause, "cell": one.cell or None, "from": _plain(one.found), "to": _plain(one.to)}
            | ({"unit": one.unit} if one.unit else {})
            | ({"day": one.day.isoformat()} if one.day else {})
            for one in finding.repairs
        ],
    }


def told_cause(one: Explanation, context: Context) -> dict[str, Any]:
    """An explanation of a report as plain values."""
    changes = [{"cell": each.cell, "from": _plain(each.found), "to": _plain(each.to)} for each in one.changes]
    return {
        "cause": one.cause, **(changes[0] if len(changes) == 1 else {"cell": None, "from": None, "to": None}),
        "changes": changes, "mends": list(one.mends), "left": one.left, "unit": one.unit or None,
        "day": one.day.isoformat() if one.day else None, "words": words_of(one, context),
    }  # fmt: skip


def _plain(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
