"""The figures of the log against plain counting, for random logs, periods and hand-overs to other modules."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ketdoan.activities.actions.log import Line, correct_activity, log_activity, void_activity
from ketdoan.activities.queries.log import flows
from ketdoan.core.acting import SYSTEM, acting

from .union import actor_at, hand_over, make_union

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
PERIODS = st.tuples(DAYS, DAYS).map(sorted)
#: What each kind counts, told here once more: the tests must not take it from the rules they test.
COUNTS = {
    "visit": ("times", "money"),
    "meeting": ("people", "money"),
    "donation": ("people", "money"),
    "inspection": (),
}
FATES = st.sampled_from(["stays", "stays", "corrected", "voided"])


@st.composite
def said(draw):
    """A line, the unit that wrote it, and what became of it."""
    kind = draw(st.sampled_from(sorted(COUNTS)))
    numbers = {name: draw(st.none() | st.integers(1, 500)) for name in COUNTS[kind]}
    source = "union" if numbers.get("money") else ""
    line = Line(kind, draw(DAYS), "việc", **numbers, money_from=source)
    return draw(st.sampled_from(["A", "B", "A-T1"])), line, draw(FATES), draw(DAYS)


def told(rows, taken):
    """{(kind, quantity, unit): [(day, figure)]} by plain Python, without the days of kinds that modules took."""
    figures = defaultdict(list)
    for code, line, fate, moved in rows:
        on = moved if fate == "corrected" else line.on
        if fate == "voided" or any(line.kind == kind and since <= on for kind, since in taken.items()):
            continue
        figures[line.kind, "count", code].append((on, 1))
        for name in COUNTS[line.kind]:
            figures[line.kind, name, code].append((on, getattr(line, name) or 0))
    return figures


def write(union, rows):
    with acting(SYSTEM):
        for code, line, fate, moved in rows:
            activity = log_activity(unit=union[code], line=line)
            if fate == "voided":
                void_activity(activity=activity, why="thử")
            elif fate == "corrected":
                values = {**vars(line), "on": moved}
                correct_activity(activity=activity, line=Line(**values), why="thử")


@settings(max_examples=30)
@given(
    rows=st.lists(said(), max_size=14),
    period=PERIODS,
    taken=st.dictionaries(st.sampled_from(sorted(COUNTS)), DAYS, max_size=2),
)
def test_figures_and_their_evidence_are_what_plain_counting_gives(rows, period, taken):
    since, until = period
    with transaction.atomic():
        union = make_union()
        write(union, rows)
        for kind, day in taken.items():
            hand_over(kind, "units", day)
        expected = told(rows, taken)
        for flow in flows():
            _, kind, quantity = flow.code.removesuffix("_of_union").split(
                "."
            )  # all money of these lines is the union's
            if kind not in COUNTS:
                continue
            own = {code: _sum(expected[kind, quantity, code], since, until) for code in ("A", "B", "A-T1")}
            assert flow.values(since, until) == {union[code].pk: n for code, n in own.items() if n}
            with acting(actor_at(union["P"])):
                evidence = list(flow.evidence(union["A"], since, until))
            figures = [1 if quantity == "count" else getattr(row, quantity) for row in evidence]
            assert sum(figures) == own["A"] + own["A-T1"]
        transaction.set_rollback(True)


def _sum(days, since, until):
    return sum(figure for on, figure in days if since <= on < until)


@settings(max_examples=15)
@given(rows=st.lists(said(), max_size=10), middle=DAYS)
def test_the_figures_of_two_periods_that_meet_add_up_to_those_of_both(rows, middle):
    first, last = FIRST, FIRST + timedelta(days=41)
    with transaction.atomic():
        union = make_union()
        write(union, rows)
        for flow in flows():
            whole = flow.values(first, last)
            parts = [flow.values(first, middle), flow.values(middle, last)]
            assert whole == {pk: sum(part.get(pk, 0) for part in parts) for pk in whole}
            assert set(whole) == set().union(*parts)
        assert union
        transaction.set_rollback(True)
