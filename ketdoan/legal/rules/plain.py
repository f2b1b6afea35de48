"""The lines of files, marks of formatting taken off."""

import re
from collections.abc import Iterable

from ketdoan.core.viet import nfc

_MARKS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+|^[#>]+\s*|\\(?=[.\-*_#])")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_RULES = re.compile(r"^[-=|: ]{3,}$")
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad") | {"\u00a0": " ", "Ð": "Đ"})


def lines_of_markdown(text: str) -> list[str]:
    """The lines of a Markdown or plain text. Emphasis, headings and links are taken off; a run of words that was split
    by emphasis is one again."""
    return [_line(line) for line in nfc(text).splitlines()]


def clean_lines(lines: Iterable[str]) -> list[str]:
    """The lines of a document whose text is no markup: letters in one form, spaces single, nothing invisible. Lines
    that only draw a rule are empty."""
    told = (re.sub(r"\s+", " ", nfc(line).translate(_INVISIBLE)).strip() for line in lines)
    return ["" if _RULES.match(line) else line for line in told]


def _line(line: str) -> str:
    bare = _MARKS.sub("", _LINK.sub(r"\1", line.translate(_INVISIBLE))).strip()
    return "" if _RULES.match(bare) else re.sub(r"[ \t]+", " ", bare)
