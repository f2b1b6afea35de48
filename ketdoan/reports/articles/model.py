"""What is read in an article and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

#: What a number in a text is. Only a FIGURE counts or measures something; the rest is understood and left alone.
FIGURE, DATE, TIME, TERM, DOCUMENT = "figure", "date", "time", "term", "document"
ORDINAL, PHONE, CODE, NAME = "ordinal", "phone", "code", "name"
KINDS = (FIGURE, DATE, TIME, TERM, DOCUMENT, ORDINAL, PHONE, CODE, NAME)
#: Of a figure that is told roughly (“khoảng 500”): nothing follows from it.
ABOUT = "~"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text: where it stands there (`start` to `end`), as it is written, and what it is.

    A figure has a `value` in its `unit` of measure (đồng, not triệu đồng); `sign` is "=" or that of a bound, ABOUT for
    a rough one; `what` are the words for what it counts; `step` is what its last written digit is worth.
    """

    start: int
    end: int
    text: str
    kind: str
    value: Decimal | None = None
    sign: str = "="
    unit: str = ""
    what: str = ""
    step: Decimal = Decimal(1)

    @property
    def number(self) -> Decimal:
        """The value of a figure."""
        assert self.value is not None, "only figures are asked for their number"
        return self.value


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of one figure that mends what does not agree; without a figure, what is told nowhere: units that came
    (or, below 0, went) with all their members. `cause` is one of `rules.repairs.CAUSES`."""

    cause: str
    figure: Mention | None
    to: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of some figures: its verdict (see `rules.checking`), a sentence, what would mend it, and in
    `note` on what text it leans."""

    check: str
    verdict: str
    sentence: str
    figures: Sequence[Mention]
    repairs: Sequence[Repair] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it was read: every number in it, and what is said of them, what is wrong first."""

    text: str
    mentions: Sequence[Mention]
    findings: Sequence[Finding] = field(default=())

    @property
    def figures(self) -> list[Mention]:
        """The numbers that count or measure something."""
        return [mention for mention in self.mentions if mention.kind == FIGURE]
