"""Parts and their whole: “30 đơn vị, gồm 7 … và 23 …”; “50 triệu đồng, trong đó …”."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ketdoan.core.viet import format_number
from ketdoan.reports.rules.checking import FAIL, OK, WARN
from ketdoan.reports.rules.repairs import SWAPPED

from ..arithmetic import Judgement, judge
from ..model import Finding, Mention
from ..story import Sentence, Story, told

PARTS, SUBSET = "parts", "subset"
_LEADS = re.compile(r"(?<!\w)(?:bao gồm|gồm có|gồm|trong đó|trong số đó)(?!\w):?|(?<=\w): ")
_UNSURE = re.compile(
    r"(?<!\w)(?:tăng|giảm|thêm|mỗi|từng|bình quân|trung bình|mức|cao nhất|thấp nhất|nhiều nhất|hoặc|và các|một số"
    r"|nhiều|những|còn lại|lần lượt)(?!\w)"
)
#: Nouns that stand for any of their unit.
_GENERAL = frozenset(("người", "đồng", "đồng chí", "đơn vị", "lượt", "cuộc", "đ", "cá nhân", "tập thể"))
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Figures below it come to a sum by chance too often.
SMALL = 100
MOST_PARTS = len(_LETTERS) - 1
#: A whole that stands further back, counted in figures, is none.
MOST_BETWEEN = 6


@dataclass(frozen=True, slots=True)
class _Relation:
    """A whole, the word that leads to its parts, and the figures that follow: `near` up to the next semicolon."""

    whole: Mention
    lead: str
    lead_at: int
    parts: Sequence[Mention]
    near: Sequence[Mention]
    crosses: bool


def parts(story: Story) -> Iterator[Finding]:
    """Sums that do not come out, and parts larger than their whole."""
    for at, sentence in enumerate(story.sentences):
        for relation in _relations(story, at, sentence):
            found = _of_sum(story, relation) or _of_subset(story, relation)
            if found:
                yield found


def _relations(story: Story, at: int, sentence: Sentence) -> Iterator[_Relation]:
    leads = list(_LEADS.finditer(story.text.lower, sentence.start, sentence.end))
    for number, lead in enumerate(leads):
        closing = leads[number + 1].start() if number + 1 < len(leads) else sentence.end
        stop = _stop(story, lead.end(), closing)
        following = sentence.inside(lead.end(), stop)[:MOST_PARTS]
        before = sentence.inside(sentence.start, lead.start())
        crosses = not before
        if not following or (crosses and lead.start() - sentence.start > 3):
            continue
        nearest = reversed((_before(story, at) if crosses else before)[-MOST_BETWEEN:])
        whole = next((one for one in nearest if one.unit == following[0].unit), None)
        if whole is not None:
            near = _up_to_semicolon(story, lead, following, stop)
            yield _Relation(whole, lead[0].strip(), lead.start(), following, near, crosses)


def _up_to_semicolon(story: Story, lead: re.Match[str], some: Sequence[Mention], stop: int) -> Sequence[Mention]:
    """The parts of which the words surely speak: with a colon all of them, else those before a semicolon."""
    text = story.text.lower
    semicolon = text.find(";", lead.end(), stop)
    return some if semicolon < 0 or ":" in lead[0] else [one for one in some if one.start < semicolon]


def _stop(story: Story, start: int, end: int) -> int:
    """Where the list of parts ends: at the bracket in which it began, at the latest at `end`."""
    depth = 0
    for place in range(start, end):
        letter = story.text.lower[place]
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return place
    return end


def _before(story: Story, at: int) -> Sequence[Mention]:
    """The figures of the sentence before, for “Trong đó” at the beginning of one."""
    for sentence in reversed(story.sentences[max(0, at - 3) : at]):
        if sentence.figures:
            return sentence.figures
        if story.words_of(sentence).strip():
            return ()
    return ()


def _of_sum(story: Story, relation: _Relation) -> Finding | None:
    """What the parts come to together. Only after “gồm” are they surely all of the parts."""
    if relation.whole.unit == "%" or len(relation.parts) < 2:
        return None
    for listed in (relation.near, relation.parts):
        some = [one for one in listed if one.unit == relation.whole.unit]
        if len(some) > 1 and (judgement := _added(relation.whole, some)).verdict == OK:
            says = f"{told(relation.whole)} bằng {' + '.join(one.text for one in some)}."
            return Finding(PARTS, OK, says, (relation.whole, *some))
    if not _all_parts(story, relation):
        return _mistyped(relation)
    judgement = _added(relation.whole, relation.near)
    if judgement.verdict != FAIL:
        return None
    total = format_number(round(judgement.expected or 0))
    says = f"Các phần {' + '.join(one.text for one in relation.near)} = {total}, không bằng {told(relation.whole)}."
    return Finding(PARTS, FAIL, says, (relation.whole, *relation.near), judgement.repairs)


def _mistyped(relation: _Relation) -> Finding | None:
    """Parts that need not be all, but would be with two neighbouring digits of one figure changed over."""
    some = [one for one in relation.parts if one.unit == relation.whole.unit]
    if relation.crosses or len(some) < 2 or relation.whole.number < SMALL:
        return None
    judgement = _added(relation.whole, some)
    repairs = [one for one in judgement.repairs if one.cause == SWAPPED]
    gap = abs((judgement.found or 0) - (judgement.expected or 0))
    if not repairs or gap * 10 > relation.whole.number:
        return None
    says = f"Các phần {' + '.join(one.text for one in some)} sẽ bằng {told(relation.whole)}"
    says += " nếu đổi chỗ hai chữ số liền nhau."
    return Finding(PARTS, WARN, says, (relation.whole, *some), repairs)


def _added(whole: Mention, some: Sequence[Mention]) -> Judgement:
    cells = dict(zip(_LETTERS, (whole, *some), strict=False))
    total = " + ".join(f"[{letter}]" for letter in list(cells)[1:])
    return judge(f"[A] = {total}", cells)


def _all_parts(story: Story, relation: _Relation) -> bool:
    """Whether the words make sure that the parts are all parts of this whole and no part is left out."""
    if "gồm" not in relation.lead or relation.crosses or len(relation.near) < 2:
        return False
    if any(one.unit != relation.whole.unit for one in relation.near):
        return False
    leading = story.text.lower[relation.whole.end : relation.lead_at].rstrip(" ,:(")
    if re.search(r"[,;()]", leading) or len(leading.split()) > 8:
        return False
    listed = story.text.lower[relation.lead_at : relation.near[-1].end]
    if _UNSURE.search(story.text.lower[relation.lead_at : relation.near[-1].end + 60].partition(".")[0]):
        return False
    return all(any(letter.isdigit() for letter in piece) for piece in re.split(r"[,;]", listed))


def _of_subset(story: Story, relation: _Relation) -> Finding | None:
    """A part is no larger than its whole. A share of a share has another base, so nothing is said of percentages."""
    if relation.whole.unit in ("%", "") or not relation.lead.startswith("trong"):
        return None
    leading = story.text.lower[relation.whole.end : relation.lead_at]
    before = story.text.lower[max(0, relation.whole.start - 40) : relation.whole.start]
    sure = not (
        relation.crosses or len(leading) > 120 or _UNSURE.search(leading) or _UNSURE.search(before) or ";" in leading
    )
    same = [one for one in relation.near if _same_kind(relation.whole, one)]
    for one in same:
        judgement = judge("[B] <= [A]", {"A": relation.whole, "B": one})
        if judgement.verdict == FAIL and sure:
            if _UNSURE.search(story.text.lower[relation.lead_at : one.start]):
                return None
            says = f"Phần “trong đó” {told(one)} nhiều hơn tổng số {told(relation.whole)}."
            return Finding(SUBSET, FAIL, says, (relation.whole, one), judgement.repairs)
        if judgement.verdict != OK:
            return None
    if not same:
        return None
    says = f"{', '.join(told(one) for one in same)} không nhiều hơn {told(relation.whole)}."
    return Finding(SUBSET, OK, says, (relation.whole, *same))


def _same_kind(whole: Mention, part: Mention) -> bool:
    """Whether a part is told in the noun of its whole, or in one that stands for any."""
    if whole.unit != part.unit or whole.unit.startswith("đồng/"):
        return False
    first, second = whole.what.lower().split(), part.what.lower().split()
    return (
        part.unit not in ("người", "đơn vị")
        or first[:2] == second[:2]
        or bool({" ".join(second[:1]), " ".join(second[:2])} & _GENERAL)
    )
