"""The rules of a form over the reports of all units of the country, and these reports added up, handed in, looked at.

Run by `./bench reports [rules|adding_up|handing_in|looking]`. The union is the one of `units`. For the rules random
figures, of which some are missing, stand in for 125,000 reports (BENCH_REPORTS), and every verdict on some of them is
compared with that of exact arithmetic. Returns 0 if every target is met.
"""

import operator
import os
import sys
from collections.abc import Iterator, Mapping
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
    chosen = sys.argv[1:] or ["rules", "adding_up", "handing_in", "looking"]
    if {"handing_in", "looking"} & set(chosen) and "adding_up" not in chosen:
        chosen = ["adding_up", *chosen]  # they go on with its reports
    measures = {"rules": rules_over_all}
    if chosen != ["rules"]:
        os.environ.setdefault("BENCH_UNITS", "134000")
        import units as national

        national.copy_database()
        os.environ["DATABASE_URL"] = national.database_url(national.RUN)
        national.set_up()
        import _sums

        measures |= {"adding_up": _sums.adding_up, "handing_in": _sums.handing_in, "looking": _sums.looking}
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
        django.setup()
    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    results = []
    for name in chosen:
        for result in measures[name]():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


def rules_over_all() -> Iterator[Any]:
    """The shipped rules over random reports of all units; some verdicts compared with those of exact arithmetic."""
    from _measures import Result

    rules = [rule for form in forms().values() for rule in form.rules][:RULES]
    columns = made_up({cell for rule in rules for cell in rule.check.cells})
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
    yield Result(f"{len(rules)} rules over {REPORTS:,} reports", f"{seconds:.2f} s", "<= 1 s", met=seconds <= 1)
    yield Result(f"{COMPARED * len(rules):,} verdicts by hand", f"{differing} differ", "0", met=not differing)


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
