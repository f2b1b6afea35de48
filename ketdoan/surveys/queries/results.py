"""What came of a survey, as it is told: what `Survey.found` holds, with words and shares."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot, sqrt

from ketdoan.units.models import Unit

from ..models import AgendaItem, Statement, Survey
from ..rules.states import QuestionKind

#: From this share of agreement of all groups together on, a statement is told as what all share.
SHARED = 0.5
#: The map is so many units wide and high, and the largest circle has this radius.
WIDE, HIGH, LARGEST = 600, 360, 60


@dataclass(frozen=True)
class Bar:
    """One line of a count: what it says, how many, how many of a hundred who answered."""

    label: str
    number: int
    percent: float


@dataclass(frozen=True)
class Part:
    """The same question in a part of the union: its name, how many took part, and the bars."""

    name: str
    number: int
    bars: list[Bar]


@dataclass(frozen=True)
class ToldQuestion:
    """A question with its answers; `mean` of a scale."""

    text: str
    kind: str
    answered: int
    bars: list[Bar]
    parts: list[Part]
    texts: list[str]
    mean: float | None


@dataclass(frozen=True)
class Split:
    """How many agree, disagree and pass, in number and of a hundred."""

    agree: int
    disagree: int
    passed: int

    @property
    def voted(self) -> int:
        """All who said anything."""
        return self.agree + self.disagree + self.passed

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of a hundred who said anything."""
        whole = max(self.voted, 1)
        return 100 * self.agree / whole, 100 * self.disagree / whole, 100 * self.passed / whole


@dataclass(frozen=True)
class ToldStatement:
    """A statement with how all and each group voted, and how far all groups agree (0 to 1)."""

    statement: Statement
    all: Split
    groups: list[Split]
    shared: float | None
    item: AgendaItem | None

    @property
    def liking(self) -> float:
        """How far all agree: all groups together, or all people where there are no groups."""
        return self.shared if self.shared is not None else self.all.shares[0] / 100


@dataclass(frozen=True)
class Group:
    """A group of opinion: its number from 1 on, its place and size on the map, the statements that set it apart with
    whether it is for or against them."""

    number: int
    people: int
    share: float
    x: float
    y: float
    radius: float
    marks: list[tuple[ToldStatement, bool]]


@dataclass(frozen=True)
class Opinion:
    """All of it."""

    statements: list[ToldStatement]
    groups: list[Group]
    shared: list[ToldStatement]
    ungrouped: int


@dataclass(frozen=True)
class Outcome:
    """What is told of a survey that has ended. With fewer than `least` answers nothing is."""

    answered: int
    least: int
    asked: int
    questions: list[ToldQuestion] = field(default_factory=list)
    opinion: Opinion | None = None

    @property
    def told(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.questions or self.opinion)

    @property
    def percent(self) -> float:
        """How many of a hundred who were asked have answered."""
        return 100 * self.answered / max(self.asked, 1)


def outcome(survey: Survey) -> Outcome:
    """What came of a survey that has ended."""
    found = survey.found
    told = Outcome(found["answered"], found["least"], survey.asked or 0)
    if "questions" in found:
        told.questions.extend(_questions(survey))
    if "statements" in found:
        return Outcome(told.answered, told.least, told.asked, [], _opinion(survey))
    return told


def _questions(survey: Survey) -> list[ToldQuestion]:
    names = _names(survey)
    made = []
    for question in survey.questions.all():
        line = survey.found["questions"][question.asked.key]
        options, counts = question.asked.options, line["all"]
        parts = [
            Part(name, number, _bars(options, own))
            for (name, number), own in zip(names, line["parts"], strict=True)
            if question.kind != QuestionKind.TEXT
        ]
        bars = _bars(options, counts) if question.kind != QuestionKind.TEXT else []
        mean = None
        if question.kind == QuestionKind.SCALE and counts[-1]:
            mean = sum(at * number for at, number in enumerate(counts[:-1], 1)) / counts[-1]
        texts = line.get("texts", [])
        made.append(ToldQuestion(question.text, question.kind, counts[-1], bars, parts, texts, mean))
    return made


def _bars(options: Sequence[str], counts: Sequence[int]) -> list[Bar]:
    answered = max(counts[-1], 1)
    return [Bar(label, number, 100 * number / answered) for label, number in zip(options, counts[:-1], strict=True)]


def _names(survey: Survey) -> list[tuple[str, int]]:
    """The parts in words, with how many took part in each."""
    parts = survey.found["parts"]
    ids = {pk for part in parts for pk in part["units"]}
    names = dict(Unit._base_manager.filter(pk__in=ids).values_list("pk", "short_name"))
    return [
        (
            names.get(part["units"][0], "") if len(part["units"]) == 1 else f"{len(part['units'])} đơn vị còn lại",
            part["number"],
        )
        for part in parts
    ]


def _opinion(survey: Survey) -> Opinion:
    found = survey.found
    held = {str(one.pk): one for one in survey.statements.all()}
    items = {item.statement_id: item for item in survey.agenda.all() if item.statement_id}
    statements = [
        ToldStatement(
            held[key],
            Split(*found["all"][at]),
            [Split(*group["lines"][at]) for group in found["groups"]],
            found["shared"][at] if found["groups"] else None,
            items.get(held[key].pk),
        )
        for at, key in enumerate(found["statements"])
    ]
    groups = _groups(survey, statements)
    ordered = sorted(statements, key=lambda one: one.liking, reverse=True)
    shared = [one for one in ordered if one.all.voted >= found["least"] and one.liking >= SHARED]
    grouped = sum(group.people for group in groups)
    return Opinion(ordered, groups, shared, found["answered"] - grouped if groups else 0)


def _groups(survey: Survey, statements: Sequence[ToldStatement]) -> list[Group]:
    found = survey.found["groups"]
    if not found:
        return []
    whole = sum(group["number"] for group in found)
    far = max((hypot(group["x"], group["y"]) for group in found), default=0) or 1
    most = max(group["number"] for group in found)
    return [
        Group(
            at,
            group["number"],
            100 * group["number"] / whole,
            round(WIDE / 2 + group["x"] / far * (WIDE / 2 - LARGEST - 10), 1),
            round(HIGH / 2 - group["y"] / far * (HIGH / 2 - LARGEST - 10), 1),
            round(LARGEST * sqrt(group["number"] / most), 1),
            [(statements[place], agreeing) for place, agreeing in group["marks"]],
        )
        for at, group in enumerate(found, 1)
    ]
