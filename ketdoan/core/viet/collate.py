"""Sort keys for Vietnamese: compared byte by byte they give the order of a Vietnamese dictionary.

PostgreSQL builds without ICU cannot sort Vietnamese, so the keys are made here and stored in columns of
collation "C". Order: letters a ă â b c d đ e ê ... (the alphabet), then tones ngang, huyền, hỏi, ngã, sắc,
nặng as a second level. The tone counts once for its word, so that "hòa" and "hoà" are one and the same.
"""

import re
import string
import unicodedata
from functools import lru_cache

from .text import ALPHABET, TONE_MARKS, WORD, split_tones

# Nothing in a key sorts below the level mark: a text comes before a longer one that begins with it.
LEVEL_MARK = " "
_WORD_MARK = "-"

_LETTER_CODES = dict(zip(ALPHABET, string.ascii_uppercase + string.ascii_lowercase, strict=False))
_NUMBER_OR_CHARACTER = re.compile(r"[0-9]+|.")


def title_key(text: str) -> str:
    """Return the sort key of ordinary text such as a unit's name.

    Case and punctuation do not count; numbers count by their value ("Tổ 2" comes before "Tổ 10").
    """
    words = [_word_levels(word) for word in WORD.findall(unicodedata.normalize("NFKC", text).lower())]
    if not words:
        return ""
    return _WORD_MARK.join(letters for letters, _ in words) + LEVEL_MARK + "".join(tone for _, tone in words)


@lru_cache(maxsize=16_384)  # Vietnamese has some 7,000 syllables; an import keys a million names made of them.
def _word_levels(word: str) -> tuple[str, str]:
    toneless, marks = split_tones(word)
    letters = "".join(_code(piece) for piece in _NUMBER_OR_CHARACTER.findall(toneless))
    return letters, str(TONE_MARKS.index(marks[0]) + 1) if marks else "0"


def _code(piece: str) -> str:
    if piece[0] in string.digits:
        return _number_code(piece)
    if piece in _LETTER_CODES:
        return _LETTER_CODES[piece]
    if unicodedata.combining(piece):
        return ""
    base = unicodedata.normalize("NFD", piece)[0]
    return _LETTER_CODES.get(base, base)


def _number_code(digits: str) -> str:
    """Put the count of digits before the number, so that longer numbers sort after shorter ones."""
    value = digits.lstrip("0") or "0"
    nines, rest = divmod(len(value), 9)
    return "9" * nines + str(rest) + value
