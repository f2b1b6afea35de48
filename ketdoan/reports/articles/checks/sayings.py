"""The same thing told twice, shares that exclude each other, gifts of one worth, and ranges."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ketdoan.core.viet import format_number
from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED, WARN
from ketdoan.reports.rules.repairs import SWAPPED

from ..arithmetic import judge
from ..model import Finding, Mention
from ..story import Sentence, Story, told
from ..words import words

TWICE, COMPLEMENT, PRODUCT, RANGE = "twice", "complement", "product", "range"
_GOOD = re.compile(r"(?<!\w)(?:vững mạnh|hoàn thành tốt|hoàn thành xuất sắc|đạt chuẩn)(?!\w)")
_BAD = re.compile(r"^[^,.;]{0,60}(?<!\w)(?:yếu|kém|yếu kém|không hoàn thành|trung bình)(?!\w)")
#: Smaller or rounder figures, and those of which many are told, differ so by chance too often.
_LARGE, _ROUND, _MANY = 1_000, 10, 6
_MORE = re.compile(r"(?<!\w)(?:và|cộng|cùng|kèm)(?!\w)")


def twice(story: Story) -> Iterator[Finding]:
    """Two figures of one thing that differ by two neighbouring digits, as in 81.911 and 81.191."""
    named: dict[tuple[str, str], list[Mention]] = {}
    for figure in story.figures:
        if figure.sign == "=" and figure.number >= _LARGE and figure.number % _ROUND and figure.what:
            key = figure.unit, " ".join(figure.what.lower().split()[:2])
            named.setdefault(key, []).append(figure)
    for same in named.values():
        values = {one.number: one for one in same if len(same) <= _MANY}
        for one in values.values():
            for repair in judge("[A] = [B]", {"A": one, "B": same[0]}).repairs:
                if repair.cause == SWAPPED and repair.figure is one:
                    says = f"{told(same[0])} và {told(one)} chỉ khác hai chữ số liền nhau: có thể một số gõ nhầm."
                    yield Finding(TWICE, WARN, says, (same[0], one), (repair,))


def complements(story: Story) -> Iterator[Finding]:
    """100% vững mạnh leaves none that are weak; nam and nữ together are 100%."""
    for sentence in story.sentences:
        whole = [one for at, one in enumerate(sentence.figures) if _all_good(story, sentence, at)]
        for at, figure in enumerate(sentence.figures):
            if (
                whole
                and _noun_unit(whole[0]) == figure.unit
                and figure.unit in ("đơn vị", "người", "tập thể")
                and figure.number
                and _BAD.match(story.after(sentence, at))
            ):
                says = f"Đã ghi 100% đạt, nhưng còn {told(figure)} không đạt."
                yield Finding(COMPLEMENT, FAIL, says, (whole[0], figure))
        if whole and re.search(r"(?<!\w)không có [^,.;]{0,40}(?:yếu|kém|không hoàn thành)", story.words_of(sentence)):
            yield Finding(COMPLEMENT, OK, "100% đạt và không có đơn vị, cá nhân nào không đạt.", (whole[0],))
        yield from _by_sex(story, sentence)


def _all_good(story: Story, sentence: Sentence, at: int) -> bool:
    figure = sentence.figures[at]
    beside = story.before(sentence, at) + story.after(sentence, at).partition(",")[0]
    return figure.unit == "%" and figure.number == 100 and bool(_GOOD.search(beside))


def _noun_unit(share: Mention) -> str:
    """The unit in which what a share is of is counted."""
    noun = words().noun.match(share.what.lower())
    return words().unit(noun[0]) if noun else ""


def _by_sex(story: Story, sentence: Sentence) -> Iterator[Finding]:
    for at in range(len(sentence.figures) - 1):
        one, other = sentence.figures[at : at + 2]
        first = re.search(r"(?<!\w)(nam|nữ)(?: giới)? (?:chiếm |là )?$", story.before(sentence, at))
        second = re.fullmatch(r"%?[,;]? ?(?:và |còn )?(nam|nữ)(?: giới)? (?:chiếm |là )?", story.between(one, other))
        if one.unit == other.unit == "%" and first and second and first[1] != second[1]:
            total = one.number + other.number
            if abs(total - 100) > (one.step + other.step) / 2:
                says = f"Nam và nữ cộng lại là {format_number(total)}%."
                yield Finding(COMPLEMENT, WARN, says, (one, other))


def products(story: Story) -> Iterator[Finding]:
    """180 suất quà, mỗi suất 500.000 đồng, tổng 90 triệu đồng."""
    for sentence in story.sentences:
        figures = sentence.figures
        for at in range(len(figures) - 2):
            number, *money = figures[at : at + 3]
            if number.unit in ("%", "", "đồng", "năm", "tháng", "lượt"):
                continue
            each = next((place for place in (1, 2) if _each(story, sentence, at + place, number)), None)
            total = next((place for place in (1, 2) if _total(story, sentence, at + place)), None)
            if each and total and each != total:
                more = _MORE.search(story.after(sentence, at + each).partition(".")[0][:60])
                yield from _product(number, money[each - 1], money[total - 1], alone=more is None)


def _each(story: Story, sentence: Sentence, at: int, number: Mention) -> bool:
    figure, leading = sentence.figures[at], story.before(sentence, at)
    noun = number.what.lower().split()[:1]
    if figure.unit.startswith("đồng/"):
        return figure.unit == f"đồng/{number.unit}"
    each = re.search(r"(?<!\w)mỗi (\w+)[^,.;()]{0,30}$", leading)
    return (
        figure.unit == "đồng"
        and each is not None
        and (each[1] in (number.unit, *noun) or number.what.lower().endswith(each[1]))
    )


def _total(story: Story, sentence: Sentence, at: int) -> bool:
    leading = story.before(sentence, at)
    found = re.search(r"(?<!\w)tổng[^,.;()]{0,40}$", leading)
    return sentence.figures[at].unit == "đồng" and found is not None and not re.search(r"nâng| lên", leading)


def _product(number: Mention, each: Mention, total: Mention, *, alone: bool) -> Iterator[Finding]:
    """With something more in each gift, the total is no less than the product."""
    judgement = judge(f"[N] * [E] {'=' if alone else '<='} [T]", {"N": number, "E": each, "T": total})
    if judgement.verdict == UNDEFINED or (judgement.verdict == OK and not alone):
        return
    product = number.number * each.number
    says = f"{number.text} × {told(each)} = {format_number(product)} đồng"
    says += (
        f", khớp với tổng số {told(total)}." if judgement.verdict == OK else f", không khớp với tổng số {told(total)}."
    )
    yield Finding(PRODUCT, OK if judgement.verdict == OK else WARN, says, (number, each, total), judgement.repairs)


def ranges(story: Story) -> Iterator[Finding]:
    """Từ 7 đến 5."""
    for sentence in story.sentences:
        for low, high in zip(sentence.figures, sentence.figures[1:], strict=False):
            joined = bool(low.unit) and story.between(low, high).strip(" %") in ("-", "đến")
            if (
                joined
                and low.sign == ">="
                and high.sign == "<="
                and low.unit == high.unit
                and low.number > high.number > Decimal(0)
            ):
                yield Finding(RANGE, WARN, f"Khoảng từ {low.text} đến {told(high)} có đầu lớn hơn cuối.", (low, high))
