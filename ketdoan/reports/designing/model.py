"""What is proposed for a sheet: the lines of a form with what they count and how they belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

SECTION, LINE, TOTAL, PART, RATIO = "section", "line", "total", "part", "ratio"
KINDS = {SECTION: "Tiêu đề mục", LINE: "Dòng", TOTAL: "Tổng của", PART: "Trong đó của", RATIO: "Tỷ lệ của"}
SUM, NONE = "sum", "none"
#: How many lines a form may have, and characters a label.
MOST, LONGEST = 400, 250


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is proposed or was corrected.

    `of` are the numbers of the lines to which it belongs: the lines of a total, the whole of a part, numerator and
    denominator of a ratio. `cell` is of the catalogue or of the form's earlier version; empty for a new element, and
    the coordinates alone ("|GIOI=NU") where it is that part of its whole. `near` are cells that might be meant,
    `doubts` what was not sure, `figures` what the sheet holds, column by column.
    """

    kind: str
    no: str
    label: str
    uom: str = ""
    of: tuple[str, ...] = ()
    cell: str = ""
    over: str = SUM
    near: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def doubted(self, words: str) -> "Line":
        """The line with one more thing that is not sure."""
        return replace(self, doubts=(*self.doubts, words))

    def to_json(self) -> dict[str, Any]:
        """As it is kept: what is empty is left out."""
        return {key: value for key, value in asdict(self).items() if value or key in ("kind", "no", "label")}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Line":
        """As `to_json` gave it."""
        told: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in kept.items()}
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a sheet proposes: what it is called, for which kinds of periods, its lines, and its columns of figures."""

    sheet: str
    title: str
    code: str
    periods: Sequence[str]
    lines: Sequence[Line]
    columns: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "sheet": self.sheet, "title": self.title, "code": self.code, "periods": list(self.periods),
            "lines": [line.to_json() for line in self.lines], "columns": list(self.columns),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Proposal":
        """As `to_json` gave it."""
        return cls(**{**kept, "lines": [Line.from_json(line) for line in kept["lines"]]})
