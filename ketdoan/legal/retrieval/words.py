"""Texts as search compares them: syllables in lower case, in one Unicode form, tone marks in one place.

Nothing here changes what is stored or quoted. Vietnamese is written by syllables; pairs of neighbours stand for words
better than a segmenter does, and need none.
"""

import re
import unicodedata
from functools import lru_cache

from ketdoan.core.viet import fold, nfc

SYLLABLE = re.compile(r"[^\W_]+")
#: The tone of oa, oe, uy at the end of a syllable stands on the first vowel or on the second; here on the second.
_FIRST = {
    first + second: plain + toned
    for first, second, plain, toned in (
        (a + mark, b, a, b + mark)
        for a, b in (("o", "a"), ("o", "e"), ("u", "y"))
        for mark in "\u0300\u0309\u0303\u0301\u0323"
    )
}
_MOVED = {unicodedata.normalize("NFC", first): unicodedata.normalize("NFC", second) for first, second in _FIRST.items()}
#: Latin capital Đ is written with two other letters that look like it.
_LOOKALIKES = str.maketrans({"Ð": "đ", "ð": "đ", "Đ": "đ"})


@lru_cache(maxsize=200_000)
def canonical(syllable: str) -> str:
    """A syllable in lower case as search knows it."""
    lower = syllable.lower()
    return lower[:-2] + _MOVED[lower[-2:]] if lower[-2:] in _MOVED and lower[-3:-2] != "q" else lower


def syllables(text: str) -> list[str]:
    """The syllables and numbers of a text, in order."""
    return [canonical(one) for one in SYLLABLE.findall(nfc(text).translate(_LOOKALIKES))]


@lru_cache(maxsize=200_000)
def bare(syllable: str) -> str:
    """A syllable without its marks, as it is typed on a phone in a hurry."""
    return fold(syllable)


def is_bare(syllable: str) -> bool:
    """Whether a syllable was typed without any mark."""
    return syllable.isascii()
