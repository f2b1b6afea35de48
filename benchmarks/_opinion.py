"""Opinion groups beside those that Polis found in its own conversations.

Each folder of POLIS (by default ../shared/polis) holds a conversation: `votes`, `comments` and `math-pca2`, as JSON,
packed by gzip or not. Votes are taken in the order and in the rhythm in which they were given, since Polis goes on from
its groups of a moment before; what it found is read only to compare.
"""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from _measures import Result

from ketdoan.surveys.rules.opinion import Grouping, Opinions, steady
from ketdoan.surveys.rules.telling import counts, marks, shared

FOLDER = Path(os.environ.get("POLIS") or Path(__file__).resolve().parent.parent.parent / "shared" / "polis")
#: Polis looks for new votes once a second.
RHYTHM = 1_000
#: The number of groups is taken from the last twentieth of its changes.
LAST = 0.05
ALIKE = 0.9


class Conversation(NamedTuple):
    """What was voted, in order: (moment, person, statement, vote); the statements put aside; what Polis found."""

    name: str
    votes: list[tuple[float, int, int, int]]
    aside: frozenset[int]
    theirs: dict[str, Any]


def opinion_groups() -> Iterator[Result]:
    """Each conversation of the folder."""
    folders = sorted(file.parent for file in FOLDER.glob("*/math-pca2.json*"))
    if not folders:
        print(f"Không có {FOLDER}: bỏ qua phép đo nhóm ý kiến.")
    for folder in folders:
        yield from compared(conversation(folder))


def compared(said: Conversation) -> Iterator[Result]:
    """One conversation: the groups, and what they are said to think."""
    begun = perf_counter()
    opinions, grouping = replayed(said)
    took = perf_counter() - begun
    theirs = their_groups(said.theirs)
    if grouping is None:
        yield Result(f"{said.name}: groups", "none found", f"{len(set(theirs.values()))}", met=False)
        return
    both = [at for at, person in enumerate(grouping.people) if person in theirs]
    ours = grouping.labels[both]
    alike = rand_index(ours, np.array([theirs[grouping.people[at]] for at in both]))
    wanted = len(set(theirs.values()))
    told = f"{grouping.number} groups of {len(grouping.people)} people, {len(said.votes):,} votes, {took:.1f} s"
    yield Result(f"{said.name}: number of groups", told, str(wanted), grouping.number == wanted)
    seen = f"{alike:.3f}, {len(both)} of {len(theirs)} people"
    yield Result("  adjusted Rand index", seen, f">= {ALIKE}", alike >= ALIKE and len(both) >= ALIKE * len(theirs))
    if alike == 1:
        yield from said_alike(said, opinions, grouping, theirs)


def said_alike(said: Conversation, opinions: Opinions, grouping: Grouping, theirs: dict[int, int]) -> Iterator[Result]:
    """Where the groups are the same people: whether they are said to think the same."""
    rows = [opinions.people[person] for person in grouping.people]
    names = {int(ours): theirs[person] for person, ours in zip(grouping.people, grouping.labels, strict=True)}
    raw = Opinions()
    raw.take((person, statement, vote) for _, person, statement, vote in said.votes)
    by_group = counts(raw.matrix[rows], grouping.labels)
    consensus = shared(by_group)
    found = said.theirs["group-aware-consensus"]
    gap = max(abs(consensus[at] - found[str(one)]) for one, at in opinions.statements.items() if str(one) in found)
    yield Result("  what all groups share, largest difference", f"{gap:.1e}", "(told)", met=True)
    open_ones = [at for one, at in opinions.statements.items() if one not in opinions.aside]
    statements = list(opinions.statements)
    aside_too = counts(opinions.matrix[rows], grouping.labels)
    same = total = 0
    for group, told in enumerate(marks(aside_too, open_ones)):
        ours = {(statements[mark.statement], mark.agreeing) for mark in told}
        other = {(row["tid"], row["repful-for"] == "agree") for row in said.theirs["repness"][str(names[group])]}
        same, total = same + len(ours & other), total + len(other)
    yield Result("  statements that set groups apart, the same ones", f"{same} of {total}", "(told)", met=True)


def replayed(said: Conversation) -> tuple[Opinions, Grouping | None]:
    """The groups after all votes, taken in their rhythm."""
    opinions, numbers = Opinions(said.aside), []
    for upto, batch in batches(said.votes):
        opinions.take(batch)
        opinions.settle()
        if upto >= (1 - LAST) * len(said.votes) and (found := opinions.groups()):
            numbers.append(found.number)
    return opinions, opinions.groups(steady(numbers)) if numbers else None


def batches(votes: list[tuple[float, int, int, int]]) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Votes given within one beat, with how many have been given by then."""
    first = 0
    for at in range(1, len(votes) + 1):
        if at == len(votes) or votes[at][0] - votes[first][0] > RHYTHM:
            yield at, [vote[1:] for vote in votes[first:at]]
            first = at


def conversation(folder: Path) -> Conversation:
    """A folder as it is read. Two spellings of its columns are known."""
    votes = [
        (float(row["modified"]), _of(row, "participant_id", "pid"), _of(row, "statement_id", "tid"), int(row["vote"]))
        for row in _read(folder, "votes")
    ]
    aside = {
        _of(row, "statement_id", "tid")
        for row in _read(folder, "comments")
        if row["is_meta"] or _of(row, "moderated", "mod") < 0
    }
    votes.sort(key=lambda vote: vote[0])
    return Conversation(folder.name, votes, frozenset(aside), _read(folder, "math-pca2"))


def _of(row: dict[str, Any], *names: str) -> int:
    return int(next(row[name] for name in names if name in row))


def _read(folder: Path, name: str) -> Any:
    packed = folder / f"{name}.json.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.is_file() else (folder / f"{name}.json").read_bytes()
    return json.loads(text)


def their_groups(found: dict[str, Any]) -> dict[int, int]:
    """The group that Polis put each person in."""
    fine = dict(zip(found["base-clusters"]["id"], found["base-clusters"]["members"], strict=True))
    return {
        person: group["id"] for group in found["group-clusters"] for one in group["members"] for person in fine[one]
    }


def rand_index(ours: np.ndarray, theirs: np.ndarray) -> float:
    """How alike two groupings of the same people are: 1 where they are the same, 0 as by chance."""
    table = np.zeros((ours.max() + 1, theirs.max() + 1))
    np.add.at(table, (ours, theirs), 1)

    def pairs(numbers: np.ndarray) -> float:
        return float((numbers * (numbers - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(np.array([len(ours)]))
    most = (rows + columns) / 2
    return 1.0 if most == chance else (pairs(table) - chance) / (most - chance)
