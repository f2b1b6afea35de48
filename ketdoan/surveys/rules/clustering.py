"""Points of a plane in clusters: k-means from given starts, how well clusters stand apart, and fine clusters that
follow their points as these move. Nothing here knows what the points are."""

from typing import NamedTuple

import numpy as np

#: Centres that move less than this stand still.
STILL = 0.01


class Clusters(NamedTuple):
    """`labels` gives each point's cluster, from 0 on without a gap; `centres` are in that order, and `starts` says at
    which of the given starts each began."""

    labels: np.ndarray
    centres: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.centres)


def distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How far each point is from each of the others."""
    across, up = (points[:, None, axis] - others[None, :, axis] for axis in (0, 1))
    return np.hypot(across, up)


def means(points: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The centre of each cluster; each has at least one point."""
    weights = np.ones(len(points)) if weights is None else weights
    sums = [np.bincount(labels, weights * points[:, axis]) for axis in (0, 1)]
    return np.stack(sums, axis=1) / np.bincount(labels, weights)[:, None]


def kmeans(points: np.ndarray, starts: np.ndarray, weights: np.ndarray | None = None, steps: int = 100) -> Clusters:
    """Clusters around centres that begin at `starts`. One that loses all its points is gone."""
    found = Clusters(np.zeros(len(points), int), starts, np.arange(len(starts)))
    for _ in range(steps + 1):
        nearest = distances(points, found.centres).argmin(axis=1)
        kept, labels = np.unique(nearest, return_inverse=True)
        centres = means(points, labels, weights)
        still = len(kept) == len(found) and np.hypot(*(centres - found.centres).T).max() < STILL
        found = Clusters(labels, centres, found.starts[kept])
        if still:
            break
    return found


def spread(points: np.ndarray, found: Clusters, weights: np.ndarray) -> float:
    """How far points are from the centres of their clusters: squares, by weight."""
    return float((weights * ((points - found.centres[found.labels]) ** 2).sum(axis=1)).sum())


def first_apart(points: np.ndarray, number: int) -> np.ndarray:
    """The first points that differ from each other, at most `number` of them, in their order."""
    firsts = np.unique(_keys(points), return_index=True)[1]
    return points[np.sort(firsts)[:number]]


def _keys(points: np.ndarray) -> np.ndarray:
    """Points as single numbers, which are compared faster than rows."""
    return points[:, 0] + 1j * points[:, 1]


def silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """How well clusters stand apart, from -1 to 1: the mean over points of how much nearer the own cluster is than the
    next one. A point alone in its cluster counts 0, and so do points that are all in one."""
    number = labels.max() + 1
    if number < 2:
        return 0.0
    sizes = np.bincount(labels)
    sums = np.stack([distances(points, points[labels == label]).sum(axis=1) for label in range(number)], axis=1)
    at = np.arange(len(points))
    own = sums[at, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[at, labels] = np.inf
    next_one = others.min(axis=1)
    apart = (next_one - own) / np.maximum(np.maximum(own, next_one), 1e-12)
    return float(np.where(sizes[labels] == 1, 0.0, apart).mean())


def followed(points: np.ndarray, names: np.ndarray, most: int) -> np.ndarray:
    """Fine clusters of points, by name, that go on from earlier ones: `names` holds for each point the name (a number)
    of its earlier cluster, -1 for new ones. While there may be more clusters, the point farthest from all centres
    begins one, under a new name."""
    possible = min(most, len(np.unique(_keys(points))))
    if (names < 0).all():
        found = kmeans(points, first_apart(points, possible))
        return found.labels
    names = _without_twins(points, names.copy())
    while len(kept := np.unique(names[names >= 0])) < possible:
        centres = _centres(points, names)
        nearest = distances(points, centres).min(axis=1)
        farthest = len(points) - 1 - int(nearest[::-1].argmax())  # the last of equals
        if nearest[farthest] <= 0:
            break
        names[farthest] = kept.max() + 1
    final = kmeans(points, _centres(points, names))
    return np.unique(names[names >= 0])[final.starts][final.labels]


def _centres(points: np.ndarray, names: np.ndarray) -> np.ndarray:
    old = names >= 0
    return means(points[old], np.unique(names[old], return_inverse=True)[1])


def _without_twins(points: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Clusters whose centres have come to be the same are one, under the name of the largest."""
    while True:
        kept, sizes = np.unique(names[names >= 0], return_counts=True)
        places, twin = np.unique(_keys(_centres(points, names)), return_inverse=True)
        if len(places) == len(kept):
            return names
        for place in np.flatnonzero(np.bincount(twin) > 1):
            same = np.flatnonzero(twin == place)
            names[np.isin(names, kept[same])] = kept[max(same, key=lambda at: (sizes[at], at))]
