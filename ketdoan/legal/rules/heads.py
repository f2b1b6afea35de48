"""The head of an act: number, kind, title, day; and of a consolidated text, which acts were brought together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .footnotes import day_of_force

NUMBER = r"\d+(?:[./]\d+)?/(?:\d{4}/)?[A-ZĐÐa-zđ][\w/Đđ-]*\d*"
#: The number as the act itself says it: “Luật số: 12/2012/QH13”, “Số: 158/2025/NĐ-CP |”, “Số 283/2026/NĐ-CP”.
_NUMBER = re.compile(rf"(?:(?:.{{0,60}}\b)?[Ss]ố\s*:\s*|Số\s+)({NUMBER})(?:[\s.|].*)?$")
#: The number as whoever made the file says it.
_DECLARED = re.compile(rf"(?:so_?hieu\s*:|\|?\s*Số hiệu\s*\|)\s*[\"']?({NUMBER})[\"']?\s*\|?\s*$")
_KIND = re.compile(
    r"(BỘ LUẬT|LUẬT|PHÁP LỆNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ LIÊN TỊCH|THÔNG TƯ|QUYẾT ĐỊNH|CHỈ THỊ|ĐIỀU LỆ)(\s+\S.*)?$"
)
_TITLE_ENDS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Chương|Phần|Mục|Điều|[-–_*|\s]*$)|\(|.*\bsố\s*:", re.IGNORECASE)
_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_MERGED = re.compile(rf"(?:.{{0,200}}?\bsố\s+)({NUMBER})\b.*?có hiệu lực", re.DOTALL)
_OWN = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Điều lệ|Quy chế) này "
_SIGNING = re.compile(
    rf"{_OWN}có hiệu lực(?: thi hành)? (?:(?:kể )?từ ngày ký|sau (\d{{1,3}}) ngày,? (?:kể )?từ ngày ký)", re.IGNORECASE
)
_SENTENCE = re.compile(rf"{_OWN}có hiệu lực.{{0,80}}", re.IGNORECASE)
#: Words in capitals that are names keep their first letters.
_NAMES = ("Việt Nam", "Nhà nước", "Chính phủ", "Quốc hội", "Nhân dân", "Đảng", "Hiến pháp")


@dataclass(frozen=True)
class Merged:
    """An act that a consolidated text brings together with others, and since when it is in force."""

    number: str
    since: date | None


@dataclass(frozen=True)
class Head:
    """What the head of an act says. `line` is that of its number, from 1; `preamble` the lines of its grounds."""

    number: str = ""
    declared: str = ""
    kind: str = ""
    title: str = ""
    signed: date | None = None
    line: int = 0
    preamble: Sequence[str] = ()
    original: Merged | None = None
    merged: Sequence[Merged] = ()

    @property
    def consolidated(self) -> bool:
        """Whether the text brings an act together with those that amended it."""
        return "VBHN" in self.number.upper()

    def force_of(self, texts: Sequence[str]) -> date | None:
        """Since when the act is in force, as its last articles say first; of one that is so from when it was signed,
        the day of its head."""
        for text in texts:
            if (told := _SENTENCE.search(text)) and (day := day_of_force(told[0])):
                return day
            if self.signed and (found := _SIGNING.search(text)):
                return self.signed + timedelta(days=int(found[1] or 0))
        return next((day for text in texts if (day := day_of_force(text))), None)


def read_head(lines: Sequence[str]) -> Head:
    """Read the head of an act: the lines before its first article."""
    at, number = next(((at, found[1]) for at, line in enumerate(lines) if (found := _NUMBER.match(line))), (-1, ""))
    declared = next((found[1] for line in lines if (found := _DECLARED.match(line))), "")
    kind, title = _titled(lines)
    days = [found for line in lines if (found := _DAY.search(line)) and not line.startswith("Căn cứ")]
    merged = _merged(lines) if "VBHN" in number.upper() else []
    return Head(
        number, declared, kind, title, _day(days[0]) if days else None, at + 1,
        [line for line in lines if line.startswith("Căn cứ")], merged[0] if merged else None, merged[1:],
    )  # fmt: skip


def _titled(lines: Sequence[str]) -> tuple[str, str]:
    """Kind and title: a line in capitals that begins with the name of a kind, and the lines after it."""
    for at, line in enumerate(lines):
        found = _KIND.match(line.strip("| "))
        if not found or "SỐ:" in line.upper():
            continue
        rest, told = list(lines[at + 1 : at + 12]), [(found[2] or "").strip()]
        for other in rest:
            ended = (
                _TITLE_ENDS.match(other) or _NUMBER.match(other) or (told[-1] and _shouted(told[-1]) != _shouted(other))
            )
            if ended and (told[-1] or other):
                break
            told.append(other)
        kind = found[1].capitalize()
        words = " ".join(filter(None, told))
        return kind, _sentence(f"{kind} {words}" if "luật" in kind.lower() else words)
    return "", ""


def _shouted(text: str) -> bool:
    return text == text.upper()


def _sentence(text: str) -> str:
    """A title in capitals as it stands in a sentence."""
    if text != text.upper() and not text.split(" ", 1)[-1].isupper():
        return text
    plain = text.capitalize()
    first, _, rest = plain.partition(" ")
    if first == "Luật" and rest:
        plain = f"{first} {rest[0].upper()}{rest[1:]}"
    for name in _NAMES:
        plain = re.sub(rf"\b{name}\b", name, plain, flags=re.IGNORECASE)
    return plain


def _merged(lines: Sequence[str]) -> list[Merged]:
    """The act that was consolidated, then those that amended it: each said with number and day before the grounds."""
    found: list[Merged] = []
    for line in lines:
        if line.startswith("Căn cứ"):
            break
        told = _MERGED.match(line)
        if told and (found or not re.match(r"\d", line)):
            found.append(Merged(told[1], day_of_force(line)))
    return found


def _day(found: re.Match[str]) -> date | None:
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
