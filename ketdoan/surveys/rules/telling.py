"""What votes by group say: on what all groups agree, what sets one apart, what most people say. The measures are those
of Polis. Arrays are groups by statements, or one row for all people."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

#: A share or a difference beyond it has arisen by chance in fewer than one case of ten (one-sided normal test).
SURE = 1.2816
TOLD = 5


class Counts(NamedTuple):
    """How many agreed, disagreed, and voted at all (passing counts as a vote)."""

    agree: np.ndarray
    disagree: np.ndarray
    voted: np.ndarray


class Mark(NamedTuple):
    """A statement that a group stands out by. `agreeing` says whether by agreeing or by disagreeing; `share` of the
    `voted` did so, `number` in all; `weight` orders marks of one group."""

    statement: int
    agreeing: bool
    number: int
    voted: int
    share: float
    weight: float


def counts(votes: np.ndarray, labels: np.ndarray | None = None) -> Counts:
    """Votes of people (1, 0, -1, NaN) counted by group."""
    labels = np.zeros(len(votes), int) if labels is None else labels
    groups = [votes[labels == group] for group in range(int(labels.max(initial=0)) + 1)]
    held = [np.stack([test(own).sum(axis=0) for own in groups]) for test in (_agreed, _disagreed, _voted)]
    return Counts(*held)


def _agreed(votes: np.ndarray) -> np.ndarray:
    return votes > 0


def _disagreed(votes: np.ndarray) -> np.ndarray:
    return votes < 0


def _voted(votes: np.ndarray) -> np.ndarray:
    return ~np.isnan(votes)


def shared(by_group: Counts) -> np.ndarray:
    """How much all groups agree on each statement: the product of the shares that agree in each group. One group
    against is enough for a small product, however large the others are."""
    return ((by_group.agree + 1) / (by_group.voted + 2)).prod(axis=0)


def _share(number: np.ndarray, of: np.ndarray) -> np.ndarray:
    return (number + 1) / (of + 2)


def _more_than_half(number: np.ndarray, of: np.ndarray) -> np.ndarray:
    """How sure it is that more than half do (a normal test)."""
    return 2 * np.sqrt(of + 1) * ((number + 1) / (of + 1) - 0.5)


def _more_than_others(number: np.ndarray, of: np.ndarray, others: np.ndarray, of_others: np.ndarray) -> np.ndarray:
    """How sure it is that a larger share of a group does than of the others (a normal test of two shares)."""
    here, there = (number + 1) / (of + 1), (others + 1) / (of_others + 1)
    both = (number + others + 2) / (of + of_others + 2)
    spread = np.sqrt(np.maximum(both * (1 - both), 0) * (1 / (of + 1) + 1 / (of_others + 1)))
    return np.where(both == 1, 0, (here - there) / np.where(spread > 0, spread, 1))


class _Side(NamedTuple):
    """One direction (agreeing or disagreeing) in one group: share and how sure, how many times that of the others and
    how sure, the number that did."""

    number: np.ndarray
    share: np.ndarray
    half: np.ndarray
    times: np.ndarray
    more: np.ndarray

    @property
    def weight(self) -> np.ndarray:
        return self.times * self.more * self.share * self.half

    @property
    def certain(self) -> np.ndarray:
        return (self.more > SURE) & (self.half > SURE)


def _side(numbers: np.ndarray, voted: np.ndarray, group: int) -> _Side:
    number, of = numbers[group], voted[group]
    others, of_others = numbers.sum(axis=0) - number, voted.sum(axis=0) - of
    share = _share(number, of)
    times = share / _share(others, of_others)
    return _Side(number, share, _more_than_half(number, of), times, _more_than_others(number, of, others, of_others))


def marks(by_group: Counts, statements: Sequence[int]) -> list[list[Mark]]:
    """For each group the statements that set it apart from the others, at most five, those it agrees with first. Of the
    columns only `statements` are looked at. Each group has at least one mark, however unsure."""
    found = []
    for group in range(len(by_group.voted)):
        voted = by_group.voted[group]
        agree, disagree = (_side(numbers, by_group.voted, group) for numbers in (by_group.agree, by_group.disagree))
        made = [_mark(one, agree, disagree, voted) for one in statements]
        sure = [mark for mark in made if agree.certain[mark.statement] or disagree.certain[mark.statement]]
        liked = _best_liked(statements, agree, disagree)
        head = [_mark(liked, agree, disagree, voted)] if liked is not None else []
        if not sure:
            found.append(head or [_likeliest(made, agree, disagree)] if made else [])
            continue
        rest = sorted((mark for mark in sure if mark.statement != liked), key=lambda mark: -mark.weight)
        told = [*head, *rest][:TOLD]
        found.append([mark for mark in told if mark.agreeing] + [mark for mark in told if not mark.agreeing])
    return found


def _mark(at: int, agree: _Side, disagree: _Side, voted: np.ndarray) -> Mark:
    side = agree if agree.more[at] > disagree.more[at] else disagree
    return Mark(at, side is agree, int(side.number[at]), int(voted[at]), float(side.share[at]), float(side.weight[at]))


def _likeliest(made: list[Mark], agree: _Side, disagree: _Side) -> Mark:
    return max(made, key=lambda mark: max(agree.more[mark.statement], disagree.more[mark.statement]))


def _best_liked(statements: Sequence[int], agree: _Side, disagree: _Side) -> int | None:
    """The statement that the group agrees with most: something to stand for, and not only against."""
    best: int | None = None
    liking = agree.share * agree.half
    for at in statements:
        if agree.number[at] == 0 and disagree.number[at] == 0:
            continue
        if best is not None and agree.times[best] > 1:
            better = agree.weight[at] > agree.weight[best]
        elif best is not None:
            better = liking[at] > liking[best]
        else:
            better = agree.half[at] > SURE or (agree.times[at] > 1 and agree.share[at] > 0.5)
        best = at if better else best
    return best


def majority(of_all: Counts, statements: Sequence[int], agreeing: bool = True) -> list[Mark]:
    """The statements that most people agree (or disagree) with, surely more than half of who voted; at most five."""
    number, voted = (of_all.agree if agreeing else of_all.disagree)[0], of_all.voted[0]
    share, half = _share(number, voted), _more_than_half(number, voted)
    found = [
        Mark(at, agreeing, int(number[at]), int(voted[at]), float(share[at]), float(share[at] * half[at]))
        for at in statements
        if share[at] > 0.5 and half[at] > SURE
    ]
    return sorted(found, key=lambda mark: -mark.weight)[:TOLD]
