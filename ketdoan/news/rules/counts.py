"""How small numbers are kept back: from what is shown nobody can tell what one person did.

Opens are shown of a unit only where enough members were told. What is kept back is put together into one line, and
where that line would be as small, or would stand for one unit that its sum gives away, the next smallest unit joins it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: Of fewer people nothing is told.
FEWEST = 5


@dataclass(frozen=True)
class Line:
    """What came of an article in a unit with all below it: members it was meant for, accounts that were told, members
    who opened it. `units` is how many units the line stands for. `opens` is None where it is kept back."""

    title: str
    members: int
    told: int
    opens: int | None
    url: str = ""
    units: int = 1

    @property
    def share(self) -> int | None:
        """Opens in per cent of the members."""
        return None if self.opens is None or not self.members else min(100, round(100 * self.opens / self.members))


def enough(line: Line) -> bool:
    """Whether what a line says of opens may be shown: of enough people, and neither of a few nor of all but a few."""
    opens = line.opens or 0
    return line.members >= FEWEST and (opens == 0 or opens >= FEWEST) and not 0 < line.members - opens < FEWEST


def shown(lines: Sequence[Line], rest: str) -> list[Line]:
    """The lines as they may be shown beside their sum: those that tell too little of many are put together under the
    title `rest`, at the end."""
    large = [line for line in lines if enough(line)]
    small = [line for line in lines if not enough(line)]
    if not small:
        return large
    by_size = sorted(large, key=lambda line: line.members)
    while by_size and (len(small) == 1 or not enough(_together(small, rest))):
        small.append(by_size.pop(0))
    kept = [line for line in large if line not in small]
    together = _together(small, rest)
    if not kept and not enough(together):
        together = Line(together.title, together.members, together.told, None, units=together.units)
    return [*kept, together]


def _together(lines: Sequence[Line], title: str) -> Line:
    return Line(
        title,
        sum(line.members for line in lines),
        sum(line.told for line in lines),
        sum(line.opens or 0 for line in lines),
        units=sum(line.units for line in lines),
    )
