"""Telling rows that are members from headings of groups, totals, repeated headers and signatures."""

import re
from collections.abc import Sequence

from ketdoan.core.excel import Layout
from ketdoan.core.excel.layout import numbers_columns
from ketdoan.core.viet import fold

from .names import looks_like_a_person

MEMBER, GROUP, HEADER, TOTAL, FOOT, UNSURE = "member", "group", "header", "total", "foot", "unsure"
_TOTAL = re.compile(
    r"(?:tong(?: (?:cong|so))?|cong|toan don vi|tong cong don vi)(?: (?:\d.*|doan vien.*|so.*|danh sach.*|co.*|nguoi.*|la.*|cua.*|chung))?|"
    r"(?:danh sach (?:nay )?(?:gom|co)|an dinh danh sach|tong cong|trong do)\b.*"
)
_FOOT = re.compile(
    r"(?:nguoi lap|lap bieu|lap bang|tm |t m |kt |noi nhan|ghi chu|luu y|xac nhan|ky ten|ky ghi ro|dai dien|thu truong|chu tich|"
    r"truong ban|giam doc|ke toan truong|nguoi ky|nguoi kiem tra|phu trach|luu vt|nhu tren|ban chap hanh)\b.*|"
    r".*\bngay\b.*\bthang\b.*\bnam\b.*"
)
_GROUP_WORDS = (
    "to|phong|ban|bo phan|xuong|phan xuong|khoa|truong|cong doan|cd|cdcs|cdbp|chi nhanh|van phong|khoi|doi|tram|ca|chuyen|nha may|"
    "trung tam|don vi|nhom|lanh dao|ban giam doc|ban giam hieu|bgd|bgh|xi nghiep|cong ty|kho|cua hang|benh vien|day chuyen|hanh chinh|"
    "san xuat|kinh doanh|bo mon|vien|chi cuc|cuc|so|vu|diem truong|to cong doan"
)
_GROUP = re.compile(rf"(?:{_GROUP_WORDS})\b.*")
_NUMBERING = re.compile(
    r"\s*\(?(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*|[-+*•])\s*[.):/-]+\s*|\s*[IVXLC]{1,5}\s+(?=\S)|\s*[-+*•]\s*"
)
_MARK = re.compile(r"\(?(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*)\s*[.)]?")
_LETTERED = re.compile(r"\(?(?:[IVXLC]{1,5}|[A-ZĐ])\s*[.)]?")
_COUNT = re.compile(
    r"\s*[(\[:–-]?\s*(?:(?:tổng số|tổng cộng|gồm|có)\s*:?\s*)?\d+\s*"
    r"(?:người|đoàn viên|đv|đ/v|cbcnv|đ/c|đồng chí|lao động|công nhân|đvcđ)\s*[)\]]?\s*|\s*[(\[]\s*\d+\s*[)\]]\s*|\s*:\s*\d+\s*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


class Sorter:
    """Goes down the rows of a sheet and says of each what it is."""

    def __init__(self, layout: Layout) -> None:
        places = layout.places
        self._number = places.get("number")
        self._names = [places[code] for code in ("name", "family", "given") if code in places]
        self._headings = {fold(heading) for heading in layout.headings if heading}
        self._mapped = [at for code, at in places.items() if code not in {"number", "name", "family", "given", "note"}]
        self._foot = False
        self.group = ""

    def kind(self, cells: Sequence[str]) -> str:
        """What a row is. `group` is then the name of the group under which members stand."""
        width = len(cells)
        number = cells[self._number].strip() if self._number is not None and self._number < width else ""
        name = " ".join(filter(None, (cells[at].strip() for at in self._names if at < width)))
        if number.isdigit() and name and not name[0].isdigit() and not self._foot:
            said = sum(1 for at in self._mapped if at < width and cells[at])
            if said > 1:
                return MEMBER
        return self._slowly(cells, number, name)

    def _slowly(self, cells: Sequence[str], number: str, name: str) -> str:
        texts = [cell.strip() for cell in cells if cell.strip()]
        folded = [fold(text) for text in texts[:4]]
        first = fold(name) or (folded[0] if folded else "")
        if self._repeats_header(texts) or numbers_columns(texts):
            return HEADER
        if not number.isdigit() and (_TOTAL.fullmatch(first) or (folded and _TOTAL.fullmatch(folded[0]))):
            self._foot = True
            return TOTAL
        counts = number.isdigit() and bool(name) and len(texts) > 2
        if counts:
            self._foot = False
            return MEMBER
        if (
            len(texts) <= 4
            and not number.isdigit()
            and any(map(_FOOT.fullmatch, folded))
            and not self._says_more(cells)
        ):
            self._foot = True
            return FOOT
        if self._foot and len(texts) <= 4 and not number.isdigit():
            return FOOT
        return self._one_text(cells, number, name, texts)

    def _says_more(self, cells: Sequence[str]) -> bool:
        """Whether a row says more of a person than a name: two facts or more."""
        return sum(1 for at in self._mapped if at < len(cells) and cells[at].strip()) > 1

    def _repeats_header(self, texts: Sequence[str]) -> bool:
        same = sum(fold(text) in self._headings for text in texts)
        return len(texts) > 2 and same * 10 >= len(texts) * 6

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
        lettered = bool(_LETTERED.fullmatch(mark)) or (told != bare and bool(_NUMBERING.match(told)) and not mark)
        if _GROUP.fullmatch(fold(bare)) or (lettered and not looks_like_a_person(bare)):
            self.group, self._foot = " ".join(bare.split()), False
            return GROUP
        if number.isdigit() and name:
            return MEMBER
        return UNSURE


def _without_count(text: str) -> str:
    """The name of a group without the number of its members behind it."""
    found = next((match for match in _COUNT.finditer(text) if match.end() == len(text)), None)
    return text[: found.start()] if found else text


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(text)) or text.isdigit()
