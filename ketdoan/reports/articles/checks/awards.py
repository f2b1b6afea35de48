"""Awards beside their caps, and targets beside what was reached."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ketdoan.reports.rules.caps import Cap
from ketdoan.reports.rules.checking import FAIL, OK, WARN

from ..arithmetic import judge
from ..domain import domain
from ..model import Finding, Mention
from ..story import Sentence, Story, told

AWARD_CAP, TARGET = "award_cap", "target"
_ONLY_WISHED = re.compile(r"(?<!\w)đăng ký(?!\w)")
_AIM = re.compile(
    r"[^.;]{0,40}\(? ?(?:so với |vượt |vượt mức )?(?:chỉ tiêu|kế hoạch|mục tiêu)"
    r"(?: (?:là|đề ra|giao|nghị quyết|đại hội|được giao|năm|:)){0,4}:? ?$"
)
_LEADS = re.compile(r" ?(?:|:|là|có|đạt|được|gồm) {0,2}")
_SAYS_NOT = re.compile(r"(?<!\w)(?:chưa đạt|không đạt|thấp hơn|chưa hoàn thành)(?!\w)")
_SAYS_REACHED = re.compile(r"(?<!\w)(?:vượt|đạt chỉ tiêu|hoàn thành chỉ tiêu|đạt kế hoạch)(?!\w)")
NOT_VERIFIED = "Căn cứ chưa được đối chiếu với văn bản"


def award_caps(story: Story, day: date, caps: Sequence[Cap]) -> Iterator[Finding]:
    """Bearers of one award among those of another, told as numbers or as shares of the same people."""
    for cap in caps:
        if not cap.holds(story.day or day):
            continue
        for sentence in story.sentences:
            for of, among in _pairs(story, sentence, cap):
                yield from _capped(cap, of, among)


def _pairs(story: Story, sentence: Sentence, cap: Cap) -> Iterator[tuple[Mention, Mention]]:
    """Figures of both awards in one sentence, each told once, both as numbers or both as shares."""
    told_of: dict[str, list[Mention]] = {cap.of: [], cap.among: []}
    for at, figure in enumerate(sentence.figures):
        cell = _award(story, sentence, at)
        if cell in told_of:
            told_of[cell].append(figure)
    counted = [[one for one in some if one.unit in ("người", "lượt")] for some in told_of.values()]
    shares = [[one for one in some if one.unit == "%"] for some in told_of.values()]
    for of, among in (counted, shares):
        if len(of) == 1 and len(among) == 1 and of[0] is not among[0]:
            yield of[0], among[0]


def _award(story: Story, sentence: Sentence, at: int) -> str:
    """The award of a figure: the one right before it (lao động tiên tiến: 250 người), else the first one after it."""
    leading, following = story.before(sentence, at), story.after(sentence, at).partition(";")[0]
    for cell, pattern in domain().awards.items():
        if any(_LEADS.fullmatch(leading, name.end()) for name in pattern.finditer(leading)):
            return cell
    names = [(name.start(), cell) for cell, one in domain().awards.items() if (name := one.search(following))]
    start, cell = min(names, default=(0, ""))
    return "" if _ONLY_WISHED.search(following[:start]) else cell


def _capped(cap: Cap, of: Mention, among: Mention) -> Iterator[Finding]:
    if of.unit == "%":  # a target of "at least 95%" is measured by what it asks for
        judgement = judge(f"[A] <= {cap.share}% * [B]", {"A": replace(of, sign="="), "B": replace(among, sign="=")})
    else:
        judgement = judge(f"[A] <= {cap.share}% * [B]", {"A": of, "B": among})
    if judgement.verdict not in (OK, FAIL) or not among.number:
        return
    share = f"{of.number / among.number * 100:.2f}".replace(".", ",")
    sentence = f"{told(of)} Chiến sĩ thi đua cơ sở trên {told(among)} Lao động tiên tiến là {share}%"
    sentence += f", vượt mức {cap.share}%." if judgement.verdict == FAIL else f", không quá {cap.share}%."
    note = cap.source if cap.verified else f"{NOT_VERIFIED}: {cap.source}"
    yield Finding(AWARD_CAP, WARN if judgement.verdict == FAIL else OK, sentence, (of, among), judgement.repairs, note)


def targets(story: Story) -> Iterator[Finding]:
    """Trên 98% (chỉ tiêu 95%): whether it was reached, as the words say."""
    for sentence in story.sentences:
        for at in range(len(sentence.figures) - 1):
            reached, aim = sentence.figures[at : at + 2]
            if reached.unit != aim.unit or not reached.unit or not _AIM.match(story.between(reached, aim)):
                continue
            if aim.number * 2 < reached.number:
                continue  # vượt chỉ tiêu 3%: by so much
            near = story.text.lower[max(sentence.start, reached.start - 80) : min(sentence.end, aim.end + 60)]
            yield from _reached(reached, aim, near)


def _reached(reached: Mention, aim: Mention, near: str) -> Iterator[Finding]:
    verdict = judge("[A] >= [B]", {"A": reached, "B": replace(aim, sign="=")}).verdict
    says_not = bool(_SAYS_NOT.search(near))
    if verdict == OK and not says_not:
        yield Finding(TARGET, OK, f"{told(reached)} so với chỉ tiêu {told(aim)}: đạt.", (reached, aim))
    elif verdict == OK or (verdict == FAIL and _SAYS_REACHED.search(near) and not says_not):
        claim = "chưa đạt" if says_not else "đạt, vượt"
        says = f"Bài viết ghi {claim} chỉ tiêu, nhưng {told(reached)} so với chỉ tiêu {told(aim)}."
        yield Finding(TARGET, FAIL if verdict == FAIL else WARN, says, (reached, aim))
