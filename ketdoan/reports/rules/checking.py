"""What the rules of a form say of one report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import evaluation
from .catalogue import catalogue
from .figures import NOT_APPLICABLE, Figure
from .forms import HINT, Form, Rule
from .repairs import Repair, Report
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
    periods before, the last one first."""
    closed = {cell: Figure(state=NOT_APPLICABLE) for cell in form.cells if catalogue().closed(cell, first)}
    report = Report([closed | dict(figures) for figures in periods], form.rules, catalogue())
    return [_finding(report, rule) for rule in form.rules]


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
            for one in finding.repairs
        ],
    }


def _plain(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
