"""Fractions, shares and growth beside the percentages that are printed for them."""

import re
from collections.abc import Iterator

from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED, WARN
from ketdoan.reports.rules.parser import PLACES

from ..arithmetic import judge
from ..domain import Deed, domain
from ..model import Finding, Mention
from ..story import Sentence, Story, told
from ..words import words

FRACTION, ABOVE_ALL, BASE, GROWTH = "fraction", "above_all", "base", "growth"
_REACHES = re.compile(r"(?<!\w)(?:đạt|chiếm|tỷ lệ|tỉ lệ|bằng|tương đương|ước)(?!\w)|\(|=")
_OF_A_PLAN = re.compile(
    r"\W{0,3}(?:so |trên )?(?:với )?(?:tổng )?"
    r"(?:kế hoạch|chỉ tiêu|dự toán|nghị quyết|mục tiêu|so với|kh\b|ct\b|định mức|công suất|cùng kỳ|năm trước|mức)"
)
_PLAN_IN_BRACKETS = re.compile(r"% (?:so với )?(?:kế hoạch|chỉ tiêu)[^.,;()]{0,30}\((?:là |kế hoạch |chỉ tiêu )?")
#: 45/52 đơn vị; 150.000 đoàn viên/165.000 lao động.
_TOTAL = re.compile(r"(?: [^\W\d][^\d.,;:()/]{0,40})? ?/ ?| (?:trên|trên tổng số|trong tổng số|/tổng số) ")
_MORE_OR_LESS = re.compile(r"(?<!\w)(?:tăng|giảm|vượt|cao hơn|thấp hơn|gấp|bằng|nâng|lãi)(?!\w)")
_TARGET = re.compile(r"(?<!\w)(?:phấn đấu|chỉ tiêu|mục tiêu|kế hoạch|đến năm|hằng năm|hàng năm)(?!\w)")
_FROM_TO = re.compile(r"(?<!\w)(?:lên|xuống|còn|thành)(?: đến| tới| còn)? {0,2}$")


def fractions(story: Story) -> Iterator[Finding]:
    """221/253 đơn vị, đạt 87%."""
    for sentence in story.sentences:
        figures = sentence.figures
        for at in range(len(figures) - 2):
            part, whole, share = figures[at : at + 3]
            yield from _of_plan(story, part, whole, share)
            if share.unit != "%" or part.unit != whole.unit or not _TOTAL.fullmatch(story.between(part, whole)):
                continue
            words_between = story.between(whole, share)
            if len(words_between) < 200 and _REACHES.search(words_between) and ";" not in words_between:
                found = _fraction(part, whole, share)
                if found.verdict == OK or not _OF_A_PLAN.match(story.text.lower, share.end + 1):
                    yield found


def _of_plan(story: Story, done: Mention, share: Mention, plan: Mention) -> Iterator[Finding]:
    """Kết nạp 1.500 đoàn viên, đạt 150% kế hoạch (1.000 đoàn viên)."""
    alike = share.unit == "%" and done.unit == plan.unit != "%"
    reaches = alike and _REACHES.search(story.between(done, share)[-20:])
    if reaches and _PLAN_IN_BRACKETS.fullmatch(story.between(share, plan)):
        yield _fraction(done, plan, share)


def _fraction(part: Mention, whole: Mention, share: Mention) -> Finding:
    places = _places(share)
    judgement = judge(f"[P] ≈%{places} [A] / [B]", {"P": share, "A": part, "B": whole})
    real = f"{part.number / whole.number * 100:.2f}".replace(".", ",") if whole.number else "?"
    says = f"{part.text}/{whole.text} = {real}%, bài viết ghi {told(share)}."
    verdict = judgement.verdict
    if verdict == FAIL and 0 <= part.number * 100 / whole.number - share.number < share.step:
        verdict, says = OK if places else WARN, f"{says} Số này bị cắt bớt chứ không làm tròn."
    return Finding(FRACTION, verdict, says, (part, whole, share), () if verdict == OK else judgement.repairs)


def above_all(story: Story) -> Iterator[Finding]:
    """More than 100% of people or units there are."""
    for sentence in story.sentences:
        for at, figure in enumerate(sentence.figures):
            if figure.unit != "%" or figure.number <= 100 or figure.sign not in ("=", ">", ">="):
                continue
            leading, following = story.before(sentence, at), story.after(sentence, at)
            counted = words().noun.match(figure.what.lower())
            share_of = counted is not None and words().unit(counted[0]) in ("người", "đơn vị", "tập thể", "hộ")
            if (
                share_of
                and not _MORE_OR_LESS.search(leading[-40:])
                and not re.search(r"kế hoạch|chỉ tiêu|so với|dự toán", leading + following)
            ):
                sentence_ = f"{told(figure)} {figure.what}: tỷ lệ của một tổng số không thể quá 100%."
                yield Finding(ABOVE_ALL, FAIL, sentence_, (figure,))


def growth(story: Story) -> Iterator[Finding]:
    """Từ 1.200 lên 1.500 đoàn viên, tăng 25%; 1.500 đoàn viên, tăng 25% so với năm trước (1.200 đoàn viên)."""
    for sentence in story.sentences:
        for at in range(len(sentence.figures) - 2):
            tells = (_from_to, _beside_before, _by_both)
            found = next((one for one in (tell(story, sentence, at) for tell in tells) if one), None)
            if found:
                yield found


def _from_to(story: Story, sentence: Sentence, at: int) -> Finding | None:
    old, new, change = sentence.figures[at : at + 3]
    leads = re.search(r"(?<!\w)từ {1,2}$", story.text.lower[max(0, old.start - 6) : old.start])
    direction = re.search(r"(tăng|giảm) ?(?:thêm )?$", story.between(new, change))
    if not leads or not direction or not _FROM_TO.search(story.between(old, new)) or old.unit != new.unit:
        return None
    return _changed(old, new, change, direction[1])


def _beside_before(story: Story, sentence: Sentence, at: int) -> Finding | None:
    new, change, old = sentence.figures[at : at + 3]
    direction = re.search(r"(tăng|giảm) ?(?:thêm )?$", story.between(new, change))
    compared = re.search(r"^[^.;]{0,60}so với [^.;]{0,40}(?:\(| là | có | đạt )$", story.between(change, old) + " ")
    compared = compared or re.search(r"so với [^.;(]{0,40}\($", story.between(change, old))
    if not direction or not compared or old.unit != new.unit or len(story.between(new, change)) > 80:
        return None
    return _changed(old, new, change, direction[1])


def _by_both(story: Story, sentence: Sentence, at: int) -> Finding | None:
    """3.612 vụ, tăng 263 vụ, tương ứng với 7,85%: the share of what there was before."""
    new, change, share = sentence.figures[at : at + 3]
    direction = re.search(r"(tăng|giảm) ?(?:thêm )?$", story.between(new, change))
    joined = re.search(
        r"(?<!\w)(?:tương ứng|tương đương)(?: với)? (?:tăng |giảm |tỷ lệ )?$", story.between(change, share)
    )
    if (
        not direction
        or not joined
        or share.unit != "%"
        or change.unit != new.unit
        or len(story.between(new, change)) > 40
    ):
        return None
    sign = "-" if direction[1] == "tăng" else "+"
    cells = {"P": share, "C": change, "N": new}
    judgement = judge(f"[P] ≈%{_places(share)} [C] / ([N] {sign} [C])", cells)
    if judgement.verdict == UNDEFINED:
        return None
    says = f"{told(new)}, {direction[1]} {told(change)}, bài viết ghi tương ứng {told(share)}"
    if judgement.verdict == FAIL and judgement.expected is not None:
        says += f"; tính ra {judgement.expected * 100:.2f}%".replace(".", ",")
    return Finding(GROWTH, judgement.verdict, says + ".", (new, change, share), judgement.repairs)


def _places(share: Mention) -> int:
    """How many digits of a percentage stand after its decimal sign, as many as rules know."""
    return min(PLACES, max(0, -int(share.step.as_tuple().exponent)))


def _changed(old: Mention, new: Mention, change: Mention, direction: str) -> Finding | None:
    more, less = (new, old) if direction == "tăng" else (old, new)
    cells = {"M": more, "L": less, "O": old, "C": change}
    if change.unit == "%":
        judgement = judge(f"[C] ≈%{_places(change)} ([M] - [L]) / [O]", cells)
    elif change.unit in (new.unit, ""):
        judgement = judge("[C] = [M] - [L]", cells)
    else:
        return None
    if judgement.verdict == UNDEFINED:
        return None
    says = f"Từ {told(old)} đến {told(new)}, bài viết ghi {direction} {told(change)}"
    if judgement.verdict == FAIL and change.unit == "%" and judgement.expected is not None:
        says += f"; tính ra {judgement.expected * 100:.1f}%".replace(".", ",")
    return Finding(GROWTH, judgement.verdict, says + ".", (old, new, change), judgement.repairs)


def bases(story: Story) -> Iterator[Finding]:
    """A number of units and a share of the same deed, where nobody says of how many."""
    for deed in domain().deeds:
        counts, shares, stated = _told_of(story, deed)
        if len(counts) == 1 and len(shares) == 1 and not stated:
            says = f"{told(counts[0])} và {told(shares[0])} cùng nói về một việc nhưng không nêu mẫu số"
            says += f" ({deed.base}), nên không đối chiếu được."
            yield Finding(BASE, UNDEFINED, says, (counts[0], shares[0]))
    yield from _shares_alone(story)


def _told_of(story: Story, deed: Deed) -> tuple[list[Mention], list[Mention], bool]:
    """The counts and the shares of a deed, and whether some fraction states the base."""
    counts: list[Mention] = []
    shares: list[Mention] = []
    stated = False
    for sentence in story.sentences:
        for at, figure in enumerate(sentence.figures):
            following = story.after(sentence, at).partition(";")[0]
            if not deed.words.search(following):
                continue
            if figure.unit == "%" and figure.number != 100 and not _is_target(story, sentence, figure, following):
                shares.append(figure)
            elif figure.unit == "đơn vị" and at and _TOTAL.fullmatch(story.between(sentence.figures[at - 1], figure)):
                stated = True
            elif figure.unit in ("đơn vị", "bản") and figure.sign == "=":
                counts.append(figure)
    return counts, shares, stated


def _is_target(story: Story, sentence: Sentence, figure: Mention, following: str) -> bool:
    """Whether a share is one that is aimed at. What “đã” is said of has been done."""
    leading = story.text.lower[sentence.start : figure.start]
    return bool(_TARGET.search(leading)) and not re.search(r"(?<!\w)đã(?!\w)", following)


def _shares_alone(story: Story) -> Iterator[Finding]:
    """250 người, chiếm tỷ lệ 40%: of how many, if no larger figure stands in this sentence or the one before."""
    previous: list[Mention] = []
    for sentence in story.sentences:
        figures = sentence.figures
        for at in range(len(figures) - 1):
            count, share = figures[at], figures[at + 1]
            link = story.between(count, share)
            if share.unit != "%" or share.number == 100 or count.unit in ("%", "", "đồng") or count.sign != "=":
                continue
            if at and _TOTAL.fullmatch(story.between(figures[at - 1], count)):
                continue  # a fraction states its base
            link_says = re.search(r"(?:chiếm|đạt) (?:tỷ lệ|tỉ lệ) $|\(?chiếm $", link)
            planned = _OF_A_PLAN.match(story.text.lower, share.end + 1) or _MORE_OR_LESS.search(link)
            known = any(one.unit == count.unit and one.number > count.number for one in [*previous, *figures])
            if link_says and not planned and not known and len(link) < 120:
                says = f"{told(count)} được ghi là {told(share)} nhưng không nêu của tổng số nào."
                yield Finding(BASE, UNDEFINED, says, (count, share))
        previous = list(figures) or previous
