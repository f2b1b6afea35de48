"""What a Vietnamese text counts: numbers with their units, amounts, percentages, dates, in figures or in words.

It is for holding one text against another: where reading is not sure, the written form is kept, so that only the same
writing is equal.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ketdoan.core.viet import nfc

#: A number with the unit after it (empty where none follows), or a date as ("date", year, month, day) and what is
#: shorter than that.
Quantity = tuple[object, ...]

_DATES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(rf"(?<![\d/.,-]){pattern}(?![\d/]|[.,]\d)"), order)
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", "ymd"),
        (r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})", "dmy"),
        (r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", "dmy"),
        (r"(\d{1,2})\s+tháng\s+(\d{1,2})", "dm"),
        (r"(\d{1,2})\s?/\s?(\d{4})", "my"),
        (r"tháng\s+(\d{1,2})\s+năm\s+(\d{4})", "my"),
        (r"(\d{1,3})\s?/\s?(\d{1,3})", "dm"),
        (r"năm\s+(\d{4})", "y"),
    )
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+")
_GROUPED, _DECIMAL, _WHOLE = (re.compile(pattern) for pattern in (r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", r"\d+,\d+", r"\d+"))
_DIGITS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
#: Digits within a number alone: mười lăm, hai mươi mốt.
_WITHIN = {"lăm": 5, "nhăm": 5, "mốt": 1, "tư": 4}
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_UNITS = {"ngày", "tháng", "năm", "tuần", "giờ", "phút", "quý", "lần", "đồng", "tuổi", "%"}
#: After these năm is a year, not five.
_OF_YEARS = {"mỗi", "hằng", "hàng", "từng", "một"}
#: Numbers that are told by a word of their own.
_TOLD = {"nửa", "rưỡi", "chục", "tá"}


def quantities(text: str) -> set[Quantity]:
    """All that a text counts."""
    plain = nfc(text).lower()
    found: set[Quantity] = set()
    for pattern, order in _DATES:
        for match in pattern.finditer(plain):
            found.update(_date(match, order))
        plain = pattern.sub(" . ", plain)
    return found | set(_numbers(_WORD.findall(plain)))


def stands_in(one: Quantity, others: set[Quantity]) -> bool:
    """Whether a quantity is among others; a number also where the unit stands elsewhere in one of the two."""
    if one in others:
        return True
    if len(one) != 2 or not isinstance(one[0], Fraction):
        return False
    value, unit = one
    return (value, "") in others or (unit == "" and any(other[0] == value for other in others))


def _date(match: re.Match[str], order: str) -> Iterator[Quantity]:
    """A date, and the shorter ones that it implies."""
    told = {letter: int(part) for letter, part in zip(order, match.groups(), strict=True)}
    for letters, name in (("ymd", "date"), ("ym", "month"), ("dm", "day"), ("y", "year")):
        if set(letters) <= set(told):
            yield (name, *(told[letter] for letter in letters))


def _numbers(words: Sequence[str]) -> Iterator[Quantity]:
    at = 0
    while at < len(words):
        word, before = words[at], words[at - 1] if at else ""
        following = words[at + 1] if at + 1 < len(words) else ""
        if word[0].isdigit():
            value, at = _scaled(_figure(word), words, at + 1)
        elif word in _TOLD or (word == "đôi" and before == "gấp"):
            yield ("word", word)
            at += 1
            continue
        elif _begins(word, before, following):
            value, at = _in_words(words, at)
        else:
            at += 1
            continue
        yield value, _unit(words, at)


def _figure(word: str) -> Fraction | str:
    """The value of figures; as they are written, where that may be read in two ways."""
    if _GROUPED.fullmatch(word) or _DECIMAL.fullmatch(word):
        return Fraction(word.replace(".", "").replace(",", "."))
    return Fraction(word) if _WHOLE.fullmatch(word) else word


def _scaled(value: Fraction | str, words: Sequence[str], at: int) -> tuple[Fraction | str, int]:
    while isinstance(value, Fraction) and at < len(words) and words[at] in {*_SCALES, "trăm"}:
        value *= _SCALES.get(words[at], 100)
        at += 1
    return value, at


def _unit(words: Sequence[str], at: int) -> str:
    if tuple(words[at : at + 2]) == ("phần", "trăm"):
        return "%"
    return words[at] if at < len(words) and words[at] in _UNITS else ""


def _begins(word: str, before: str, following: str) -> bool:
    """Whether a word begins a number: một and năm, which mean much else, only before what is counted."""
    counted = following in _UNITS or following == "phần" or following in {*_SCALES, "mươi", "trăm"}
    if word == "mười":
        return True
    if word == "một":
        return counted and following != "phần"
    if word == "năm":
        return counted and before not in _OF_YEARS and not before[:1].isdigit() and before not in _DIGITS
    return word in _DIGITS and not (word == "hai" and following == "bên")


def _in_words(words: Sequence[str], at: int) -> tuple[Fraction, int]:
    """A number in words from a place on, and where it ends."""
    total = below = digit = 0
    fresh = True
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _DIGITS and fresh and (word != "năm" or total + below == 0 or following in {"mươi", "trăm"}):
            digit, fresh = _DIGITS[word], False
        elif word in _WITHIN and below and fresh:
            digit, fresh = _WITHIN[word], False
        elif word == "mười" and fresh:
            below += 10
        elif word in {"mươi", "trăm"} and digit:
            below, digit, fresh = below + digit * (10 if word == "mươi" else 100), 0, True
        elif word in _SCALES and below + digit:
            total, below, digit, fresh = total + (below + digit) * _SCALES[word], 0, 0, True
        elif not (word in {"linh", "lẻ"} and below and fresh):
            break
        at += 1
    return Fraction(total + below + digit), at
