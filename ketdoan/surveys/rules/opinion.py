"""Groups of opinion: whoever votes alike on statements stands together.

The method is that of Polis (Small and others, "Polis: Scaling Deliberation by Mapping High Dimensional Opinion
Spaces", 2021), written anew: people are placed on the plane of the two principal components of the votes, where a vote
not given counts as the mean of the statement's; a place made of few votes is stretched, since each vote that is missing
draws it to the middle. People near each other make at most 100 fine clusters, these two to five groups, as many as
stand apart best. Votes may come bit by bit: fine clusters then go on from those before, so that groups do not jump, and
groups start at the oldest ones. Where all votes come at once there is no before: then many starts are tried.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from .clustering import Clusters, first_apart, followed, kmeans, means, silhouette, spread

AGREE, PASS, DISAGREE = 1, 0, -1
#: Who has voted on fewer statements (or on not all, where there are fewer) is not placed …
VOTES_NEEDED = 7
#: … as long as at least so many are; whoever was placed once stays.
PLACED_AT_LEAST = 15
FINE_CLUSTERS = 100
GROUPS_AT_MOST = 5
#: One more group than two is tried for each so many fine clusters.
CLUSTERS_A_GROUP = 12


class Grouping(NamedTuple):
    """Who stands where. `people` are those placed, `points` their places, `labels` their groups, from 0 on; `apart`
    says how well the groups stand apart, `tried` the same for each number of groups that was tried."""

    people: list[Hashable]
    points: np.ndarray
    labels: np.ndarray
    apart: float
    tried: dict[int, float]

    @property
    def number(self) -> int:
        """How many groups there are."""
        return int(self.labels.max()) + 1


class Opinions:
    """Votes of people on statements, which stand in the order of `statements`, then in that of their first votes.
    Statements that are put aside keep their place and say nothing."""

    def __init__(self, aside: Collection[Hashable] = (), statements: Sequence[Hashable] = ()) -> None:
        self.people: dict[Hashable, int] = {}
        self.statements: dict[Hashable, int] = {statement: at for at, statement in enumerate(statements)}
        self.aside = frozenset(aside)
        self._votes = np.full((64, max(64, len(statements))), np.nan)
        self._given = np.zeros(64, int)
        self._placed = np.zeros(64, bool)
        self._fine = np.full(64, -1)
        self._points = np.zeros((0, 2))

    def take(self, votes: Iterable[tuple[Hashable, Hashable, int]]) -> None:
        """Votes as (person, statement, AGREE, PASS or DISAGREE); a later one takes the place of an earlier one."""
        for person, statement, vote in votes:
            row = self.people.setdefault(person, len(self.people))
            column = self.statements.setdefault(statement, len(self.statements))
            self._make_room(row, column)
            self._given[row] += np.isnan(self._votes[row, column])
            self._votes[row, column] = vote

    def settle(self) -> None:
        """Place people by the votes taken so far, and bring the fine clusters after them."""
        self._admit()
        if min(len(self.people), len(self.statements)) < 2:
            return
        self._points = project(self.matrix)
        placed = np.flatnonzero(self._placed)
        self._fine[placed] = followed(self._points[placed], self._fine[placed], FINE_CLUSTERS)

    def groups(self, number: int | None = None, tries: int = 0) -> Grouping | None:
        """The groups as of the last settling: as many as stand apart best, or `number`. None where nothing differs.
        Groups start at the first fine clusters; with `tries` also at so many random ones, and the closest are taken."""
        placed = np.flatnonzero(self._placed[: len(self._points)])
        if not len(placed):
            return None
        points, fine = self._points[placed], np.unique(self._fine[placed], return_inverse=True)[1]
        clusters = Clusters(fine, means(points, fine), np.arange(fine.max() + 1))
        found = {count: _grouped(clusters, count, tries) for count in _counts(len(clusters), number)}
        apart = {count: silhouette(clusters.centres, labels) for count, labels in found.items() if labels.max()}
        if not apart:
            return None
        best = max(apart, key=lambda count: (apart[count], -count))
        people = list(self.people)
        return Grouping([people[row] for row in placed], points, found[best][fine], apart[best], apart)

    @property
    def places(self) -> np.ndarray:
        """Where people stood when last settled, also those who voted too little to be placed in groups."""
        return self._points

    @property
    def matrix(self) -> np.ndarray:
        """People by statements, in the order in which they came: 1, 0, -1, NaN where there is no vote."""
        votes = self._votes[: len(self.people), : len(self.statements)].copy()
        votes[:, [self.statements[one] for one in self.aside if one in self.statements]] = 0
        return votes

    def _admit(self) -> None:
        given = self._given[: len(self.people)]
        placed = self._placed[: len(self.people)]
        placed |= given >= min(VOTES_NEEDED, len(self.statements))
        if (wanting := PLACED_AT_LEAST - int(placed.sum())) > 0:
            by_votes = np.argsort(-given, kind="stable")
            placed[by_votes[~placed[by_votes]][:wanting]] = True

    def _make_room(self, row: int, column: int) -> None:
        rows, columns = self._votes.shape
        if row >= rows:
            self._votes = np.vstack([self._votes, np.full((rows, columns), np.nan)])
            self._given = np.concatenate([self._given, np.zeros(rows, int)])
            self._placed = np.concatenate([self._placed, np.zeros(rows, bool)])
            self._fine = np.concatenate([self._fine, np.full(rows, -1)])
        if column >= columns:
            self._votes = np.hstack([self._votes, np.full((len(self._votes), columns), np.nan)])


def steady(numbers: Sequence[int]) -> int:
    """The number of groups to hold on to, of those that came out best one after another: the most frequent one. Where
    two numbers are nearly as good, a single vote would else change the picture."""
    return max(sorted(set(numbers)), key=numbers.count)


def project(votes: np.ndarray) -> np.ndarray:
    """Places of people on the plane of the first two principal components of their votes. A person's place is that of
    the votes given, stretched by the root of how many times as many statements there are."""
    there = ~np.isnan(votes)
    mean = np.where(there, votes, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    apart = np.where(there, votes - mean, 0)
    axes = np.linalg.eigh(apart.T @ apart)[1][:, :-3:-1]  # those of the largest eigenvalues
    stretched = np.sqrt(votes.shape[1] / np.maximum(there.sum(axis=1), 1))
    return apart @ axes * stretched[:, None]


def _counts(clusters: int, number: int | None) -> range:
    if number is not None:
        return range(number, number + 1)
    return range(2, min(GROUPS_AT_MOST, 2 + clusters // CLUSTERS_A_GROUP) + 1)


def _grouped(clusters: Clusters, count: int, tries: int) -> np.ndarray:
    """The group of each fine cluster, which weighs as much as it has people."""
    places, weights = clusters.centres, np.bincount(clusters.labels).astype(float)
    random = np.random.default_rng(count)  # the same for the same votes
    starts = [places, *(places[random.permutation(len(places))] for _ in range(tries))]
    found = [kmeans(places, first_apart(start, count), weights) for start in starts]
    full = [one for one in found if len(one) == count] or found
    return min(full, key=lambda one: spread(places, one, weights)).labels
