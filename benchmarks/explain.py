"""Whether the cause of a mistake in a report is among the first three that are told.

Run by `./bench explain [--form CODE] [--seed N] [--number 1000] [--alone]`; it needs no database. For each form of at
least 40 cells (or the one that is named) reports are made up that keep all its rules, mistakes of the eight causes in
equal shares are put into them, and the explainer is asked. A cause counts as found with its place alone: the cell, the
unit or the day. Mistakes that leave nothing broken, which nobody could find, are made again; how many is told. In a
quarter of the unions the registers are wrong, too, in a cell or two.
With `--alone` nothing is known but the report and the one before, and only five causes can be told: how often they are
has no target.

Returns 0 if at least 90 % are among the first three, at most 1 % of right reports are found fault with, and a report of
250 rules is explained in 150 ms.
"""

import os
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import perf_counter

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ketdoan.reports.rules.catalogue import catalogue
from ketdoan.reports.rules.checking import check
from ketdoan.reports.rules.context import Context
from ketdoan.reports.rules.explaining import Explanation, explain
from ketdoan.reports.rules.forms import Form, forms
from ketdoan.reports.tests.filled import Unsolved
from ketdoan.reports.tests.mistakes import CAUSES, Case, Clerk, Mistake, shows

LEAST_CELLS, LEAST_FILLED, RULES = 40, 40, 250
FIRST, OF_MISTAKES, OF_RIGHT, MS = 3, 0.9, 0.01, 150
TRIES, TRIES_EACH = 40, 3
#: Causes of which a report and the one before may tell by themselves.
ALONE = ("one_cell", "swapped", "shifted", "copied", "moved_whole")


#: What was measured, what was seen, the target, whether it was met.
Line = tuple[str, str, str, bool]


@dataclass
class Tally:
    """What came of the mistakes of a form: by cause how many there were, among the first three with the place, and
    with the cause alone; where the true one stood."""

    number: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    right: int = 0
    alarms: int = 0
    missed: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: list[float] = field(default_factory=list)

    def count(self, mistake: Mistake, told: list[Explanation]) -> None:
        """Add a mistake and what is told of it."""
        first = told[:FIRST]
        self.number[mistake.cause] += 1
        named = any(one.cause == mistake.cause for one in first)
        placed = any(fits(one, mistake) for one in first)
        self.named[mistake.cause] += named
        self.placed[mistake.cause] += placed
        if not placed:
            self.missed[mistake.cause][first[0].cause if first else "-"] += 1


def fits(one: Explanation, mistake: Mistake) -> bool:
    """Whether an explanation names the mistake: the cause, and the unit, the day or a cell of it."""
    if one.cause != mistake.cause:
        return False
    if mistake.unit:
        return one.unit == mistake.unit
    if mistake.day:
        return one.day == mistake.day
    return bool({change.cell for change in one.changes} & mistake.cells)


def main() -> int:
    """Make reports and mistakes, explain them, tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    django.setup()
    from _measures import Result

    parser = ArgumentParser()
    parser.add_argument("--form", choices=list(forms()))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=1000, help="mistakes, in equal shares of forms and causes")
    parser.add_argument("--alone", action="store_true", help="nothing is known but the report and the one before")
    parser.add_argument("--verbose", action="store_true", help="tell what was missed for what")
    asked = parser.parse_args()
    chosen = [asked.form] if asked.form else [code for code, form in forms().items() if len(form.cells) >= LEAST_CELLS]
    each = -(-asked.number // (len(chosen) * len(ALONE if asked.alone else CAUSES)))
    tallies = {}
    for code in chosen:
        causes = causes_of(forms()[code], alone=asked.alone) * each
        tallies[code] = measured(forms()[code], causes, Random(f"{asked.seed} {code}"), alone=asked.alone)
    results = [Result(*line) for line in lines(tallies, alone=asked.alone)]
    print(*results, sep="\n")
    if asked.verbose:
        for code, tally in tallies.items():
            for cause, missed in tally.missed.items():
                print(f"{code}: {cause} taken for {dict(missed)}")
    return 0 if all(result.met for result in results) else 1


def causes_of(form: Form, *, alone: bool) -> tuple[str, ...]:
    """The causes that a report on a form may tell of; units that moved, by itself, where it has lines for them."""
    told = any(catalogue().element(cell).structural for cell in form.cells)
    return tuple(cause for cause in ALONE if cause != "moved_whole" or told) if alone else CAUSES


def measured(form: Form, causes: Sequence[str], random: Random, *, alone: bool) -> Tally:
    """Mistakes, each in the report of a union of its own, and the right reports of these unions."""
    found = Tally()
    for cause in causes:
        made = wrong(form, cause, random, found, alone=alone)
        if made is None:
            continue
        case, mistake, right = made
        begun = perf_counter()
        told = explain(case.form, case.first, [case.figures, case.before], case.context)
        found.seconds.append(perf_counter() - begun)
        found.count(mistake, told)
        found.right += 1
        found.alarms += bool(explain(right.form, right.first, [right.figures, right.before], right.context))
    return found


def clerk(form: Form, random: Random) -> Clerk:
    """A union whose report has enough figures."""
    for _ in range(TRIES):
        try:
            found = Clerk(form, random)
        except Unsolved:
            continue
        if len(found.case().numbers) >= LEAST_FILLED:
            return found
    raise SystemExit(f"{form.code}: no reports of {LEAST_FILLED} cells could be made")


def wrong(
    form: Form, cause: str, random: Random, tally: Tally, *, alone: bool = False
) -> tuple[Case, Mistake, Case] | None:
    """A report with a mistake that leaves something broken, and the right report; None where none could be made."""
    for _ in range(TRIES):
        somebody = clerk(form, random)
        for _ in range(TRIES_EACH):
            found = somebody.wrong(cause)
            if found and alone:
                case, mistake = found
                found = (by_itself(case), replace(mistake, unit="")) if shows(by_itself(case)) else None
            if found:
                right = somebody.case()
                return *found, by_itself(right) if alone else right
            tally.silent += 1
    return None


def by_itself(case: Case) -> Case:
    """A report of which nothing more is known."""
    return replace(case, context=Context(computed=case.context.computed))


def lines(tallies: dict[str, Tally], *, alone: bool) -> Iterator[Line]:
    """The table: each form by cause, all of them, right reports, time."""
    for code, tally in tallies.items():
        for cause, of in tally.number.items():
            seen = f"{tally.placed[cause] / of:.1%}, cause alone {tally.named[cause] / of:.1%}"
            yield (f"{code}: {cause}, of {of}", seen, "", True)
        of, placed = tally.number.total(), tally.placed.total()
        seen = f"{placed / of:.1%}, cause alone {tally.named.total() / of:.1%}"
        what, target = f"{code}: all {of}, {tally.silent} more left nothing broken", "" if alone else ">= 90 %"
        yield (what, seen, target, alone or placed / of >= OF_MISTAKES)
        alarms = tally.alarms / tally.right
        yield (f"{code}: {tally.right} right reports", f"{alarms:.1%} found fault with", "<= 1 %", alarms <= OF_RIGHT)
        times = sorted(tally.seconds)
        seen = f"median {times[len(times) // 2] * 1e3:.0f} ms, worst {times[-1] * 1e3:.0f} ms"
        yield (f"{code}: {len(forms()[code].rules)} rules explained", seen, "", True)
    yield from speed()


def speed() -> Iterator[Line]:
    """Many rules, and right reports."""
    form, random = max(forms().values(), key=lambda form: len(form.cells)), Random(3)
    times = -(-RULES // len(form.rules))
    rules = [replace(rule, code=f"{rule.code} {no}") for no in range(times) for rule in form.rules][:RULES]
    large = replace(form, rules=rules)
    tally, took = Tally(), []
    for cause in CAUSES * 3:
        made = wrong(form, cause, random, tally)
        if made is None:
            continue
        case = made[0]
        begun = perf_counter()
        explain(large, case.first, [case.figures, case.before], case.context)
        took.append((perf_counter() - begun) * 1e3)
    took.sort()
    middle = took[len(took) // 2]
    seen = f"median {middle:.0f} ms, worst {took[-1]:.0f} ms"
    yield (f"{form.code} with {RULES} rules explained", seen, f"<= {MS} ms", middle <= MS)
    case, took = clerk(form, random).case(), []
    for _ in range(20):
        begun = perf_counter()
        check(form, case.first, case.figures, case.before)
        took.append((perf_counter() - begun) * 1e3)
    yield (f"{form.code}: rules of a right report checked", f"{sorted(took)[10]:.0f} ms", "", True)


if __name__ == "__main__":
    sys.exit(main())
