"""What petitions are about: a list of dated rules."""

from dataclasses import dataclass
from datetime import date

from ketdoan.core.rules import NoRule, rows, rule
from ketdoan.core.viet import today

KEY = "petitions.topic"


@dataclass(frozen=True)
class Topic:
    """A topic: its code and label, the working days in which it is answered (0: as the level says), and whether it
    goes past the sender's own union to the one above."""

    code: str
    label: str
    days: int
    above: bool


def topics_on(day: date) -> list[Topic]:
    """The topics that may be chosen on a day, in their order."""
    found = sorted(rows(KEY, day), key=lambda row: row.value["order"])
    return [Topic(row.selector["topic"], row.value["label"], row.value["days"], row.value["above"]) for row in found]


def topic_of(code: str, day: date) -> Topic | None:
    """A topic by its code."""
    return next((topic for topic in topics_on(day) if topic.code == code), None)


def topic_label(code: str, day: date) -> str:
    """How a topic was called on a day."""
    try:
        return str(rule(KEY, day, topic=code).value["label"])
    except NoRule:
        return code


def topic_choices() -> list[tuple[str, str]]:
    """The topics of today, for a form or a filter."""
    return [(topic.code, topic.label) for topic in topics_on(today())]
