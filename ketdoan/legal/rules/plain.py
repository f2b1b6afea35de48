"""The lines of files, marks of formatting taken off."""

import re

from ketdoan.core.viet import nfc

_MARKS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+|^[#>]+\s*|\\(?=[.\-*_#])")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_RULES = re.compile(r"^[-=|: ]{3,}$")
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad") | {"\u00a0": " ", "Ð": "Đ"})


def lines_of_markdown(text: str) -> list[str]:
    """The lines of a Markdown or plain text. Emphasis, headings and links are taken off; a run of words that was split
    by emphasis is one again."""
    return [_line(line) for line in nfc(text).splitlines()]


def _line(line: str) -> str:
    bare = _MARKS.sub("", _LINK.sub(r"\1", line.translate(_INVISIBLE))).strip()
    return "" if _RULES.match(bare) else re.sub(r"[ \t]+", " ", bare)
