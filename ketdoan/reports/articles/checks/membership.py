"""Members who come and go: movements beside the change or the stocks that are told with them."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ketdoan.core.viet import format_number
from ketdoan.reports.rules.checking import FAIL, UNDEFINED
from ketdoan.reports.rules.forms import forms

from ..arithmetic import judge
from ..domain import domain
from ..model import Finding, Mention
from ..story import Sentence, Story, told

MOVEMENTS = "movements"
_INWARD, _OUTWARD = {"DV.KET_NAP", "DV.CHUYEN_DEN", "DV.CONG_NHAN"}, {"DV.CHUYEN_DI", "DV.GIAM_KHAC", "DV.KHAI_TRU"}
CHANGE, OPENING, CLOSING = "DV.TANG_GIAM", "DV.DAU_KY", "DV.CUOI_KY"
_CHANGES = re.compile(r"(?<!\w)(?:tăng|giảm)(?!\w)")
#: What makes an increase one of the stock: kết nạp 300 người (tăng 50 so với cùng kỳ) is none.
_SINCE = re.compile(r"(?<!\w)(?:so (?:với )?đầu (?:kỳ|năm|nhiệm kỳ)|thực tăng)(?!\w)")
#: With fewer movements told, others may have been left out.
_FEWEST = 3
#: The rules of the form of movements that can be asked of an article: by the change that is told, or by both stocks.
_RULES = {"BD-03": {CHANGE}, "BD-01": {OPENING, CLOSING}}


def movements(story: Story) -> Iterator[Finding]:
    """In each paragraph: whether those who came less those who went are the change that is told."""
    for _, some in groupby(story.sentences, key=lambda sentence: sentence.paragraph):
        cells = _cells(story, list(some))
        if cells is None or not (_INWARD & set(cells) and _OUTWARD & set(cells)):
            continue
        for code, needed in _RULES.items():
            if needed <= set(cells):
                yield from _balance(code, cells, needed)


def _cells(story: Story, paragraph: Sequence[Sentence]) -> dict[str, Mention] | None:
    """The figures of people by what is told of them; None where two are told the same, or a change that is unclear."""
    found: dict[str, Mention] = {}
    for sentence in paragraph:
        for at, figure in enumerate(sentence.figures):
            if figure.unit != "người":
                continue
            leading = story.before(sentence, at)
            labels = list(domain().movements.finditer(leading))
            if not labels or len(leading) - labels[-1].end() > 25:
                if _CHANGES.search(leading):
                    return None
                continue
            cell = domain().movement_of[" ".join(labels[-1][0].split())]
            if cell == CHANGE and not _SINCE.search(story.words_of(sentence)):
                return None
            if cell in found and found[cell].number != figure.number:
                return None
            found.setdefault(cell, figure)
    return found


def _balance(code: str, cells: dict[str, Mention], needed: set[str]) -> Iterator[Finding]:
    rule = next(one for one in forms()["BD-DV"].rules if one.code == code)
    asked = {cell: figure for cell, figure in cells.items() if cell in needed | _INWARD | _OUTWARD}
    judgement = judge(rule.check, asked)
    told_moves = len(set(asked) - needed)
    if judgement.verdict == UNDEFINED or (judgement.verdict == FAIL and told_moves < _FEWEST):
        return
    terms = [(1, one) for one in asked if one in _INWARD] + [(-1, one) for one in asked if one in _OUTWARD]
    if OPENING in needed:
        terms.insert(0, (1, OPENING))
    written = " ".join(f"{'+' if sign > 0 else '-'} {asked[cell].text}" for sign, cell in terms).removeprefix("+ ")
    result = asked[CHANGE if CHANGE in needed else CLOSING]
    sentence = (
        f"{written.replace('-', '−')} = {format_number(round(judgement.expected or 0))}, khớp với {told(result)}."
    )
    if judgement.verdict == FAIL:
        sentence = sentence.replace("khớp với", "không khớp với")
    yield Finding(MOVEMENTS, judgement.verdict, sentence, tuple(asked.values()), judgement.repairs)
