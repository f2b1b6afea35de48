"""A text as the rules of language read it, letter by letter beside the one that was pasted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ketdoan.core.viet import VietError

LONGEST = 50_000
_OTHERS = {
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "’": "'",
    "‘": "'",
    "\r": "\n",
    "⁄": "/",
    "∕": "/",
}
_OLD_TONES = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_MOVED = {
    letters[0] + marked: moved + letters[1]
    for letters, all_marked, all_moved in (("oa", "àáảãạ", "òóỏõọ"), ("oe", "èéẻẽẹ", "òóỏõọ"), ("uy", "ỳýỷỹỵ", "ùúủũụ"))
    for marked, moved in zip(all_marked, all_moved, strict=True)
}


@dataclass(frozen=True, slots=True)
class Plain:
    """`cased` is the text with every letter one character, plain spaces, dashes and digits; `lower` the same in lower
    case and one spelling of tones, position by position. `origins` says where each character came from, and the end."""

    cased: str
    lower: str
    origins: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch stands in the text that was pasted."""
        return self.origins[start], self.origins[end]


def plain(text: str) -> Plain:
    """The text to read. Raises VietError where it is too long."""
    if len(text) > LONGEST:
        raise VietError(f"Bài dài quá {LONGEST:_} ký tự.".replace("_", "."))
    letters: list[str] = []
    origins: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for letter in _letters(text[at:end]):
            letters.append(letter)
            origins.append(at)
        at = end
    origins.append(len(text))
    cased = "".join(letters)
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in letters)
    return Plain(cased, _OLD_TONES.sub(lambda found: _MOVED.get(found[0], found[0]), lower), origins)


def _letters(cluster: str) -> str:
    """What stands for a letter with its marks: nothing for what cannot be seen."""
    composed = unicodedata.normalize("NFC", cluster)
    letter = composed[0]
    if unicodedata.category(letter) == "Cf":
        return ""
    if unicodedata.category(letter) == "Zs" or letter == "\t":
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if "！" <= letter <= "～":  # full width, as some keyboards and PDF tools write
        return unicodedata.normalize("NFKC", letter)
    return _OTHERS.get(letter, composed)
