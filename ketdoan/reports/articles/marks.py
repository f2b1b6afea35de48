"""Numbers that count nothing: dates, times of day, terms, documents, numbers of lists, telephones, names.

Each pattern is read over the whole text once; where two overlap, the one that stands earlier in PATTERNS is right.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from .model import DATE, DOCUMENT, NAME, ORDINAL, PHONE, TERM, TIME
from .plain import Plain
from .words import BEFORE, words

Match = re.Match[str]
_YEAR = r"(?:19|20)\d\d"
_ROMAN = r"[IVX]{1,6}"
#: Of a law, a decision: what stands after the number, in capitals as offices abbreviate themselves.
_OFFICE = r"[A-ZĐ][A-ZĐƯa-zđư]{1,11}"
_UPPER = "A-ZĐÀÁẢÃẠĂÂÈÉÊÌÍÒÓÔƠÙÚƯỲÝ"


class Mark(NamedTuple):
    """A stretch of the text that holds such numbers."""

    start: int
    end: int
    kind: str


def _no_check(found: Match, text: Plain) -> bool:
    return True


def _day_month(found: Match, text: Plain) -> bool:
    """Whether a day and a month could be those of a date."""
    day, month = (int(part) for part in re.findall(r"\d+", found["day"])[:2])
    return 1 <= day <= 31 and 1 <= month <= 12


def _short_date(found: Match, text: Plain) -> bool:
    """Whether 12/1, 8.3 or 22-1 is a date: after a word of time, or where it can be nothing else that is counted."""
    if not _day_month(found, text):
        return False
    before = text.lower[max(0, found.start() - BEFORE) : found.start()]
    if words().before["day_before"].search(before):
        return True
    after = _after_spaces(text.lower, found.end())
    counted = words().noun.match(text.lower, after) or words().scale.match(text.lower, after)
    return "-" not in found["day"] and counted is None and not words().before["part_before"].search(before)


def _after_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _no_unit(found: Match, text: Plain) -> bool:
    """Whether letters and digits written together are no unit of measure (m2)."""
    return found[0].lower() not in words().unit_of


def _glued_name(found: Match, text: Plain) -> bool:
    """Whether letters written together with a number are no unit (20kg, 15tr)."""
    return found["letters"].lower() not in words().glued


def _telephone(found: Match, text: Plain) -> bool:
    return 9 <= sum(letter.isdigit() for letter in found[0]) <= 12


#: Ngày 21 và 22 tháng 3 năm 2018; từ ngày 3 đến ngày 6/8.
_DAYS = (
    r"(?i)\bngày (?:từ )?\d{1,2}(?: ?(?:,|-|và|đến|đến ngày) ?\d{1,2}){0,3}(?: ?[/.-] ?\d{1,2})?"
    rf"(?: ?(?:tháng|/) ?\d{{1,2}})?(?: ?(?:năm|/) ?{_YEAR})?(?![\d%])(?![.,]\d)(?! ?(?:cuộc|người|đồng))"
)
_CALL = "đt|sđt|điện thoại|số máy|hotline|đường dây nóng|tổng đài|tel|fax"
_DAY = r"(?P<day>\d{1,2}[/.-]\d{1,2})"
Check = Callable[[Match, Plain], bool]
#: Kind, pattern (over the text as written; (?i) where case does not matter), and what else must be so.
_PATTERNS: tuple[tuple[str, str, Check], ...] = (
    (NAME, r"(?i)(?:https?://|www\.)[^\s]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,20}){1,4}", _no_check),
    (NAME, r"(?i)(?<![\w.-])(?:[\w-]{1,40}\.){1,4}(?:vn|com|org|net|info|gov)(?![\w])(?:/[^\s]{0,300})?", _no_check),
    (TIME, r"(?i)\bgmt ?[+-] ?\d{1,2}(?::\d\d)?", _no_check),
    (DATE, rf"(?<![\d/-]){_YEAR}-\d{{1,2}}(?:-\d{{1,2}})?(?![\d-])", _no_check),
    (DATE, rf"(?<![\d/.-])(?P<day>\d{{1,2}}(?P<by>[/.-])\d{{1,2}})(?P=by)(?:{_YEAR}|\d\d)(?![\d/])", _day_month),
    (DATE, rf"(?<![\d/.-])(?P<day>\d{{1,2}} ?[/.-] ?\d{{1,2}}) ?[/.-] ?{_YEAR}(?![\d/])", _day_month),
    (TERM, rf"(?<![\d/.-]){_YEAR} {{0,2}}[-/] {{0,2}}{_YEAR}(?!\d|[/-]\d)", _no_check),
    (DOCUMENT, rf"\b\d{{1,5}}[a-z]?/{_YEAR}/{_OFFICE}(?:[-/]{_OFFICE}\d?){{0,3}}\d{{0,2}}", _no_check),
    (DOCUMENT, rf"\b\d{{1,5}}[a-z]? ?[-/](?:{_YEAR}[-/])?{_OFFICE}(?:[-/]{_OFFICE}){{1,3}}", _no_check),
    (DOCUMENT, rf"(?i)\bsố:? {{0,2}}\d{{1,5}}[a-z]? ?[-/] ?(?-i:{_OFFICE}(?:[-/]{_OFFICE}){{0,3}})", _no_check),
    (DATE, _DAYS, _no_check),
    (DATE, r"(?i)\b\d{1,2} {0,2}tháng {1,2}\d{1,2}(?:(?:,? năm|,)? ?(?:19|20)\d\d)?(?!\d)", _no_check),
    (TERM, rf"(?i)\b(?:\d{{1,2}}|ba|sáu|chín) {{1,2}}tháng (?:đầu|cuối) (?:năm|nhiệm kỳ|kỳ)(?: {_YEAR})?", _no_check),
    (TERM, rf"(?i)\b\d{{1,2}} {{1,2}}tháng,? (?:của )?năm {_YEAR}", _no_check),
    (DATE, rf"(?i)\btháng {{1,2}}(?:\d{{1,2}}(?: ?[/-] ?{_YEAR}| năm {_YEAR}|,? {_YEAR})?)(?![\d%.,/]*\d)", _no_check),
    (DATE, rf"(?i)\bquý {{1,2}}(?:[1-4]|[IV]{{1,3}})(?: ?[/-] ?{_YEAR}| năm {_YEAR})?\b", _no_check),
    (DATE, rf"(?<![\d.,/-])\d{{1,2}} ?/ ?{_YEAR}(?![\d/])", _no_check),
    (TIME, r"(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?![\d:])", _no_check),
    (TIME, r"(?i)\b\d{1,2} ?(?:giờ|h) ?\d\d(?! ?%)\b(?: ?phút)?", _no_check),
    (TIME, r"(?i)\b(?:lúc|vào|từ|hồi|đến) \d{1,2} ?(?:giờ|h|g)\b", _no_check),
    (TIME, r"(?i)\b\d{1,2}h\b|\b\d{1,2} giờ(?= (?:ngày|sáng|trưa|chiều|tối|đêm|hôm))", _no_check),
    (DATE, r"(?i)\b(?:mùng|mồng) \d{1,2}\b|\b\d{1,2}(?= tết\b)", _no_check),
    (NAME, r"\b\d{3,5}(?:-\d{1,2})?:\d{4}\b|(?i:\b(?:thắng|thua|hòa|tỷ số|tỉ số) )\d{1,2} ?- ?\d{1,2}\b", _no_check),
    (PHONE, rf"(?i)\b(?:{_CALL}):? {{0,2}}\(?\+?\d{{2,5}}\)?(?:[ .-]?\d{{2,4}}){{1,4}}", _no_check),
    (PHONE, r"(?<![\d.,])(?:\(?\+84\)?|\(?0\d{1,3}\)?)(?:[ .-]?\d{2,4}){2,4}(?![\d])", _telephone),
    (ORDINAL, r"(?m)^[ ]{0,8}\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)](?=[.\s])", _no_check),
    (ORDINAL, r"\(\d{1,2}\)(?=[.,:]? )", _no_check),
    (ORDINAL, rf"(?<=[;:.] )\d{{1,2}}[.)] (?=[{_UPPER}])", _no_check),
    (ORDINAL, rf"(?i:lần thứ|thứ|khóa|khoá|đại hội|giai đoạn|quân khu|thế kỷ|chương|hạng|loại) {_ROMAN}\b", _no_check),
    (ORDINAL, r"(?i)\b(?:lần )?thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín|mười(?: \w{2,4})?)\b", _no_check),
    (NAME, r"(?i)\bchương trình (?:một|1) triệu sáng kiến", _no_check),
    (
        NAME,
        r"(?i)\b(?:siêu thị|gian hàng|phiên chợ|chợ|cửa hàng|quầy|chuyến xe|bữa cơm|tour) 0 ?(?:đồng|đ)\b",
        _no_check,
    ),
    (NAME, r"(?i)\bcovid ?-? ?(?:19|2019)\b|\b(?:công nghiệp|web|cmcn) \d\.\d", _no_check),
    (NAME, r"\b\d{2}[A-Z]\d?-\d{3}\.?\d{2}\b", _no_check),
    (NAME, r"\b[^\W\d_]{1,20}-?\d(?:[\d.]{0,6}\d)?", _no_unit),
    (NAME, r"(?<![\d.,])\d{1,4}(?P<letters>[^\W\d_]{1,12})", _glued_name),
    (NAME, r"[“\"«](?:(?i:một) \w{2,6}(?: \w{2,6})?|\d{1,4})(?= ?[^\W\d][^\n“”\"»;%]{0,110}[”\"»])", _no_check),
    (DATE, rf"(?<![\d/.,-]){_DAY}(?![\d/]|[.,-]\d|%)", _short_date),
)
_COMPILED = tuple((kind, re.compile(pattern), check) for kind, pattern, check in _PATTERNS)


def marks(text: Plain) -> list[Mark]:
    """All stretches that hold numbers which count nothing, in the order of the text."""
    taken = bytearray(len(text.cased))
    found: list[Mark] = []
    for kind, pattern, check in _COMPILED:
        for match in pattern.finditer(text.cased):
            start, end = match.span()
            if any(taken[start:end]) or not check(match, text):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(Mark(start, end, kind))
    return sorted(found)


def named(before: str, *, counts: bool) -> str:
    """The kind that the words before a number give it; "" for none. `counts`: a counted noun follows."""
    lists = words()
    told = [*lists.always.items(), *(() if counts else lists.alone.items())]
    return next((kind for kind, pattern in told if pattern.search(before)), "")
