"""The rules of a form over the reports of all units of the country.

Run by `./bench reports`; it needs no database. Random figures, of which some are missing, stand in for 125,000 reports
(BENCH_REPORTS). Every verdict on some of the reports is compared with that of exact arithmetic. Returns 0 if 100 rules
take a second at most and no verdict differs.
"""

import operator
import os
import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

import django
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ketdoan.reports.rules.evaluation import FAIL, OK, UNDEFINED, verdicts
from ketdoan.reports.rules.figures import Column
from ketdoan.reports.rules.forms import forms
from ketdoan.reports.rules.tree import Binary, Call, Cell, Check, Negative, Number

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
REPORTS, RULES, COMPARED = int(os.environ.get("BENCH_REPORTS", "125000")), 100, 300


def main() -> int:
    """Measure, compare, tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    django.setup()
    from _measures import Result

    rules = [rule for form in forms().values() for rule in form.rules][:RULES]
    cells = {cell for rule in rules for cell in rule.check.cells}
    columns = made_up(cells)
    for rule in rules[:5]:
        verdicts(rule.check, columns, REPORTS)
    begun = perf_counter()
    found = [verdicts(rule.check, columns, REPORTS) for rule in rules]
    seconds = perf_counter() - begun
    differing = sum(
        int(said[at]) != by_hand(rule.check, {cell: float(columns[cell].low[at]) for cell in rule.check.cells})
        for rule, said in zip(rules, found, strict=True)
        for at in range(COMPARED)
    )
    results = [
        Result(f"{len(rules)} rules over {REPORTS:,} reports", f"{seconds:.2f} s", "<= 1 s", met=seconds <= 1),
        Result(f"{COMPARED * len(rules):,} verdicts by hand", f"{differing} differ", "0", met=not differing),
    ]
    print(*results, sep="\n")
    return 0 if all(result.met for result in results) else 1


def made_up(cells: set[Cell]) -> Mapping[Cell, Column]:
    """Whole numbers, small enough that rules hold now and then; one in fifty is missing."""
    random = np.random.default_rng(4)
    nothing = np.zeros(REPORTS, dtype=bool)
    found = {}
    for cell in sorted(cells):
        numbers = random.integers(0, 12, REPORTS).astype(float)
        numbers[random.random(REPORTS) < 0.02] = np.nan
        found[cell] = Column(numbers, numbers, nothing)
    return found


def by_hand(check: Check, figures: Mapping[Cell, float]) -> int:
    """A verdict by fractions."""
    if any(np.isnan(figure) for figure in figures.values()):
        return UNDEFINED
    try:
        left, right = (reckoned(side, figures) for side in (check.left, check.right))
    except ZeroDivisionError:
        return UNDEFINED
    if check.sign == "≈":
        return OK if abs(left - 100 * right) <= Fraction(1, 2 * 10**check.places) else FAIL
    holds = {"=": left == right, "<=": left <= right, ">=": left >= right, "<": left < right, ">": left > right}
    return OK if holds[check.sign] else FAIL


def reckoned(node: Any, figures: Mapping[Cell, float]) -> Fraction:
    """What a side comes to."""
    match node:
        case Number(value):
            return Fraction(Decimal(value))
        case Cell():
            return Fraction(figures[node])
        case Negative(of):
            return -reckoned(of, figures)
        case Call(name, values):
            told = [reckoned(value, figures) for value in values]
            return abs(told[0]) if name == "abs" else min(told) if name == "min" else max(told)
        case Binary(sign, left, right):
            one, other = reckoned(left, figures), reckoned(right, figures)
            return SIGNS[sign](one, other)
    raise AssertionError(node)


if __name__ == "__main__":
    sys.exit(main())
