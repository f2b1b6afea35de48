"""Telling rows that are members from headings of groups, totals, repeated headers and signatures."""

import re
from collections.abc import Iterator, Sequence

from ketdoan.core.excel import Layout
from ketdoan.core.excel.layout import numbers_columns
from ketdoan.core.viet import fold

from .columns import meaning_of
from .names import looks_like_a_person

MEMBER, GROUP, HEADER, TOTAL, FOOT, EMPTY, UNSURE, OTHER = (
    "member",
    "group",
    "header",
    "total",
    "foot",
    "empty",
    "unsure",
    "other",
)
_TOTAL = re.compile(
    r"tong(?: (?:cong|so))?(?: (?:doan vien|so|danh sach|co|nguoi|la|cua|chung|don vi|toan)\b.*| \d.*)?|cong(?: \d.*)?|"
    r"(?:danh sach (?:nay )?(?:gom|co)|an dinh danh sach|tong cong)\b.*"
)
#: Totals whose words may be those of a name.
_MAYBE_TOTAL = re.compile(
    r"cong (?:doan vien|so|danh sach|nguoi|to|phong|trang|don vi)\b.*|trong do\b.*|toan don vi\b.*"
)
_FOOT = re.compile(
    r"(?:nguoi lap|lap bieu|lap bang|tm |t m |kt |noi nhan|ghi chu|luu y|xac nhan|ky ten|ky ghi ro|dai dien|thu truong|"
    r"chu tich|truong ban|giam doc|ke toan truong|nguoi ky|nguoi kiem tra|phu trach|luu vt|nhu tren|ban chap hanh)\b.*|"
    r".*\bngay\b.*\bthang\b.*\bnam\b.*"
)
_GROUP_WORDS = (
    "to|phong|ban|bo phan|xuong|phan xuong|khoa|truong|cong doan|cd|cdcs|cdbp|chi nhanh|van phong|khoi|doi|tram|ca|"
    "chuyen|nha may|trung tam|don vi|nhom|lanh dao|bgd|bgh|xi nghiep|cong ty|kho|cua hang|benh vien|day chuyen|"
    "hanh chinh|san xuat|kinh doanh|bo mon|vien|chi cuc|cuc|so|vu|diem truong"
)
_GROUP = re.compile(rf"(?:{_GROUP_WORDS})\b.*")
_NUMBERING = re.compile(
    r"\s*\(?(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*|[-+*•])\s*[.):/-]+\s*|\s*[IVXLC]{1,5}\s+(?=\S)|\s*[-+*•]\s*"
)
_MARK = re.compile(r"\(?(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*)\s*[.)]?")
_LETTERED_NAME = re.compile(r"\s*\(?(?:[IVXLC]{1,5}|[A-ZĐ])\s*[.):/-]+\s*\S|\s*[IVXLC]{2,5}\s+\S")
_LETTERED = re.compile(r"\(?(?:[IVXLC]{1,5}|[A-ZĐ])\s*[.)]?")
_COUNT = re.compile(
    r"\s*[(\[:–-]?\s*(?:(?:tổng số|tổng cộng|gồm|có)\s*:?\s*)?\d+\s*"
    r"(?:người|đoàn viên|đv|đ/v|cbcnv|đ/c|đồng chí|lao động|công nhân|đvcđ)\s*[)\]]?\s*|"
    r"\s*[(\[]\s*\d+\s*[)\]]\s*|\s*:\s*\d+\s*",
    re.IGNORECASE,
)
_NAME_HEADING = re.compile(r"ho (?:va )?ten(?: .*)?|ho dem|ho ten dem|ten|ten doan vien")
_SEXES = {"nam", "nu", "x"}
_DIGITS = re.compile(r"\d+")


class Sorter:
    """Goes down the rows of a sheet and says of each what it is."""

    def __init__(self, layout: Layout) -> None:
        places = layout.places
        self._number = places.get("number")
        self._names = [places[code] for code in ("name", "family", "given") if code in places]
        self._headings = set(_pieces(layout.headings))
        self._in_header = self._other = False
        self._mapped = [at for code, at in places.items() if code not in {"number", "name", "family", "given", "note"}]
        self._foot = self._other = False
        self.group = ""

    def kind(self, cells: Sequence[str]) -> str:
        """What a row is. `group` is then the name of the group under which members stand."""
        width = len(cells)
        number = cells[self._number].strip() if self._number is not None and self._number < width else ""
        name = " ".join(filter(None, (cells[at].strip() for at in self._names if at < width)))
        if number.isdigit() and name and not name[0].isdigit() and not self._foot and not self._other:
            said = 0
            for at in self._mapped:
                if at < width and cells[at]:
                    said += 1
                    if said > 1:
                        return MEMBER
        return self._slowly(cells, number, name)

    def _slowly(self, cells: Sequence[str], number: str, name: str) -> str:  # noqa: PLR0911 - one answer for each kind
        texts = [cell.strip() for cell in cells if cell.strip()]
        folded = [fold(text) for text in texts[:4]]
        numbered = number.isdigit()
        if self._repeats_header(texts) or numbers_columns(texts):
            self._in_header, self._other = True, False
            return HEADER
        self._in_header = False
        if all(map(_MARK.fullmatch, texts)):
            return EMPTY  # numbered in advance
        if self._other or _begins_another(texts, folded):
            self._other = True
            return OTHER
        more = self._says_more(cells, name)
        if not numbered and self._is_total(fold(name), folded[0] if folded else "", more=more):
            self._foot = True
            return TOTAL
        if (numbered and name and len(texts) > 2) or (name and more):
            self._foot = False
            return MEMBER
        signed = not numbered and not more and len(texts) <= 6
        if signed and any(map(_FOOT.fullmatch, folded)):
            self._foot = True
            return FOOT
        kind = self._one_text(cells, number, name, texts)
        return FOOT if signed and self._foot and kind != GROUP else kind

    def _is_total(self, name: str, first: str, *, more: bool) -> bool:
        texts = (name, first)
        return any(map(_TOTAL.fullmatch, texts)) or (not more and any(map(_MAYBE_TOTAL.fullmatch, texts)))

    def _says_more(self, cells: Sequence[str], name: str) -> bool:
        """Whether a row tells facts of a person, as signatures do not: figures or a sex, or many beside a name."""
        said = [cells[at] for at in self._mapped if at < len(cells) and cells[at].strip()]
        typed = any(_DIGITS.search(text) or fold(text) in _SEXES for text in said)
        return (typed and (len(said) > 1 or looks_like_a_person(name))) or (bool(name) and len(said) > 2)

    def _repeats_header(self, texts: Sequence[str]) -> bool:
        same = sum(fold(text) in self._headings for text in texts)
        return same * 10 >= len(texts) * 6 and (len(texts) > 2 or (self._in_header and bool(texts)))

    def _one_text(self, cells: Sequence[str], number: str, name: str, texts: Sequence[str]) -> str:
        """A row that says little: the heading of a group, or nobody knows."""
        said = [cells[at] for at in self._mapped if at < len(cells) and cells[at].strip()]
        said = [text for text in said if not _DIGITS.fullmatch(text.strip())]
        told = name or next((text for text in texts if not _MARK.fullmatch(text)), "")
        if len([text for text in texts if not _MARK.fullmatch(text) and not _is_count(text)]) == 1 and told:
            said = []
        if said or not told:
            return MEMBER if name or said else UNSURE
        bare = _without_count(told[found.end() :] if (found := _NUMBERING.match(told)) else told).strip(" :-–.") or told
        mark = number if _MARK.fullmatch(number) else ""
        lettered = bool(_LETTERED.fullmatch(mark)) or (not mark and bool(_LETTERED_NAME.match(told)))
        if lettered or _GROUP.fullmatch(fold(bare)):
            self.group, self._foot = " ".join(bare.split()), False
            return GROUP
        if number.isdigit() and name:
            return MEMBER
        self.group = ""  # it may have been the heading of those below
        return UNSURE


def _begins_another(texts: Sequence[str], folded: Sequence[str]) -> bool:
    """Whether a row is the header of another table, with other columns."""
    if len(texts) < 3 or not any(map(_NAME_HEADING.fullmatch, folded)):
        return False
    return sum(bool(meaning_of([text])) for text in texts) * 10 >= len(texts) * 6


def _pieces(headings: Sequence[str]) -> Iterator[str]:
    """Headings as they stand in the rows of a header: whole, or their upper or lower part."""
    for heading in headings:
        words = fold(heading).split()
        for at in range(len(words)):
            yield " ".join(words[at:])
            yield " ".join(words[: at + 1])


def _without_count(text: str) -> str:
    """The name of a group without the number of its members behind it."""
    found = next((match for match in _COUNT.finditer(text) if match.end() == len(text)), None)
    return text[: found.start()] if found else text


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(text)) or text.isdigit()
