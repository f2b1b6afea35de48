"""What reading a cell comes to, and the doubts that every reader shares."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ketdoan.core.viet import VietError, nfc


class Cell(NamedTuple):
    """A cell as it is read: its value; why that is not as written; what is wrong, what might have been meant.

    `lost` is what a reader could not decide alone and the other cells of the row may.
    """

    value: Any = None
    note: str = ""
    fault: str = ""
    suggestion: str = ""
    lost: Any = None


EMPTY = Cell()
Reader = Callable[[str], Cell]

_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|N/A!)|Err:\d+|#+", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
#: What people write into a cell that has nothing to say.
_NOTHING = frozenset(
    {"-", "–", "—", "--", "---", ".", "..", "...", "…", "/", "_", "n/a", "na", "không có", "chưa có", "ko có", "kc"}
)
_LONGEST_NOTHING = max(map(len, _NOTHING)) + 1
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_APART = re.compile("[ \u00a0]+(?=[\u0300\u0301\u0303\u0309\u0323])")
_STRAY = re.compile("[\u200b-\u200f\u2060\ufeff]")


def plainly(text: str) -> str:
    """The text in one Unicode form, without what cannot be seen, a mark that slid off its letter put back."""
    if text.isascii():
        return text.strip()
    if text.isprintable() and not _TONES.search(text):
        return nfc(text).strip()
    return nfc(_APART.sub("", _STRAY.sub("", text))).replace("\u00a0", " ").strip()


def reader(read: Reader, *, says_nothing: frozenset[str] = _NOTHING) -> Reader:
    """A reader of whole cells: takes care of empty ones, of errors of formulas, and of what `read` refuses."""

    def whole(text: str) -> Cell:
        plain = text.strip() if text.isascii() else plainly(text)
        if not plain or (len(plain) < _LONGEST_NOTHING and plain.lower() in says_nothing):
            return EMPTY
        if plain[0] in "#E" and _ERROR.fullmatch(plain):
            return Cell(fault=f"Ô bị lỗi công thức ({plain[:10]}). Hãy ghi lại giá trị.")
        if plain[-1].isdigit() and _SCIENTIFIC.fullmatch(plain):
            return Cell(fault=f"“{plain}”: Excel đã rút gọn số này, các chữ số sau bị mất. Hãy ghi lại đủ số.")
        try:
            found = read(plain)
        except VietError as error:
            return Cell(fault=str(error))
        if plain is not text and not found.note and found.value is not None and _APART.search(text):
            return found._replace(note="Dấu đứng rời đã ghép vào chữ.")
        return found

    return whole
