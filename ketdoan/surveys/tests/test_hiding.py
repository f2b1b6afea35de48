"""What may be told of parts, against somebody who adds and subtracts all that is told; counting by brute force."""

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..rules.answers import FILL, Asked, Said, Wrong, filled, fitting, tallied, votes_in
from ..rules.grouping import told_groups
from ..rules.hiding import told_apart
from ..rules.opinion import Opinions
from .test_opinion import voted

numbers = st.dictionaries(st.integers(1, 8), st.integers(0, 12), min_size=1, max_size=7)


def learnt(parts, told):
    """Every set of parts whose figures follow from those told: told sets, and sums and differences of them."""
    rows = np.array([[part in some for part in parts] for some in told], float)
    rank = np.linalg.matrix_rank(rows)
    subsets = chain.from_iterable(combinations(parts, size) for size in range(1, len(parts) + 1))
    for subset in subsets:
        more = np.vstack([rows, [part in subset for part in parts]])
        if np.linalg.matrix_rank(more) == rank:
            yield subset


@given(numbers, st.integers(2, 6))
def test_nothing_that_follows_from_what_is_told_is_of_few_people(held, least):
    found = told_apart(held, least)
    total = sum(held.values())
    if found is None:
        assert total < least
        return
    apart, rest = found
    parts = [part for part, number in held.items() if number]
    assert sorted(apart + rest) == sorted(parts)
    told = [parts, *([part] for part in apart), *([rest] if rest else [])]
    for subset in learnt(parts, told):
        assert sum(held[part] for part in subset) >= least


@given(numbers, st.integers(2, 6))
def test_no_more_is_hidden_than_must_be(held, least):
    found = told_apart(held, least)
    if found is None:
        return
    small = [part for part, number in held.items() if 0 < number < least]
    beyond = [part for part in found[1] if part not in small]
    if not small or sum(held[part] for part in small) >= least:
        assert not beyond
    else:
        large = [number for number in held.values() if number >= least]
        assert [held[part] for part in beyond] == [min(large)]


def test_a_small_part_is_not_told_by_the_others():
    # 20 of A and 3 of B: B is all less A, so both are told together only.
    assert told_apart({"A": 20, "B": 3}, 5) == ([], ["B", "A"])
    # C goes with B, the smallest that makes them enough; A may stand alone.
    assert told_apart({"A": 20, "B": 3, "C": 6}, 5) == (["A"], ["B", "C"])
    assert told_apart({"A": 20, "B": 3, "C": 2, "D": 0}, 5) == (["A"], ["B", "C"])
    assert told_apart({"A": 2, "B": 2}, 5) is None


@given(st.integers(2, 8), st.integers(0, 3), st.integers(0, 3), st.randoms(use_true_random=False))
def test_groups_of_opinion_that_are_told_leave_no_few_over(least, thin, thick, random):
    votes, _ = voted(sizes=(12, 9, thick + 2), seed=random.randrange(9), slip=0.15)
    opinions = Opinions(statements=range(12))
    opinions.take(votes)
    opinions.take((100 + one, statement, 1) for one in range(thin) for statement in range(2))
    told = told_groups(opinions, least)
    sizes = [int((told.labels == group).sum()) for group in range(len(told.centres))]
    left = int((told.labels == -1).sum())
    assert sum(sizes) + left == len(opinions.people)
    assert all(size >= least for size in sizes)
    assert len(sizes) != 1
    assert left == 0 or left >= least or not sizes
    assert sizes == sorted(sizes, reverse=True) or left == 0  # who is left over may go to a smaller one


ONE = Asked("q1", "Chọn một", "one", ("a", "b", "c"))
MANY = Asked("q2", "Chọn nhiều", "many", ("a", "b", "c", "d"), required=False)
SCALE = Asked("q3", "Chấm điểm", "scale", required=False)
TEXT = Asked("q4", "Vì sao", "text", required=False)
answers = st.lists(
    st.fixed_dictionaries(
        {"q1": st.integers(0, 2).map(lambda one: [str(one)])},
        optional={
            "q2": st.sets(st.integers(0, 3), min_size=1).map(lambda some: [str(one) for one in some]),
            "q3": st.integers(0, 4).map(lambda one: [str(one)]),
            "q4": st.text("ab ", max_size=4),
        },
    ),
    max_size=12,
)


@given(answers)
def test_answers_are_counted_as_one_would_by_hand(given_ones):
    kept = [fitting((ONE, MANY, SCALE, TEXT), Said(one)) for one in given_ones]
    for question, options in ((ONE, 3), (MANY, 4), (SCALE, 5)):
        by_hand = [sum(str(at) in one.get(question.key, []) for one in given_ones) for at in range(options)]
        assert tallied(question, kept) == [*by_hand, sum(question.key in one for one in given_ones)]
    assert tallied(TEXT, kept) == [sum(bool(one.get("q4", "").strip()) for one in given_ones)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "q1"),
        ({"q1": ["0", "1"]}, "q1"),
        ({"q1": ["3"]}, "q1"),
        ({"q1": ["-1"]}, "q1"),
        ({"q1": ["x"]}, "q1"),
        ({"q1": ["0"], "q2": ["4"]}, "q2"),
        ({"q1": ["0"], "q3": ["5"]}, "q3"),
        ({"q1": ["0"], "q4": "x" * 301}, "q4"),
        ({"q1": ["0"], "q4": "Gọi tôi số 0912 345 678"}, "q4"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_at_its_question(said, field):
    with pytest.raises(Wrong) as wrong:
        fitting((ONE, MANY, SCALE, TEXT), Said(said))
    assert wrong.value.field == field


def test_votes_are_those_on_statements_that_are_shown():
    assert votes_in(["a", "b", "c"], Said({"a": "1", "b": "0", "x": "-1", "c": "5"})) == {"a": 1, "b": 0}
    with pytest.raises(Wrong):
        votes_in(["a"], Said({"a": ""}))


def test_slips_do_not_tell_their_words_by_their_length():
    short, long = filled({"q1": [0]}), filled({"q1": [0], "q4": "Đề nghị xem lại suất ăn ca đêm. " * 5})
    assert len(short.encode()) == len(long.encode()) == FILL
    assert repr(Said({"q1": ["0"]})) == repr(Said({"q1": ["1"]}))
