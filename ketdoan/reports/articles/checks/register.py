"""Stocks that an article tells, beside the values of the register."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ketdoan.core.viet import format_number
from ketdoan.reports.rules.checking import FAIL, OK, WARN
from ketdoan.reports.rules.figures import Figure

from ..arithmetic import judge
from ..domain import domain
from ..model import Finding, Mention
from ..story import Sentence, Story, told

REGISTER = "register"
_ON_A_DAY = re.compile(r"(?<!\w)(?:tính đến|đến ngày|tại thời điểm|đến cuối|đến hết)(?!\w)")
_STOCK = re.compile(r"(?<!\w)(?:có|tổng số|quản lý|với|gồm|là|hiện có|còn)(?: (?:hơn|trên|gần|tổng số|là))? {0,2}$")


def stocks(story: Story, register: Mapping[str, Figure]) -> Iterator[Finding]:
    """Members and unions on a day, where the caller hands in what the register counts on that day."""
    for sentence in story.sentences:
        if not register or not story.dated(sentence) or not _ON_A_DAY.search(story.words_of(sentence)):
            continue
        for at, figure in enumerate(sentence.figures):
            cell = _stock(story, sentence, at)
            held = register.get(cell) if cell else None
            if held is not None and held.value is not None:
                yield from _compared(figure, held)


def _stock(story: Story, sentence: Sentence, at: int) -> str | None:
    """The cell of which a figure surely is the stock: the noun alone, after a word that tells how many there are."""
    if not _STOCK.search(story.before(sentence, at)):
        return None
    noun = re.split(r" và | (?:là|trên|tại|ở) ", sentence.figures[at].what.lower())[0]
    return domain().stock_of.get(noun)


def _compared(figure: Mention, held: Figure) -> Iterator[Finding]:
    assert held.value is not None, "the caller has looked"
    counted = replace(figure, text=format_number(held.value), value=held.value, sign=held.sign)
    judgement = judge("[A] = [B]", {"A": figure, "B": counted})
    if judgement.verdict == OK:
        yield Finding(REGISTER, OK, f"{told(figure)} khớp với sổ đoàn viên.", (figure,))
    elif judgement.verdict == FAIL:
        repairs = [one for one in judgement.repairs if one.figure is figure]
        says = f"Bài viết ghi {told(figure)}, sổ đoàn viên có {told(counted)}."
        yield Finding(REGISTER, WARN, says, (figure,), repairs)
