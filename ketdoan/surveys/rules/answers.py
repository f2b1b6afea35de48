"""What somebody answers: whether it fits what is asked, how it is told, how answers are counted."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ketdoan.core.viet import LONG_NUMBER, clean_line

from .opinion import AGREE, DISAGREE, PASS
from .states import SCALE, QuestionKind

LONGEST_TEXT = 300
#: A sealed slip is filled up to a multiple of so many letters: its length tells nothing of its words.
FILL = 512


class Wrong(ValueError):
    """An answer does not fit its question; `field` names it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.field = where


@dataclass(frozen=True, repr=False)
class Said:
    """What somebody answered, by question or statement. It prints as nothing, so that no trace of an act, such as the
    digest of its inputs, tells two answers apart."""

    answers: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "•••"


@dataclass(frozen=True)
class Asked:
    """A question as it is asked; `choices` of those to choose from."""

    key: str
    text: str
    kind: str
    choices: tuple[str, ...] = ()
    required: bool = True

    @property
    def options(self) -> Sequence[str]:
        """What may be chosen, in words."""
        return [str(step) for step in SCALE] if self.kind == QuestionKind.SCALE else self.choices


def fitting(questions: Iterable[Asked], said: Said) -> dict[str, Any]:
    """The answers in the form in which they are kept: places of choices, from 0 on, or words. Raises Wrong."""
    kept = {}
    for question in questions:
        given = said.answers.get(question.key)
        answer = _words(question, given) if question.kind == QuestionKind.TEXT else _places(question, given)
        if answer not in ("", []):
            kept[question.key] = answer
        elif question.required:
            raise Wrong(question.key, "Câu này cần trả lời.")
    return kept


def _words(question: Asked, given: Any) -> str:
    words = clean_line(str(given or ""))
    if len(words) > LONGEST_TEXT:
        raise Wrong(question.key, f"Dài quá {LONGEST_TEXT} ký tự.")
    if LONG_NUMBER.search(words):
        raise Wrong(question.key, "Không ghi số điện thoại, số giấy tờ.")
    return words


def _places(question: Asked, given: Any) -> list[int]:
    places = sorted({int(one) for one in given or () if str(one).isascii() and str(one).isdigit()})
    if given and len(places) != len(set(given)):
        raise Wrong(question.key, "Lựa chọn này không có trong câu hỏi.")
    if places and places[-1] >= len(question.options):
        raise Wrong(question.key, "Lựa chọn này không có trong câu hỏi.")
    if question.kind != QuestionKind.MANY and len(places) > 1:
        raise Wrong(question.key, "Chỉ chọn một.")
    return places


def votes_in(statements: Iterable[str], said: Said) -> dict[str, int]:
    """Votes on statements; those not given are left out. Raises Wrong where nothing was voted on."""
    known = {str(AGREE): AGREE, str(PASS): PASS, str(DISAGREE): DISAGREE}
    votes = {key: known[str(said.answers[key])] for key in statements if str(said.answers.get(key)) in known}
    if not votes:
        raise Wrong("", "Hãy bày tỏ ý kiến về ít nhất một điều.")
    return votes


def filled(content: Mapping[str, Any]) -> str:
    """A slip's content as text of a length that says nothing."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text + " " * (-len(text.encode()) % FILL)


def tallied(question: Asked, answers: Iterable[Mapping[str, Any]]) -> list[int]:
    """How many chose each of what may be chosen; last, how many answered the question at all."""
    chosen = [given for answer in answers if (given := answer.get(question.key)) is not None]
    if question.kind == QuestionKind.TEXT:
        return [len(chosen)]
    times = Counter(place for places in chosen for place in places)
    return [*(times[place] for place in range(len(question.options))), len(chosen)]
