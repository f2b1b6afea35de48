"""Every number of a text: what it is; of a figure its value, sign and unit of measure, and what it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .marks import Mark, marks, named
from .model import CODE, DATE, FIGURE, NAME, ORDINAL, Mention
from .numerals import Numeral, numerals
from .plain import Plain
from .words import BEFORE, words

#: How many words tell what a figure counts.
WORDS_OF_WHAT = 9
#: How many numbers in a row may share the noun that follows the last one.
LONGEST_LIST = 12
_CLAUSE = re.compile(r"[.;,()\n!?:]")
_WORD = re.compile(r" {0,3}([^\W\d_]+(?:[-/&'][^\W\d_]+)*)")
_AT_LEAST = re.compile(r" {0,2}(?:trở lên|trở xuống)")
_PER = re.compile(r" ?/ ?")
_RANGE = re.compile(r" ?%? ?(?:-|đến|tới) ?")
_TELLS = re.compile(r"(?:là|đạt|còn|gồm|có|được|lên|tới|đến|:|=|hơn|trên|gần|khoảng|với|cho|thêm) ?$")
_PARTITIVE = re.compile(r" {0,2}(?:số|tổng số|các|trong số|trên tổng số)? {0,2}")
_QUOTES = frozenset("\"“«'")
_LISTED = re.compile(r", ?| và |, và | hoặc ")
_CHANGE = re.compile(r" (?:lên|xuống|lên đến|lên tới|xuống còn|còn) ")
_ENDS_RANGE = re.compile(r"(?:\d|trăm|nghìn|ngàn|triệu|tỷ|tỉ|đồng) ?%? ?(?:-|đến|tới) {0,2}$")
_FREE_YEAR = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A unit of measure beside a number: where its words end, and those for what is counted."""

    unit: str
    end: int
    what: str


def mentions(text: Plain) -> list[Mention]:
    """All numbers of a text in its order."""
    marked = marks(text)
    found = list(numerals(text, [(mark.start, mark.end) for mark in marked]))
    read: list[Mention] = []
    for at in range(len(found)):
        mention = _mention(text, found, at)
        if mention is not None:
            read.append(_as_before(text, read[-1], mention) if read else mention)
    return sorted([*read, *(_marked(text, mark) for mark in marked)], key=lambda one: one.start)


def _marked(text: Plain, mark: Mark) -> Mention:
    return Mention(mark.start, mark.end, text.cased[mark.start : mark.end], mark.kind)


def _as_before(text: Plain, previous: Mention, mention: Mention) -> Mention:
    """In “Quận 5, 6 và 7” each is an ordinal as the first one is; in “đoàn viên: 551/530” both count the same."""
    between = text.lower[previous.end : mention.start]
    if between == "/" and previous.kind == mention.kind == FIGURE and not mention.unit:
        return replace(mention, unit=previous.unit, what=previous.what)
    listed = _LISTED.fullmatch(between)
    if previous.kind == ORDINAL and mention.kind == FIGURE and mention.unit not in _known_units() and listed:
        return Mention(mention.start, mention.end, mention.text, ORDINAL)
    return mention


def _mention(text: Plain, found: Sequence[Numeral], at: int) -> Mention | None:
    numeral = found[at]
    before = text.lower[max(0, numeral.start - BEFORE) : numeral.start]
    after = _counted_after(text, numeral.end)
    shared = after or _shared(text, found, at)
    kind = _kind(numeral, before, after or shared, text)
    if kind is None:
        return None
    mention = Mention(numeral.start, numeral.end, text.cased[numeral.start : numeral.end], kind)
    if kind != FIGURE:
        return mention
    counted = shared or _counted_before(text, numeral)
    end = after.end if after else numeral.end
    return _figure(mention, _scaled_like_next(text, found, at), counted, _sign(text, numeral.start, end))


def _kind(numeral: Numeral, before: str, counted: _Counted | None, text: Plain) -> str | None:
    """What a number is; None for a word that only looks like one."""
    if numeral.spelled:
        return _kind_in_words(numeral, before, counted, text)
    known_unit = counted is not None and (counted.unit in _known_units() or "/" in counted.unit)
    if kind := named(before, counts=known_unit or numeral.scaled):
        return kind
    digits = text.cased[numeral.start : numeral.end]
    a_year = len(digits) == 4 and digits.isdigit() and int(digits) in _FREE_YEAR
    if a_year and (not known_unit or words().before["year_before"].search(before)):
        return DATE
    if counted is None and digits.isdigit() and len(digits) >= 7:
        return CODE
    if counted is None and re.fullmatch(r"\d{1,2}(?:\.\d{1,2})+", digits):
        return ORDINAL if len(digits) > 3 else NAME
    return FIGURE


def _kind_in_words(numeral: Numeral, before: str, counted: _Counted | None, text: Plain) -> str | None:
    """Words are a number only where something that is counted follows."""
    known = words()
    noun = counted is not None and known.noun.match(text.lower, _at_word(text.lower, numeral.end))
    if not noun or re.search(r"(?:thứ|tháng|hàng|vài|mấy|mươi|số|một|bên|mồng|ngày) $", before):
        return None
    if text.lower[numeral.start : numeral.end] == "năm":
        opens = not before.rstrip(" ") or before.rstrip(" ")[-1] in ".\n:;-“"
        if not (opens or known.before["five_before"].search(before)) or noun[0] not in known.five_of:
            return None
    return None if noun[0] in known.never_spelled else FIGURE


def _at_word(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _counted_after(text: Plain, at: int) -> _Counted | None:
    """The unit of measure that follows a number: đồng/người, % of something, or a noun that is counted."""
    known, lower = words(), text.lower
    start = _at_word(lower, at)
    start += lower[start : start + 1] in _QUOTES
    match = known.noun.match(lower, start)
    if match is None:
        if "\n" in lower[at:start]:
            return None
        return _unknown_noun(text, start)
    unit, end = known.unit(match[0]), match.end()
    if unit == "%":
        share_of = _at_word(lower, _PARTITIVE.match(lower, end).end())  # type: ignore[union-attr]
        return _Counted(unit, end, "" if known.ends.match(lower, share_of) else _what(text, share_of))
    per = _PER.match(lower, end)
    if unit in ("đồng", "USD") and per and (under := known.noun.match(lower, per.end())):
        return _Counted(f"{unit}/{known.unit(under[0])}", under.end(), _what(text, start))
    return _Counted(unit, end, _what(text, start))


def _unknown_noun(text: Plain, start: int) -> _Counted | None:
    """A word that is in no list counts itself, unless it is one that names nothing."""
    word = _WORD.match(text.lower, start)
    if word is None or words().ends.match(text.lower, start) or not text.cased[word.start(1)].islower():
        return None
    if word[1] in ("và", "hoặc", "là", "-") or len(word[1]) < 2:
        return None
    return _Counted(word[1], word.end(), _what(text, start))


def _what(text: Plain, start: int) -> str:
    """The words from a place on that name what is counted."""
    at, count = _at_word(text.lower, start), 0
    begin = end = at
    while count < WORDS_OF_WHAT and (word := _WORD.match(text.lower, at)):
        if count and (words().ends.match(text.lower, word.start(1)) or _new_noun(text, word)):
            break
        at = end = word.end()
        count += 1
    return " ".join(text.cased[begin:end].split())


def _new_noun(text: Plain, word: re.Match[str]) -> bool:
    """Whether “và” joins something that is counted by itself: 3 tập thể và 5 cá nhân."""
    return word[1] == "và" and words().noun.match(text.lower, _at_word(text.lower, word.end())) is None


def _shared(text: Plain, found: Sequence[Numeral], at: int) -> _Counted | None:
    """The unit that a number shares with the next one: 221/253 đơn vị, 15 - 20 triệu đồng, từ 5 đến 7 người."""
    last = min(at + LONGEST_LIST, len(found)) - 1
    while at < last and _LISTED.fullmatch(text.lower[found[at].end : found[at + 1].start]):
        at += 1
        if counted := _counted_after(text, found[at].end):
            return counted if counted.unit in _known_units() else None
    if at + 1 == len(found):
        return None
    between = text.lower[found[at].end : found[at + 1].start]
    if between in ("/", " / ", "/ ", " /", " trên ", " trên tổng số ") or _ranges(between):
        counted = _counted_after(text, found[at + 1].end)
        if counted and (between.strip() in ("/", "-") or counted.unit in _known_units() or "/" in counted.unit):
            return counted
    return None


def _scaled_like_next(text: Plain, found: Sequence[Numeral], at: int) -> Numeral:
    """In 15 - 20 triệu the first number is in millions too."""
    numeral = found[at]
    if at + 1 < len(found) and not numeral.scaled and found[at + 1].scaled:
        between = text.lower[numeral.end : found[at + 1].start]
        following = found[at + 1]
        scale, _ = _scale_of(text, following)
        if _ranges(between) and between.strip() and numeral.value < following.value / scale:
            return replace(numeral, value=numeral.value * scale, step=numeral.step * scale, scaled=True)
    return numeral


def _ranges(between: str) -> bool:
    """Whether the words between two numbers make them the ends of a range or of a change."""
    return bool(_RANGE.fullmatch(between) or _CHANGE.fullmatch(between))


def _known_units() -> set[str]:
    return set(words().unit_of.values())


def _scale_of(text: Plain, numeral: Numeral) -> tuple[Decimal, int]:
    """By what the words after the digits multiply them."""
    scale = Decimal(1)
    for match in words().scale.finditer(text.lower, numeral.start, numeral.end):
        scale *= words().scales[match[0]]
    return scale, numeral.end


def _counted_before(text: Plain, numeral: Numeral) -> _Counted | None:
    """The unit of a number that stands after its noun: số đoàn viên là 82.992; Kết nạp mới: 617; số tiền 300.000."""
    known = words()
    before = text.lower[max(0, numeral.start - BEFORE) : numeral.start]
    stop = max((match.end() for match in _CLAUSE.finditer(before.rstrip(" :"))), default=0)
    clause = before[stop:]
    if numeral.scaled or known.before["money_before"].search(_without_telling(clause)):
        return _Counted("đồng", numeral.end, clause.strip(" :"))
    if known.before["people_before"].search(clause):
        return _Counted("người", numeral.end, clause.strip(" :"))
    nouns = [
        match for match in known.noun.finditer(clause) if match.start() == 0 or not clause[match.start() - 1].isalnum()
    ]
    nouns = [match for match in nouns if known.unit(match[0]) not in ("năm", "lần", "%", "đồng", "tháng", "ngày")]
    beside = bool(nouns) and known.unit(nouns[-1][0]) == "người" and not clause[nouns[-1].end() :].strip(" ")
    if not nouns or not (beside or _TELLS.search(clause.rstrip(" "))):
        return None
    total = re.search(r"(?<!\w)số ", clause)
    chosen = next((noun for noun in nouns if total and noun.start() >= total.end()), nouns[-1])
    return _Counted(known.unit(chosen[0]), numeral.end, clause[chosen.start() :].strip(" :"))


def _without_telling(clause: str) -> str:
    """A clause without the words that lead to its number: số tiền là → số tiền."""
    told = clause.rstrip(" ")
    while (found := _TELLS.search(told)) is not None and found.end() > found.start():
        told = told[: found.start()].rstrip(" ")
    return told


def _figure(mention: Mention, numeral: Numeral, counted: _Counted | None, sign: str) -> Mention:
    unit = counted.unit if counted else ""
    value, step = numeral.value, numeral.step
    if unit not in ("%", "") and numeral.broken and step == Decimal("0.001") and "," in mention.text:
        value, step = value * 1000, Decimal(1)  # 2,596 đoàn viên: English commas
    return replace(mention, value=value, step=step, unit=unit, what=counted.what if counted else "", sign=sign)


def _sign(text: Plain, start: int, end: int) -> str:
    """The sign of the bound that the words around a number make."""
    before = text.lower[max(0, start - 30) : start]
    after = _AT_LEAST.match(text.lower, end)
    if after:
        return "<=" if after[0].endswith("xuống") else ">="
    if re.search(r"\d trên {1,2}$", before):
        return "="  # 35 trên 40 đơn vị
    if found := words().sign_before.search(before):
        return words().sign_of[" ".join(found[0].split())]
    return _sign_of_range(text, start, end, before)


def _sign_of_range(text: Plain, start: int, end: int, before: str) -> str:
    """The sign of either end of a range; “từ 300 đoàn viên” alone is a bound, “từ 300 lên 500” none."""
    following = text.lower[end : end + 60].partition(".")[0].partition(";")[0]
    if re.search(r"(?<!\w)từ {1,2}$", before):
        ranges = _RANGE.match(following) or re.match(r"[^,\n]{0,50}trở lên", following)
        changes = re.search(r"(?<!\w)(?:lên|xuống|còn|thành|đến|tới)(?!\w)", following)
        opens = re.search(r"(?:^|[.,;:\n]) {0,3}từ {1,2}$", before)
        return ">=" if ranges or not (changes or opens) else "="
    if re.match(r" ?%? ?- ?\d", text.lower[_digits_end(text.lower, start) : end + 8]):
        return ">="
    return "<=" if _ENDS_RANGE.search(before) else "="


def _digits_end(text: str, at: int) -> int:
    while at < len(text) and (text[at].isdigit() or text[at] in ".,"):
        at += 1
    return at


def original(text: Plain, found: Sequence[Mention], pasted: str) -> Iterator[Mention]:
    """The numbers with their places and words in the text that was pasted."""
    for one in found:
        start, end = text.origin(one.start, one.end)
        yield replace(one, start=start, end=end, text=pasted[start:end])
