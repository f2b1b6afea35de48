"""Reading names: capitals become a name as people write it, titles and remarks are taken off and kept elsewhere."""

import re
from typing import NamedTuple

from ketdoan.core.viet import VietError, clean_line, fold

from .cell import Cell, reader

LONGEST = 120
_TITLE = re.compile(
    r"(?:đ/c|đ\.c|đc|đồng chí|đ/ chí|(?:mrs?|ms|ths|ts|pgs|gs|bs|cn|ks|bscki+)\.?)\s*[:.]?\s+",
    re.IGNORECASE,
)
#: Words of address that are family names too (Ông Cao Thắng), or begin given names.
_ADDRESS = re.compile(r"(ông|bà|anh|chị|cô|chú)(\s*:)?\s+", re.IGNORECASE)
#: Words at the beginning that need a closer look.
_NOT_FIRST = {
    "Ông",
    "Bà",
    "Anh",
    "Chị",
    "Cô",
    "Chú",
    "Ths",
    "Ts",
    "Pgs",
    "Gs",
    "Bs",
    "Cn",
    "Ks",
    "Mr",
    "Ms",
    "Mrs",
    "Đc",
}
_NOT_FIRST |= {"Đồng", "Bscki", "Bsckii"}
_REMARK = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_BEHIND = re.compile(r"\s+[-–—]\s+|\s*[;,]\s*")
_NUMBERED = re.compile(r"\d{1,5}\s*[.)\-]\s*(?=[^\W\d])")
_LETTERS = re.compile(r"[^\W\d_]+(?:[.'’ʼ`‘-]?[^\W\d_]+)*\.?(?: [^\W\d_]+(?:[.'’ʼ`‘-]?[^\W\d_]+)*\.?)*")
_APOSTROPHES = re.compile("[’ʼ‘`]")
_LOOSE = re.compile(r"(?<=\b\w)['’] (?=\w)")
_PART = re.compile(r"[^\W\d_]+")
_FAMILY = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong doan lam mai trinh dao ha cao "
    "luong ta to chau quach luu tang vuong thai la giang hua tong diep kieu lo ma nong be trieu hoa quang sam phung tu "
    "chu thach son kim danh thi luc khuat nghiem an au bach bo ca cam cat chung cu dam dau dien dong gia han hang hien "
    "khong khuc khuong lai lieu loc lu luyen mac man mau nghe nhu ninh nhan nham on ong phi pho phu quan sung tao "
    "thang "
    "than thieu tieu tien ton trang trac trung tuong ung van vi vien vuu xa y h k ksor rcom siu rmah ro nay ayun "
    "nie kbuor mlo eban hmok kpa ka co lieng hlong bon krajan lomu ha"
)
FAMILIES = frozenset(_FAMILY.split())
_OFFICES = re.compile(
    r".*\b(?:to (?:truong|pho)|(?:pho )?chu tich|uy vien|uv|bch|ubkt|truong ban|nu cong|chu nhiem|ct cd|pct|btv|truong|"
    r"pho)\b.*"
)


class Name(NamedTuple):
    """A name, an office and a remark that stood beside it."""

    name: str
    office: str = ""
    remark: str = ""


def _name(text: str) -> Cell:
    """A full name; `lost` is a word of address that may be a family name."""
    if text.istitle() and text.replace(" ", "").isalpha() and "  " not in text and len(text) <= LONGEST:
        first, _, rest = text.partition(" ")  # as nearly all names are written
        if first not in _NOT_FIRST and rest.count(" ") < 7:
            return Cell(Name(text))
    line, notes = _without_marks(clean_line(text))
    line, remarks = _without_remarks(line, text)
    if remarks:
        notes.append("Phần ghi thêm sau tên đã chuyển sang chức vụ hoặc ghi chú.")
    if found := _TITLE.match(line):
        line = line[found.end() :]
        notes.append("Bỏ danh xưng trước tên.")
    addressed = _ADDRESS.match(line)
    if addressed and addressed[2]:
        line, addressed = line[addressed.end() :], None
        notes.append("Bỏ danh xưng trước tên.")
    name = proper(_checked(line.strip(" .,;:-_*"), text))
    if name != line and not notes:
        notes.append("Viết lại chữ hoa, chữ thường của tên.")
    told = [remark.strip() for remark in remarks if remark.strip()]
    office = "; ".join(remark for remark in told if _OFFICES.fullmatch(fold(remark)))
    other = "; ".join(remark for remark in told if not _OFFICES.fullmatch(fold(remark)))
    lost = addressed[1] if addressed and len(name.split()) > 2 else None
    return Cell(Name(name, office, other), " ".join(notes), lost=lost)


def _without_marks(line: str) -> tuple[str, list[str]]:
    """A line without a number before it and spaces behind apostrophes (H' Hen), and notes of what was done."""
    notes = []
    if _LOOSE.search(line):
        line = _LOOSE.sub("'", line)
        notes.append("Ghép dấu nháy vào tên.")
    if found := _NUMBERED.match(line):
        line = line[found.end() :]
        notes.append("Bỏ số đứng trước tên.")
    return line, notes


def _without_remarks(line: str, text: str) -> tuple[str, list[str]]:
    """A name without what stands in brackets or, of offices, behind a dash; and these remarks."""
    remarks = _REMARK.findall(line)
    line = _REMARK.sub(" ", line).strip() if remarks else line
    parts = _BEHIND.split(line, maxsplit=1)
    if len(parts) == 2 and parts[1]:
        if not _OFFICES.fullmatch(fold(parts[1])):
            raise VietError(f"“{text[:60]}”: mỗi ô chỉ ghi họ và tên một người.")
        return parts[0], [*remarks, parts[1]]
    return line, remarks


def _checked(line: str, text: str) -> str:
    if not _LETTERS.fullmatch(line):
        raise VietError(f"“{text[:60]}” không phải là họ và tên: tên chỉ có chữ cái.")
    if len(line) > LONGEST or len(line.split()) > 8:
        raise VietError(f"Họ và tên dài quá: “{text[:60]}…”.")
    return line


def proper(name: str) -> str:
    """A name with capitals where names have them. What is written in small letters and capitals stays as it is."""
    plain = _APOSTROPHES.sub("'", name)
    return " ".join(map(_proper_word, plain.split(" ")))


def _proper_word(word: str) -> str:
    if word.islower() or (len(word) > 1 and word[1:] != word[1:].lower() and _shouted(word)):
        return _PART.sub(lambda part: part[0][0].upper() + part[0][1:].lower(), word)
    return word[0].upper() + word[1:] if word[:1].islower() else word


def _shouted(word: str) -> bool:
    """Whether a word is in capitals; letters with marks may be small ones, as capital fonts leave them (NGUYễN)."""
    plain = [ch for ch in word if ch.isascii() and ch.isalpha()]
    return word.isupper() or (len(plain) > 1 and all(map(str.isupper, plain)))


def _full_name(text: str) -> Cell:
    found = _name(text)
    if found.value and " " not in found.value.name:
        return Cell(fault=f"“{text[:60]}”: họ và tên cần ít nhất hai chữ.")
    return found


def looks_like_a_person(text: str) -> bool:
    """Whether some words begin with a family name and hold nothing but letters."""
    words = text.split()
    return 2 <= len(words) <= 6 and fold(words[0]) in FAMILIES and bool(_LETTERS.fullmatch(" ".join(words)))


full_name, part_of_name = reader(_full_name, says_nothing=frozenset()), reader(_name, says_nothing=frozenset())
