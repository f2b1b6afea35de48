"""The groups of a conversation as they may be told: none so small that its members stand out."""

from typing import NamedTuple

import numpy as np

from .clustering import distances, means
from .opinion import Opinions

#: Slips are opened all at once, so that groups have no earlier ones to start from: so many starts are tried.
TRIES = 50


class Told(NamedTuple):
    """For each person the group, from 0 on, or -1 for who stands in none; and where groups stand."""

    labels: np.ndarray
    centres: np.ndarray


def told_groups(opinions: Opinions, least: int) -> Told:
    """The groups that have at least `least` people. Where fewer than that are left over, they go to the group nearest
    to them, since what all say less what the groups say would be what they say. With less than two groups there is
    nothing to tell apart: all stand in none."""
    nowhere = Told(np.full(len(opinions.people), -1), np.zeros((0, 2)))
    if len(opinions.people) < 2 * least:
        return nowhere
    opinions.settle()
    found = opinions.groups(tries=TRIES)
    if found is None:
        return nowhere
    labels = nowhere.labels.copy()
    labels[[opinions.people[person] for person in found.people]] = found.labels
    sizes = np.bincount(found.labels)
    large = np.flatnonzero(sizes >= least)
    if len(large) < 2:
        return nowhere
    renamed = np.full(len(sizes) + 1, -1)  # the last for those in no group
    renamed[large[np.argsort(-sizes[large], kind="stable")]] = np.arange(len(large))
    labels = renamed[labels]
    centres = means(opinions.places[labels >= 0], labels[labels >= 0])
    left = np.flatnonzero(labels < 0)
    if 0 < len(left) < least:
        labels[left] = distances(opinions.places[left], centres).argmin(axis=1)
    return Told(labels, centres)
