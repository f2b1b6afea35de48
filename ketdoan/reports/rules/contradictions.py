"""Targets that cannot all be kept: against a cap of law, against each other, against those they are parts of.

A target of "at least 95%" is measured by what it asks for. Of targets that nothing ties together nothing is said:
shares compare only where both are shares of the same thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, permutations

from ketdoan.core.viet import format_date, format_number

from .caps import Cap, Within
from .course import BESIDE, LEAST, MOST
from .measures import PERCENT
from .writing import figure_number

ALL = Decimal(100)


class Kind(StrEnum):
    """In what targets contradict."""

    CAP = "cap"
    WITHIN = "within"
    EACH_OTHER = "each_other"
    PARTS = "parts"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Meant:
    """A target as it is compared. `cell` is what is counted; of a share `among` is what it is a share of, empty where
    nobody said so. `adds` says whether the parts of units below add up to it, `grows` whether those of years do."""

    key: int
    unit: int
    name: str
    cell: str
    among: str
    sign: str
    value: Decimal
    uom: str
    first: date
    last: date
    above: int | None = None
    adds: bool = False
    grows: bool = False

    @property
    def text(self) -> str:
        """What is meant, in words: “Lao động tiên tiến” từ 95%."""
        return f"“{self.name}” {_WORDS[self.sign]}{amount(self.value, self.uom)}"

    @property
    def share(self) -> bool:
        """Whether it is a share of something."""
        return self.uom == PERCENT


_WORDS = {">=": "từ ", ">": "trên ", "=": "", "<=": "không quá ", "<": "dưới "}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Which targets contradict, in what, and in words. `source` is the paper of a cap."""

    kind: Kind
    keys: tuple[int, ...]
    words: str
    source: str = ""


def amount(value: Decimal, uom: str) -> str:
    """95%, 1.200 người."""
    number = format_number(figure_number(value))
    return f"{number}%" if uom == PERCENT else f"{number} {uom}"


def contradictions(meant: Sequence[Meant], caps: Iterable[Cap], parts: Iterable[Within]) -> list[Contradiction]:
    """All contradictions among some targets in force, the gravest kinds first."""
    caps, known = list(caps), {one.key: one for one in meant}
    by_unit, by_above, tied = defaultdict(list), defaultdict(list), list(parts)
    for one in meant:
        by_unit[one.unit].append(one)
        by_above[one.above].append(one)
    own = by_unit.values()
    found = [one for some in own for one in _of_caps(some, caps)]
    found += [one for some in own for one in _of_wholes(some, tied)]
    found += [one for some in own for one in _of_each_other(some)]
    for one in meant:
        below = by_above[one.key]
        found += _of_parts(one, [part for part in below if part.unit != one.unit], spread=True)
        found += _of_parts(one, [part for part in below if part.unit == one.unit], spread=False)
        if one.above in known:
            found += _of_above(known[one.above], one)
    return found


def _together(one: Meant, other: Meant) -> bool:
    """Whether two targets of a unit are for the same time."""
    return one.first <= other.last and other.first <= one.last


def _alike(one: Meant, other: Meant) -> bool:
    """Whether their numbers can be compared: counts in the same unit, or shares of the same thing."""
    return one.uom == other.uom and one.among == other.among


def _of_caps(meant: Sequence[Meant], caps: Sequence[Cap]) -> Iterator[Contradiction]:
    """Above its cap: as a share of the very thing, beside a target of that thing, or of all there could be of it."""
    for cap in caps:
        for one in meant:
            if one.cell != cap.of or one.sign in MOST or not cap.holds(one.first):
                continue
            if one.share and one.among == cap.among:
                if one.value > cap.share:
                    yield _capped(cap, (one,), f"{one.text} vượt mức {cap.share}% được phép.", ALL)
                continue
            of_that = [other for other in meant if other.cell == cap.among and _together(one, other)]
            beside = [other for other in of_that if _alike(one, other)]
            for other in beside:
                if one.value * ALL > cap.share * other.value and other.value:
                    yield _beside(cap, one, other)
            if not beside and one.share and one.value > cap.share:
                words = f"{one.text} vượt mức {cap.share}%, dù tất cả đều đạt danh hiệu mà mức này tính trên đó."
                yield _capped(cap, (one,), words, ALL)


def _beside(cap: Cap, one: Meant, other: Meant) -> Contradiction:
    share = format_number(round(ALL * one.value / other.value, 2))
    words = f"{one.text} trên {other.text} là {share}%, vượt mức {cap.share}% được phép."
    return _capped(cap, (one, other), words, other.value)


def _capped(cap: Cap, meant: tuple[Meant, ...], words: str, whole: Decimal) -> Contradiction:
    most = amount(round(cap.share * whole / ALL, 2), meant[0].uom)
    source = cap.source if cap.verified else f"{cap.source} (chưa đối chiếu)"
    return Contradiction(Kind.CAP, tuple(one.key for one in meant), f"{words} Nhiều nhất là {most}.", source)


def _of_wholes(meant: Sequence[Meant], parts: Sequence[Within]) -> Iterator[Contradiction]:
    """More of a part than of the whole."""
    tied = {(one.of, one.whole) for one in parts}
    for one, other in permutations(meant, 2):
        if (one.cell, other.cell) not in tied or not _together(one, other) or not _alike(one, other):
            continue
        if one.sign not in MOST and one.value > other.value:
            words = f"{one.text} nhiều hơn {other.text}, trong khi số trước là một phần của số sau."
            yield Contradiction(Kind.WITHIN, (one.key, other.key), words)


def _of_each_other(meant: Sequence[Meant]) -> Iterator[Contradiction]:
    """The same thing of the same unit and time, that cannot be both."""
    for one, other in combinations(meant, 2):
        if one.cell != other.cell or not _together(one, other) or not _alike(one, other):
            continue
        if one.share and not one.among:  # shares of something that nobody named may be shares of different things
            continue
        if {one.above, other.above} & {one.key, other.key}:
            continue
        if one.grows and (one.first, one.last) != (other.first, other.last):  # of a year and of a term
            continue
        if _apart(one, other):
            words = f"{one.text} và {other.text} không thể cùng đạt."
            yield Contradiction(Kind.EACH_OTHER, (one.key, other.key), words)


def _apart(one: Meant, other: Meant) -> bool:
    """Whether no number keeps both."""
    low, high = _ends(one), _ends(other)
    least, most = max(low[0], high[0]), min(low[1], high[1])
    strict = {one.sign, other.sign} & {"<", ">"}
    return least > most or (least == most and bool(strict))


def _ends(one: Meant) -> tuple[Decimal, Decimal]:
    low = Decimal("-Infinity") if one.sign in MOST else one.value
    high = Decimal("Infinity") if one.sign in LEAST else one.value
    return low, high


def _of_parts(whole: Meant, parts: Sequence[Meant], *, spread: bool) -> Iterator[Contradiction]:
    """Parts that do not add up to what they are parts of: of the units below (`spread`), or of the years."""
    if not parts or not (whole.adds if spread else whole.grows) or whole.share:
        return
    if (
        not spread
        and sum(((one.last - one.first).days for one in parts), 0) < (whole.last - whole.first).days - BESIDE.days
    ):
        return  # some years are still to be set
    given = sum((one.value for one in parts), Decimal(0))
    short, beyond = given < whole.value, given > whole.value
    wrong = short if whole.sign in LEAST else beyond if whole.sign in MOST else short or beyond
    if not wrong:
        return
    who = "các đơn vị" if spread else "các năm"
    gap = f"{'thiếu' if short else 'quá'} {amount(abs(given - whole.value), whole.uom)}"
    words = f"Tổng giao cho {who} là {amount(given, whole.uom)}, {gap} so với {whole.text}."
    yield Contradiction(Kind.PARTS, (whole.key, *(one.key for one in parts)), words)


def _of_above(above: Meant, part: Meant) -> Iterator[Contradiction]:
    """A target that contradicts the one of which it is a part."""
    keys = (part.key, above.key)
    if part.first < above.first or part.last > above.last:
        days = f"{format_date(above.first)}–{format_date(above.last)}"
        yield Contradiction(Kind.ABOVE, keys, f"{part.text} có ngày ngoài thời gian của chỉ tiêu cấp trên ({days}).")
    if not _alike(above, part) or part.cell != above.cell:
        yield Contradiction(Kind.ABOVE, keys, f"{part.text} không cùng cách tính với {above.text}.")
    elif part.unit == above.unit:  # the years of a term may rise to its aim
        return
    elif part.share and _weaker(above, part):
        yield Contradiction(Kind.ABOVE, keys, f"{part.text} thấp hơn yêu cầu của cấp trên: {above.text}.")
    elif _against(above, part):
        yield Contradiction(Kind.ABOVE, keys, f"{part.text} trái với mức của cấp trên: {above.text}.")


def _weaker(above: Meant, part: Meant) -> bool:
    """Whether a share asks for less than the one above, in the same direction."""
    if above.sign in LEAST and part.sign in LEAST:
        return part.value < above.value
    return above.sign in MOST and part.sign in MOST and part.value > above.value


def _against(above: Meant, part: Meant) -> bool:
    """Whether a part alone asks for what the one above forbids: more than its upper end, or of a share less than its
    lower one."""
    if above.sign not in LEAST and part.sign not in MOST and part.value > above.value:
        return True
    return part.share and above.sign not in MOST and part.sign not in LEAST and part.value < above.value
