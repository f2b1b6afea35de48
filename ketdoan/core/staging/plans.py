"""What importing a file would do, row by row: the same comparison for the preview and for the import itself."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .rows import Finding

#: Of how many parts, each about as long, comparing a file consists; the last one is to keep what was found.
PARTS = 4
Step = Callable[[int], None]


def nothing(_: int) -> None:
    """Nobody asked how far it is."""


class Steps:
    """Whom to tell how far the work on a file is. It is no part of what an act is about."""

    def __init__(self, step: Step = nothing, write: Callable[..., None] | None = None) -> None:
        self.step, self._write = step, write

    def of(self, total: int) -> None:
        """So many things are to be done in all."""
        if self._write:
            self._write(total=total)


@dataclass
class Plan:
    """What the rows without faults do, and the finding of every row. Each kind of import has a plan of its own."""

    findings: list[Finding]

    @property
    def digest(self) -> str:
        """What was found, so that a plan made later can be told apart."""
        told = hashlib.sha256()
        for found in self.findings:
            told.update(repr((found.state, found.effects, sorted(found.faults))).encode())
        return told.hexdigest()

    def counts(self) -> dict[str, int]:
        """How many rows there are of each state."""
        return dict(Counter(finding.state for finding in self.findings))

    def done(self) -> dict[str, Any]:
        """How many things it does, by what they are."""
        raise NotImplementedError

    @property
    def steps(self) -> int:
        """How many things are to be done."""
        return sum(self.done().values())
