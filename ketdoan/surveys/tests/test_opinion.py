"""Groups of opinion on votes whose groups are known, and what is said of them, by brute force."""

import math
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..rules.clustering import distances, first_apart, kmeans, silhouette
from ..rules.opinion import Opinions, project, steady
from ..rules.telling import counts, majority, marks, shared

#: How three camps think of twelve statements; on the last three they are of one mind.
CAMPS = (
    (1, 1, 1, 1, -1, -1, -1, -1, 0, 1, 1, -1),
    (-1, -1, 1, -1, 1, 1, -1, 1, 0, 1, 1, -1),
    (-1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, -1),
)


def voted(sizes=(30, 20, 15), slip=0.05, missing=0.2, seed=1):
    """People of each camp, who now and then vote otherwise or not at all: (votes, camp of each), well mixed."""
    random = Random(seed)
    people = [camp for camp, size in enumerate(sizes) for _ in range(size)]
    random.shuffle(people)
    votes = [
        (person, statement, random.choice((1, 0, -1)) if random.random() < slip else opinion)
        for person, camp in enumerate(people)
        for statement, opinion in enumerate(CAMPS[camp])
        if random.random() >= missing or statement < 7
    ]
    return votes, people


def grouped(votes, aside=()):
    opinions = Opinions(aside)
    opinions.take(votes)
    opinions.settle()
    return opinions.groups(tries=20)


def same_parts(labels, camps):
    """Whether two groupings put the same people together."""
    pairs = set(zip(labels, camps, strict=True))
    return len(pairs) == len(set(labels)) == len(set(camps))


@pytest.mark.parametrize("seed", range(5))
def test_finds_the_camps_that_votes_were_made_of(seed):
    votes, camps = voted(seed=seed)
    found = grouped(votes)
    assert found.number == 3
    assert same_parts(found.labels, [camps[person] for person in found.people])


def test_two_camps_are_not_cut_into_more():
    votes, camps = voted(sizes=(25, 25))
    found = grouped(votes)
    assert found.number == 2
    assert same_parts(found.labels, [camps[person] for person in found.people])


def test_votes_that_come_bit_by_bit_lead_to_the_same_camps():
    votes, camps = voted()
    Random(3).shuffle(votes)
    opinions = Opinions()
    for first in range(0, len(votes), 40):
        opinions.take(votes[first : first + 40])
        opinions.settle()
    found = opinions.groups()
    assert same_parts(found.labels, [camps[person] for person in found.people])


def test_who_voted_on_fewer_than_seven_is_placed_only_while_few_are_placed():
    votes, _ = voted(sizes=(15, 15), missing=0)
    late = [*votes, *((99, statement, 1) for statement in range(6))]
    assert 99 not in grouped(late).people
    early = Opinions()
    early.take((99, statement, 1) for statement in range(6))
    early.settle()
    early.take(votes)
    early.settle()
    assert 99 in early.groups().people


def test_a_statement_put_aside_moves_nobody():
    votes, _ = voted(missing=0)
    without = [vote for vote in votes if vote[1] != 4]
    # Its column stays and says nothing, so that places are the same but for the stretching by it.
    aside = Opinions({4})
    aside.take(votes)
    plain = Opinions()
    plain.take(without)
    gaps = distances(project(aside.matrix), project(aside.matrix)) - distances(
        project(plain.matrix), project(plain.matrix)
    )
    assert np.abs(gaps).max() < 1e-9


def test_a_vote_changed_counts_as_it_is_last():
    votes, _ = voted(missing=0)
    turned = [(person, statement, -vote) for person, statement, vote in votes]
    opinions = Opinions()
    opinions.take(turned + votes)
    straight = Opinions()
    straight.take(votes)
    assert np.array_equal(opinions.matrix, straight.matrix)


def test_nobody_differs_and_nobody_voted():
    assert grouped([]) is None
    assert grouped([(person, statement, 1) for person in range(20) for statement in range(8)]) is None


def test_the_plane_is_that_of_the_covariance_and_places_are_stretched():
    votes = np.array([[1.0, np.nan, -1, 0], [1, 1, np.nan, np.nan], [-1, -1, 1, 1], [0, 1, 1, -1], [-1, 0, -1, 1]])
    mean = np.nanmean(votes, axis=0)
    filled = np.where(np.isnan(votes), mean, votes)
    axes = np.linalg.svd(filled - mean)[2][:2]
    for person, place in enumerate(project(votes)):
        own = [(votes[person, s] - mean[s], s) for s in range(4) if not math.isnan(votes[person, s])]
        wanted = [sum(gap * axis[s] for gap, s in own) * math.sqrt(4 / len(own)) for axis in axes]
        assert np.abs(place) == pytest.approx(np.abs(wanted))


points = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=12)


@settings(max_examples=60, deadline=None)
@given(points, st.integers(2, 4), st.randoms(use_true_random=False))
def test_silhouette_is_that_of_its_definition(places, number, random):
    labels = [*range(number), *(random.randrange(number) for _ in places)][: len(places)]
    if len(set(labels)) < 2:
        return
    labels = list(np.unique(labels, return_inverse=True)[1])
    found = []
    for at, here in enumerate(places):
        rows = [
            [math.dist(here, there) for other, there in enumerate(places) if labels[other] == label and other != at]
            for label in sorted(set(labels))
        ]
        own = rows.pop(labels[at])
        if not own:
            found.append(0)
            continue
        a, b = sum(own) / len(own), min(sum(row) / len(row) for row in rows)
        found.append((b - a) / max(a, b) if max(a, b) else 0)
    assert silhouette(np.array(places, float), np.array(labels)) == pytest.approx(sum(found) / len(found))


@settings(max_examples=60, deadline=None)
@given(points, st.integers(2, 4))
def test_clusters_end_where_each_point_is_nearest_to_the_middle_of_its_own(places, number):
    spread = np.array(places, float)
    found = kmeans(spread, first_apart(spread, number))
    assert set(found.labels) == set(range(len(found)))
    for label, centre in enumerate(found.centres):
        assert centre == pytest.approx(spread[found.labels == label].mean(axis=0))
    nearest = distances(spread, found.centres).min(axis=1)
    own = distances(spread, found.centres)[np.arange(len(spread)), found.labels]
    assert (own <= nearest + 0.02).all()  # centres that move less than 0.01 stand still


def test_the_number_that_came_out_best_most_often_is_held_on_to():
    assert steady([3, 4, 3, 3, 2, 4]) == 3
    assert steady([4, 2, 4, 2]) == 2


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.randoms(use_true_random=False))
def test_votes_are_counted_as_one_would_by_hand(groups, random):
    people = [(random.randrange(groups), [random.choice((1, 0, -1, None)) for _ in range(5)]) for _ in range(25)]
    people += [(group, [None] * 5) for group in range(groups)]
    votes = np.array([[math.nan if vote is None else vote for vote in said] for _, said in people])
    found = counts(votes, np.array([group for group, _ in people]))
    for group, statement in product(range(groups), range(5)):
        said = [own[statement] for held, own in people if held == group and own[statement] is not None]
        told = (found.agree[group, statement], found.disagree[group, statement], found.voted[group, statement])
        assert told == (said.count(1), said.count(-1), len(said))


def test_what_all_share_sinks_when_one_group_is_against():
    votes, camps = voted(missing=0, slip=0)
    matrix = Opinions()
    matrix.take(votes)
    agreed = shared(counts(matrix.matrix, np.array(camps)))
    # 30, 20 and 15 people: all agree on statements 9 and 10; the third camp alone is against statement 2.
    assert agreed[9] == pytest.approx(31 / 32 * 21 / 22 * 16 / 17)
    assert agreed[2] == pytest.approx(31 / 32 * 21 / 22 * 1 / 17)
    assert set(np.argsort(-agreed)[:2]) == {9, 10}


def test_a_group_is_told_by_what_it_alone_thinks():
    votes, camps = voted(missing=0, slip=0)
    matrix = Opinions()
    matrix.take(votes)
    told = marks(counts(matrix.matrix, np.array(camps)), range(12))
    first = {(mark.statement, mark.agreeing) for mark in told[0]}
    alone = {(0, True), (3, True), (5, False)}  # against both other camps
    assert alone <= first
    assert not first & {(9, True), (10, True), (11, False)} or len(first) > 3
    assert all(len(own) <= 5 for own in told)
    assert [mark.agreeing for mark in told[0]] == sorted((mark.agreeing for mark in told[0]), reverse=True)


def test_most_people_are_surely_more_than_half():
    # 12 of 20 is no sure majority (z = 1.19), 14 of 20 is (z = 1.96); three of three is not (z = 2, share 0.8: it is).
    agree = np.full((20, 3), -1.0)
    agree[:12, 0] = 1
    agree[:14, 1] = 1
    agree[3:, 2] = math.nan
    agree[:3, 2] = 1
    found = majority(counts(agree), range(3))
    assert {mark.statement for mark in found} == {1, 2}
    assert [mark.number for mark in found if mark.statement == 1] == [14]
