"""The language of rules: what it reads, what it refuses, what it says of figures."""

import operator
from contextlib import suppress
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import VietError
from ketdoan.reports.rules.evaluation import FAIL, OK, UNDEFINED, verdicts
from ketdoan.reports.rules.figures import Column, Figure, columns_of, figure_of
from ketdoan.reports.rules.linear import balance
from ketdoan.reports.rules.measures import check_units
from ketdoan.reports.rules.parser import LONGEST, parse_check, parse_expression
from ketdoan.reports.rules.tree import Binary, Cell, Negative, Node, Number

UNITS = {"A": "người", "B": "người", "C": "lượt", "D": "đồng", "P": "%", "W": "đồng/người"}


def says(rule, **figures):
    """What a rule says of one report."""
    check = parse_check(rule)
    told = {name: figure_of(value) for name, value in figures.items()}
    columns = columns_of([told], [cell.key for cell in check.cells])
    return verdicts(check, {cell: columns[cell.key] for cell in check.cells}, 1)[0]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("[A] = [B]", Cell("A")),
        ("[ LD.TONG|GIOI=NU ] <= 1", Cell("LD.TONG|GIOI=NU")),
        ("[A]@-2 = 1", Cell("A", 2)),
        ("-[A] = 1", Negative(Cell("A"))),
        ("15% = 1", Number(Decimal("0.15"))),
        ("0,5 = 1", Number(Decimal("0.5"))),
        ("1 - 2 - 3 = 1", Binary("-", Binary("-", Number(Decimal(1)), Number(Decimal(2))), Number(Decimal(3)))),
        ("1 + 2 * 3 = 1", Binary("+", Number(Decimal(1)), Binary("*", Number(Decimal(2)), Number(Decimal(3))))),
    ],
)
def test_the_left_side_is_read_as_written(text, read):
    assert parse_check(text).left == read


@pytest.mark.parametrize(
    "text",
    [
        "", "[A]", "[A] =", "= [A]", "[A] = [B] = [C]", "[A = 1", "[a] = 1", "1.234 = 1", "(1 = 1", "1) = 1",
        "f(1) = 1", "min(1) = 1", "abs(1; 2) = 1", "[A]@-0 = 1", "[A]@-99 = 1", "__import__ = 1",
        "[A] ≈%9 1", "[A] == 1",
        "1" * (LONGEST + 1), "(" * 60 + "1" + ")" * 60 + " = 1",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_in_words(text):
    with pytest.raises(VietError):
        parse_check(text)


@given(st.text(alphabet="[]ABZ.|=<>≈%@-+*/(); 0123,abmx_\n\x00đ", max_size=60))
def test_whatever_is_written_is_read_or_refused(text):
    with suppress(VietError):
        parse_check(text)


@pytest.mark.parametrize(
    "rule",
    [
        "[A] + [C] = [A]", "[A] = [D]", "[A] / [C] = [P]", "[P] * [A] = [A]", "[A] ≈%0 [A] / [B]", "[P] ≈%0 [A]",
        "[P] ≈%0 [D] / [A]", "[D] / [A] = [D]", "min([A]; [C]) = 1", "[E] = 1",
    ],
)  # fmt: skip
def test_units_of_measure_are_not_mixed(rule):
    with pytest.raises(VietError):
        check_units(parse_check(rule), UNITS)


@pytest.mark.parametrize(
    "rule",
    [
        "[A] + [B] <= 500", "[P] ≈%1 [A] / [B]", "[D] / [A] = [W]", "[W] * [A] = [D]", "[A] / [B] <= 15%", "[P] <= 100",
        "[A] = max([A]; [B])", "2 * [A] - [B] = [A]@-1", "[C] / [A] <= 20",
    ],
)  # fmt: skip
def test_units_of_measure_that_agree_are_taken(rule):
    check_units(parse_check(rule), UNITS)


@pytest.mark.parametrize(
    ("rule", "figures", "said"),
    [
        ("[A] = [B] + [C]", {"A": 30, "B": 7, "C": 23}, OK),
        ("[A] = [B] + [C]", {"A": 31, "B": 7, "C": 23}, FAIL),
        ("[A] = [B] + [C]", {"A": 30, "B": 7, "C": None}, UNDEFINED),
        ("[A] = [B] + [C]", {"A": 7, "B": 7, "C": "na"}, OK),
        ("[A] = [B] + [C]", {"A": "na", "B": "na", "C": "na"}, OK),
        ("[A] = [B] + [C]", {"A": 30, "B": 7, "C": "unknown"}, UNDEFINED),
        ("[P] ≈%0 [A] / [B]", {"P": 87, "A": 221, "B": 253}, OK),  # 87,35 %
        ("[P] ≈%0 [A] / [B]", {"P": 88, "A": 221, "B": 253}, FAIL),
        ("[P] ≈%1 [A] / [B]", {"P": 87, "A": 221, "B": 253}, FAIL),
        ("[P] ≈%0 [A] / [B]", {"P": 91, "A": 194, "B": None}, UNDEFINED),
        ("[P] ≈%0 [A] / [B]", {"P": 91, "A": 194, "B": 0}, UNDEFINED),
        ("[A] / [B] <= 15%", {"A": 1229, "B": 7839}, FAIL),  # 15,68 %
        ("[A] <= [B]", {"A": 6_210_000, "B": 77_800_000}, OK),
        ("[A] <= [B]", {"A": 14_500_000, "B": ">73000000"}, OK),
        ("[A] <= [B]", {"A": 74_000_000, "B": ">73000000"}, UNDEFINED),
        ("[A] <= [B]", {"A": ">74000000", "B": 73_000_000}, FAIL),
        ("[A] = [B]", {"A": 26_700, "B": ">26700"}, UNDEFINED),
        ("[A] = [B]", {"A": 26_000, "B": ">26700"}, FAIL),
        ("abs([A] - [B]) <= 1", {"A": 5, "B": 6}, OK),
        ("max([A]; [B]) < 6", {"A": 5, "B": 6}, FAIL),
    ],
)  # fmt: skip
def test_what_a_rule_says(rule, figures, said):
    assert says(rule, **figures) == said


def test_a_rule_says_of_each_unit_what_it_says_of_that_unit_alone():
    random = Random(5)
    figures = [None, "na", "unknown", ">3", "<4", 0, 1, 2, 3, 5]
    reports = [{name: figure_of(random.choice(figures)) for name in "ABC"} for _ in range(400)]
    for text in ("[A] = [B] + [C]", "[A] - [B] <= [C]", "[A] * [B] >= [C]", "[A] / [B] < [C]", "min([A]; [B]) = [C]"):
        check = parse_check(text)
        together, keys = columns_of(reports, "ABC"), check.cells
        all_at_once = verdicts(check, {cell: together[cell.key] for cell in keys}, len(reports))
        for at, report in enumerate(reports):
            alone = columns_of([report], "ABC")
            assert verdicts(check, {cell: alone[cell.key] for cell in keys}, 1)[0] == all_at_once[at], (text, report)


SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def random_tree(random: Random, depth: int) -> Node:
    if depth == 0 or random.random() < 0.3:
        return Cell(random.choice("ABC")) if random.random() < 0.7 else Number(Decimal(random.randrange(1, 9)))
    if random.random() < 0.15:
        return Negative(random_tree(random, depth - 1))
    return Binary(random.choice("+-*/"), random_tree(random, depth - 1), random_tree(random, depth - 1))


def written(node: Node) -> str:
    match node:
        case Number(value):
            return f"{value:f}"
        case Cell(key):
            return f"[{key}]"
        case Negative(of):
            return f"-({written(of)})"
        case Binary(sign, left, right):
            return f"({written(left)}) {sign} ({written(right)})"
    raise AssertionError(node)


def by_hand(node: Node, told: dict[str, Decimal]) -> Decimal:
    match node:
        case Number(value):
            return value
        case Cell(key):
            return told[key]
        case Negative(of):
            return -by_hand(of, told)
        case Binary(sign, left, right):
            return SIGNS[sign](by_hand(left, told), by_hand(right, told))
    raise AssertionError(node)


def test_random_expressions_come_to_what_exact_arithmetic_says():
    random = Random(11)
    for _ in range(3_000):
        tree = random_tree(random, 4)
        assert parse_expression(written(tree)) == tree
        told = {name: Decimal(random.randrange(1, 50)) for name in "ABC"}
        columns = columns_of([{name: Figure(value) for name, value in told.items()}], "ABC")
        try:
            expected = by_hand(tree, told)
        except ArithmeticError:
            continue
        wrong = expected + Decimal(random.choice((-1, 1))) * max(abs(expected), 1) / 1000
        for side, said in ((expected, OK), (wrong, FAIL)):
            if 1e-3 < abs(side) < 1e9:
                check = parse_check(f"{written(tree)} = {side:.12f}".replace("= -", "= -"))
                told_of = {cell: columns[cell.key] for cell in check.cells}
                assert verdicts(check, told_of, 1)[0] == said, (written(tree), told, side)


def test_a_balance_says_what_each_cell_counts_for():
    told = balance(parse_check("[A] = 2 * ([B] - [C]) / 4 + 3 - [B]"))
    assert told == {Cell("A"): 1, Cell("B"): Decimal("0.5"), Cell("C"): Decimal("0.5"), None: -3}
    for text in ("[A] <= [B]", "[A] = [B] * [C]", "[A] = 1 / [B]", "[A] = max([B]; [C])"):
        assert balance(parse_check(text)) is None


def test_a_rule_is_said_of_all_units_at_once():
    random = np.random.default_rng(3)
    keys = [f"X{at}" for at in range(20)]
    values = {key: random.integers(0, 1000, 2_000).astype(float) for key in keys}
    columns = {Cell(key): Column(value, value, np.zeros(2_000, dtype=bool)) for key, value in values.items()}
    check = parse_check("[X0] = [X1] + [X2] - [X3]")
    expected = np.where(values["X0"] == values["X1"] + values["X2"] - values["X3"], OK, FAIL)
    assert (verdicts(check, columns, 2_000) == expected).all()
