"""Mistakes as people make them in reports that were right: which, where, and what is left of it in the figures.

Nothing here knows of how errors are explained. A union with units below it, some of which moved, has registers behind
some of its cells; a clerk reports from all that, and does one thing wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ketdoan.reports.rules.adding import completed
from ketdoan.reports.rules.bindings import bindings
from ketdoan.reports.rules.catalogue import FIRST, FLOW, NETTED, RATIO, catalogue
from ketdoan.reports.rules.context import Context, Move, Part
from ketdoan.reports.rules.figures import NOT_APPLICABLE, UNKNOWN, Figure
from ketdoan.reports.rules.forms import Form
from ketdoan.reports.tests.filled import Numbers, Solver, Unsolved, broken, reckoned

CAUSES = (
    "one_cell", "swapped", "shifted", "copied", "wrong_cut_off", "late_events", "moved_whole", "child_missing",
)  # fmt: skip
PERIODS = [date(year, month, 1) for year in (2022, 2023, 2024, 2025) for month in (6, 12)]
CAME, WENT, LINES = (
    "DV.DEN_THEO_TC",
    "DV.DI_THEO_TC",
    {"DV.DEN_THEO_TC": "DV.CHUYEN_DEN", "DV.DI_THEO_TC": "DV.CHUYEN_DI"},
)
#: How often registers are not up to date either, beside a mistake in the report.
OUT_OF_DATE = 0.25
UNITS_CAME = "TC.CDCS_NHAN"


@dataclass(frozen=True)
class Case:
    """A report, that of the period before, and what is known beside."""

    form: Form
    first: date
    figures: Mapping[str, Figure]
    before: Mapping[str, Figure]
    context: Context

    @property
    def numbers(self) -> Numbers:
        """The figures that are numbers; what does not concern the unit counts as 0."""
        told = self.figures.items()
        return {cell: figure.value or Decimal(0) for cell, figure in told if not figure.open and figure.sign == "="}


@dataclass(frozen=True)
class Mistake:
    """What was done wrong: in which cells, of which unit, or counted to which day."""

    cause: str
    cells: frozenset[str]
    unit: str = ""
    day: date | None = None


class Clerk:
    """Somebody who fills in a form, of a union that is made up with it."""

    def __init__(self, form: Form, random: Random) -> None:
        self.form, self.random = form, random
        self.first = random.choice(PERIODS)
        self.last = (self.first + timedelta(days=182)).replace(day=1) - timedelta(days=1)
        self.solver = Solver(form, self.first, random)
        self.elements = self.solver.elements
        self.added = [cell for cell in self.solver.open if self.elements[cell].over_units in ("sum", NETTED)]
        self.parts: list[Part] = []
        self.inner: list[tuple[int, int, Decimal]] = []
        people = random.lognormvariate(5.5 if form.levels == ["grassroots"] else 8.5, 1.0) + 30
        if random.random() < 0.6:
            self._put_together(people)
        else:
            self.before = self.solver.made(people)
            self.truth = self.solver.made(0, self.before)
        self.moves = self._moves()
        share = random.uniform(0.2, 0.7)
        bound = bindings()
        known = [cell for cell in self.added if cell in bound or random.random() < share]
        self.register = dict.fromkeys(known)  # in an order that does not change from run to run
        follow = [cell for cell in form.cells if cell in form.followed or self.elements[cell].nature == RATIO]
        self.computed = frozenset(follow) if random.random() < 0.5 else frozenset()
        self.blank = {cell for cell in form.cells if self.solver.bound[cell] >= 0.25 and random.random() < 0.08}
        self.vague = self._vague()
        self.days = self._days()

    def _put_together(self, people: float) -> None:
        """The figures of units below, and their sum."""
        number, pick = self.random.randint(3, 9), self.random
        shares = [pick.lognormvariate(0, 0.7) for _ in range(number)]
        told = []
        for share in shares:
            before = self.solver.made(max(people * share / sum(shares), 12))
            told.append((before, self.solver.made(0, before)))
        self.before = self.solver.settled(self._sum([one for one, _ in told]), {})
        numbers = [dict(one) for _, one in told]
        summed = self._sum(numbers)
        self._net(numbers, summed)
        self.truth = self.solver.settled(summed, self.before)
        for at, (one, (before, _)) in enumerate(zip(numbers, told, strict=True)):
            name, kept = f"Đơn vị {at + 1}", {cell: one[cell] for cell in self.added}
            self.parts.append(Part(f"DV-{at + 1:02}", name, kept, last={cell: before[cell] for cell in self.added}))
        rest = {cell: self.truth[cell] - sum(part.figures[cell] for part in self.parts) for cell in self.added}
        rest = {cell: number for cell, number in rest.items() if number and self.elements[cell].over_units != NETTED}
        if rest:
            self.parts.append(Part("", "Điều chỉnh", rest))

    def _sum(self, numbers: Sequence[Numbers]) -> Numbers:
        found = dict(self.solver.closed)
        for cell in self.solver.open:
            element = self.elements[cell]
            _, bar, part = cell.partition("|")
            weight = f"{element.weight}{bar}{part}"
            if element.weight and weight in self.elements:
                weights = [one[weight] for one in numbers]
                total = sum(one[cell] * by for one, by in zip(numbers, weights, strict=True))
                found[cell] = Decimal(round(total / sum(weights))) if sum(weights) else Decimal(0)
            else:
                found[cell] = sum((one[cell] for one in numbers), Decimal(0)) if element.nature != RATIO else Decimal(0)
        return {cell: found[cell] for cell in self.form.cells}

    def _net(self, numbers: list[Numbers], summed: Numbers) -> None:
        """Take out who moved from one unit below to another."""
        came, went = "DV.CHUYEN_DEN", "DV.CHUYEN_DI"
        if came not in self.elements or went not in self.elements:
            return
        for _ in range(self.random.randint(0, 3)):
            giver, taker = self.random.sample(range(len(numbers)), 2)
            most = min(numbers[giver][went], numbers[taker][came], summed[came], summed[went]) // 3
            if most > 0:
                number = Decimal(self.random.randint(1, int(most)))
                summed[came], summed[went] = summed[came] - number, summed[went] - number
                self.inner.append((giver, taker, number))

    def _moves(self) -> list[Move]:
        """The units that came and went: those whose members the lines of the form tell, or any other."""
        found, pick = [], self.random
        for cell, sign in ((CAME, 1), (WENT, -1)):
            number = int(self.truth.get(cell, pick.choice((0, 0, pick.randint(10, 400)))))
            cuts = sorted(pick.sample(range(1, number), min(pick.randint(0, 2), number // 8))) if number > 1 else []
            for low, high in zip([0, *cuts], [*cuts, number], strict=True):
                if high > low:
                    day = self.first + timedelta(days=pick.randint(1, 170))
                    code = f"{'DEN' if sign > 0 else 'DI'}-{len(found) + 1}"
                    found.append(
                        Move(code, f"CĐCS số {len(found) + 1}", day, sign * (high - low), self._piece(high - low))
                    )
        return found

    def _piece(self, members: int) -> Numbers:
        """What a unit of so many members has in each cell."""
        of_all = self.truth.get("DV.CUOI_KY") or Decimal(self.random.randint(8, 40) * members)
        share = min(members / float(of_all), 0.5)
        cells = [cell for cell in self.added if self.elements[cell].over_units == "sum"]
        drawn = {cell: Decimal(int(float(self.truth[cell]) * share * self.random.uniform(0.6, 1.3))) for cell in cells}
        for _ in range(2):
            for cell, node in self.form.followed.items():
                if cell in drawn:
                    drawn[cell] = Decimal(round(reckoned(node, {**self.solver.closed, **drawn, **self._nothing()}, {})))
        return drawn

    def _nothing(self) -> Numbers:
        return {cell: Decimal(0) for cell in self.added if self.elements[cell].over_units == NETTED}

    def _vague(self) -> dict[str, Figure]:
        """Figures that are told as bounds, or as not known, in lines of no sum; no register tells them either."""
        lines = [cell for cell in self.solver.open if self.solver.bound[cell] >= 0.1 and cell not in self.register]
        lines = [cell for cell in lines if cell not in self.blank | self.computed and self.random.random() < 0.04]
        unknown = Figure(state=UNKNOWN)
        return {cell: Figure(self.truth[cell], ">=") if self.random.random() < 0.5 else unknown for cell in lines}

    def _days(self) -> dict[date, Numbers]:
        """All figures as they would be, were they counted to another day."""
        months = [self.last.replace(day=1) - timedelta(days=1), _month_end(self.last + timedelta(days=1)),
                  _month_end(self.last + timedelta(days=40))]  # fmt: skip
        reported = self.last + timedelta(days=self.random.randint(3, 25))
        odd = self.last + timedelta(days=self.random.choice((-1, 1)) * self.random.randint(5, 28))
        found = {}
        for day in dict.fromkeys([*months, reported, odd]):
            away = (day - self.last).days / 30
            found[day] = self._drifted(self.truth, away)
        self.likely, self.odd = [day for day in found if day != odd], odd
        return found

    def _drifted(self, numbers: Numbers, months: float) -> Numbers:
        """Figures after some more events, or before some of them."""
        pick = self.random
        cells = [cell for cell in self.register if numbers[cell] and self.elements[cell].over_time != FIRST]
        for _ in range(8):
            chosen = pick.sample(cells, min(len(cells), 1 + int(pick.expovariate(0.4) * (0.5 + abs(months)))))
            changed = dict(numbers)
            for cell in chosen:
                less = (
                    pick.uniform(0.01, 0.12) * (0.3 + abs(months)) * (1 if self.elements[cell].nature == FLOW else 0.4)
                )
                by = max(1, round(float(numbers[cell]) * less))
                changed[cell] = max(numbers[cell] + (by if months > 0 else -by), Decimal(0))
            first = [cell for cell in self.elements if self.elements[cell].over_time == FIRST]
            try:
                return self.solver.settled(changed, self.before, [*chosen, *first])
            except Unsolved:
                continue
        return dict(numbers)

    def case(self, numbers: Numbers | None = None, context: Context | None = None, **cells: Decimal) -> Case:
        """The report as it is handed in, right or not."""
        told = dict(self.truth if numbers is None else numbers)
        told = {cell: Figure(number) for cell, number in told.items() if cell not in self.blank}
        told |= {cell: Figure(state=NOT_APPLICABLE) for cell in self.solver.closed} | self.vague
        if self.computed:
            kept = {cell: figure for cell, figure in told.items() if cell not in self.computed}
            kept |= {cell: Figure(state=NOT_APPLICABLE) for cell in self.solver.closed}
            told = kept | completed(kept, self.form, catalogue())
        before = {cell: Figure(number) for cell, number in self.before.items()}
        return Case(self.form, self.first, told, before, context or self.context())

    def context(self) -> Context:
        """What is known beside the report; while it is a draft, not what registers said as it was handed in."""
        now = {cell: self.truth[cell] for cell in self.register if cell not in self.computed}
        days = {day: self._known(self.days[day]) for day in self.likely}
        then = now if self.random.random() < 0.5 else {}
        moves = self.moves if self.random.random() < 0.9 else []
        return Context(self.last, now, then, days, self.parts, moves, self.computed)

    def _known(self, numbers: Numbers) -> Numbers:
        return {cell: numbers[cell] for cell in self.register if cell not in self.computed}

    def wrong(self, cause: str) -> tuple[Case, Mistake] | None:
        """A report with a mistake; None where nothing in this union lends itself to it, or nothing of it shows."""
        found = getattr(self, f"_{cause}")()
        if found is None:
            return None
        case, mistake = found
        if not shows(case):
            return None
        return (self._out_of_date(case, mistake), mistake) if self.random.random() < OUT_OF_DATE else found

    def _out_of_date(self, case: Case, mistake: Mistake) -> Case:
        """The same with registers that are wrong in a cell or two, which the unit has yet to tell."""
        cells = sorted(cell for cell in case.context.now if cell not in mistake.cells and self.truth[cell])
        changed = dict(case.context.now)
        for cell in self.random.sample(cells, min(len(cells), self.random.randint(1, 2))):
            by = max(1, round(float(changed[cell]) * self.random.uniform(0.01, 0.15)))
            changed[cell] = max(changed[cell] + self.random.choice((-by, by)), Decimal(0))
        return replace(case, context=replace(case.context, now=changed))

    def _typed(self, cause: str, change: Callable[[str, Decimal], Decimal | None]) -> tuple[Case, Mistake] | None:
        """A report with one cell written otherwise."""
        cells = [
            cell
            for cell in self.solver.open
            if cell not in self.computed | self.blank | self.vague.keys() and self.truth[cell]
        ]
        cell = self.random.choice(cells)
        wrong = change(cell, self.truth[cell])
        if wrong is None or wrong == self.truth[cell]:
            return None
        return self.case({**self.truth, cell: wrong}), Mistake(cause, frozenset([cell]))

    def _one_cell(self) -> tuple[Case, Mistake] | None:
        return self._typed("one_cell", self._slip)

    def _slip(self, cell: str, value: Decimal) -> Decimal | None:
        """A wrong digit, one too few or too many, some people forgotten, or what belongs into the next line."""
        text, pick = str(value), self.random
        places = [at for at, sign in enumerate(text) if sign.isdigit()]
        at, kind = pick.choice(places), pick.random()
        if kind < 0.35:
            wrong = text[:at] + pick.choice("0123456789") + text[at + 1 :]
        elif kind < 0.45:
            wrong = text[:at] + text[at + 1 :]
        elif kind < 0.55:
            wrong = text[: at + 1] + text[at] + text[at + 1 :]
        elif kind < 0.8:
            wrong = str(round(float(value) * (1 + pick.choice((-1, 1)) * pick.uniform(0.03, 0.5))))
        else:
            cells = self.form.cells
            near = cells[min(max(cells.index(cell) + pick.choice((-1, 1)), 0), len(cells) - 1)]
            same = self.elements[near].uom == self.elements[cell].uom
            wrong = str(self.truth[near]) if same else ""
        return Decimal(wrong) if any(sign.isdigit() for sign in wrong) and Decimal(wrong) >= 0 else None

    def _swapped(self) -> tuple[Case, Mistake] | None:
        return self._typed("swapped", self._turned)

    def _turned(self, _: str, value: Decimal) -> Decimal | None:
        text = str(value)
        pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
        if not pairs:
            return None
        at = self.random.choice(pairs)
        wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return Decimal(wrong) if wrong[0] != "0" else None

    def _shifted(self) -> tuple[Case, Mistake] | None:
        money = [cell for cell in self.solver.open if self.elements[cell].uom.startswith("đồng") and self.truth[cell]]
        money = [cell for cell in money if cell not in self.computed | self.blank | self.vague.keys()]
        if len(money) > 2 and self.random.random() < 0.2:
            by = self.random.choice((1_000, 1_000, 1_000_000))
            wrong = {cell: Decimal(round(self.truth[cell] / by)) for cell in money}
            return self.case({**self.truth, **wrong}), Mistake("shifted", frozenset(money))
        return self._typed("shifted", self._moved_point)

    def _moved_point(self, cell: str, value: Decimal) -> Decimal | None:
        if self.elements[cell].uom.startswith("đồng") and self.random.random() < 0.7:
            return Decimal(round(value / self.random.choice((1_000, 1_000, 1_000_000))))
        if self.random.random() < 0.4 and not value % 10:
            return value / 10
        return value * self.random.choice((10, 10, 100, 1000))

    def _copied(self) -> tuple[Case, Mistake] | None:
        cells = [cell for cell in self.solver.open if cell not in self.computed | self.blank | self.vague.keys()]
        at, run = self.random.randrange(len(cells)), 1 if self.random.random() < 0.75 else self.random.randint(2, 6)
        chosen = [cell for cell in cells[at : at + run] if self.before[cell] != self.truth[cell]]
        if not chosen:
            return None
        wrong = {cell: self.before[cell] for cell in chosen}
        return self.case({**self.truth, **wrong}), Mistake("copied", frozenset(chosen))

    def _wrong_cut_off(self) -> tuple[Case, Mistake] | None:
        day = self.odd if self.random.random() < 0.05 else self.random.choice(self.likely)
        other, kind = self.days[day], self.random.random()
        if kind < 0.5:  # all that is counted
            cells = self.solver.open
        elif kind < 0.75:  # stocks alone
            cells = [cell for cell in self.solver.open if self.elements[cell].nature != FLOW]
        else:  # one section
            section = self.random.choice([one for one in self.form.sections if one.rows])
            cells = [row.cell for row in section.rows if row.cell not in self.solver.closed]
        wrong = {cell: other[cell] for cell in cells if other[cell] != self.truth[cell]}
        return self.case({**self.truth, **wrong}), Mistake(
            "wrong_cut_off", frozenset(wrong), day=None if day == self.odd else day
        )

    def _late_events(self) -> tuple[Case, Mistake] | None:
        then = self._drifted(self.truth, -self.random.uniform(0.1, 0.8))
        wrong = frozenset(cell for cell in self.register if then[cell] != self.truth[cell])
        context = replace(self.context(), then=self._known(then))
        return self.case(then, context), Mistake("late_events", wrong)

    def _moved_whole(self) -> tuple[Case, Mistake] | None:
        if not self.moves:
            return None
        move, context, kind = self.random.choice(self.moves), self.context(), self.random.random()
        line, size = CAME if move.members > 0 else WENT, Decimal(abs(move.members))
        wrong = dict(self.truth)
        if line in self.elements and kind < 0.4:  # the line is left out
            wrong[line] -= size
            if move.members > 0 and wrong.get(UNITS_CAME, 0) > 0 and self.random.random() < 0.3:
                wrong[UNITS_CAME] -= 1
        elif line in self.elements and kind < 0.6:  # written as if each had moved
            wrong[line] -= size
            wrong[LINES[line]] += size
        else:  # who came is not counted at the end, or who went still is
            sign = 1 if move.members < 0 else -1
            for cell, number in move.figures.items():
                if self.elements[cell].over_time != FIRST:
                    wrong[cell] = max(wrong[cell] + sign * number, Decimal(0))
        cells = frozenset(cell for cell in wrong if wrong[cell] != self.truth[cell])
        unit = move.code if context.moves else ""
        return self.case(wrong, context), Mistake("moved_whole", cells, unit=unit)

    def _child_missing(self) -> tuple[Case, Mistake] | None:
        at = self.random.randrange(len(self.parts)) if self.parts else 0
        if not self.parts or not self.parts[at].code:
            return None
        part, context, kind = self.parts[at], self.context(), self.random.random()
        sign = 1 if kind < 0.25 else -1
        own = {cell: part.figures[cell] for cell in self.added}
        for giver, taker, number in self.inner:  # who moved within comes from outside, once a unit is left out
            if at in (giver, taker) and sign < 0:
                own["DV.CHUYEN_DEN" if at == taker else "DV.CHUYEN_DI"] -= number
                own["DV.CHUYEN_DI" if at == taker else "DV.CHUYEN_DEN"] -= number
        if 0.25 <= kind < 0.4:
            section = self.random.choice([one for one in self.form.sections if one.rows])
            own = {row.cell: own[row.cell] for row in section.rows if row.cell in own}
        wrong = self._with(own, sign)
        if kind >= 0.8:  # it has not handed in
            told = {} if self.random.random() < 0.5 else part.figures
            parts = [replace(one, reported=False, figures=told) if one is part else one for one in self.parts]
            context = replace(context, parts=parts)
        cells = frozenset(cell for cell in wrong if wrong[cell] != self.truth[cell])
        return self.case(wrong, context), Mistake("child_missing", cells, unit=part.code)

    def _with(self, own: Numbers, sign: int) -> Numbers:
        """The sum with a unit once more, or without it: shares and means are those of the sum."""
        wrong = {**self.truth, **{cell: self.truth[cell] + sign * number for cell, number in own.items()}}
        for rule in self.form.rules:
            cell = rule.check.cells[0].key
            if rule.check.sign == "≈" and self.elements[cell].nature == RATIO:
                try:
                    wrong[cell] = round(Decimal(repr(100 * reckoned(rule.check.right, wrong, self.before))), 1)
                except (KeyError, ZeroDivisionError):
                    continue
        return wrong


def shows(case: Case) -> bool:
    """Whether anything in a report does not agree: with its rules, the registers, or the units below."""
    numbers = case.numbers
    if any(True for _ in broken(case.form, numbers, {cell: one.value for cell, one in case.before.items()})):
        return True
    context = case.context
    if any(numbers.get(cell, number) != number for cell, number in context.now.items()):
        return True
    told = [part.figures for part in context.parts if part.reported]
    cells = {cell for figures in told for cell in figures if catalogue().element(cell).over_units == "sum"}
    return any(cell in numbers and numbers[cell] != sum(one.get(cell, 0) for one in told) for cell in cells)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
