"""Vietnamese text: one Unicode form, folding for search, and a check of what was typed."""

import re
import string
import unicodedata
from functools import lru_cache

from .errors import VietError

#: The five tone marks as combining characters, in the dictionary order of the tones after ngang:
#: huyền, hỏi, ngã, sắc, nặng (order of Từ điển tiếng Việt, Viện Ngôn ngữ học).
TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"

#: The 29 letters of the Vietnamese alphabet with f, j, w, z, which occur in borrowed and foreign names,
#: at their places in Latin order.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

#: So many digits in a row, however they are grouped, are a phone or a paper; the number of a letter is shorter.
LONG_NUMBER = re.compile(r"(?:\d[ .-]?){9,}")

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")
#: A word: letters and digits, each with the combining marks that follow it.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

_PLAIN = frozenset(ALPHABET + string.digits + string.punctuation + string.whitespace + "\u00a0“”‘’«»–—…•₫×²³°")
# TCVN3 writes ô and ằ with the codes of « and ».
_QUOTE_INSIDE_WORD = re.compile(r"[^\W_][«»][^\W_]")
_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}
_UNFIT = re.compile(f"[\ufffd{TONE_MARKS}]")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def nfc(text: str) -> str:
    """Return the text in Unicode form NFC, in which every Vietnamese letter is one character.

    Text from macOS and some PDF tools comes decomposed and would not compare equal otherwise.
    """
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text as search compares it: lower case, no diacritics, đ as d, words parted by one space.

    Punctuation and symbols part words. Takes any Unicode form; folding twice changes nothing.
    """
    return " ".join(filter(None, map(_fold_word, text.split())))


@lru_cache(maxsize=16_384)  # Vietnamese has some 7,000 syllables; an import folds a million names made of them.
def _fold_word(text: str) -> str:
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    return _BETWEEN_WORDS.sub(" ", bare.casefold().replace("đ", "d")).strip()


def search_words(text: str) -> list[str]:
    """Return the folded words of a search, each once, in the order in which they were typed."""
    return list(dict.fromkeys(fold(text).split()))


def clean_line(text: str) -> str:
    """Return one typed line fit to be stored: NFC, trimmed, spaces collapsed, no invisible characters.

    Raises VietError when it holds control characters, characters of no meaning outside one machine, the mark
    of a broken decoding (U+FFFD), or a diacritic that belongs to no letter. An empty line is allowed.
    """
    whole = nfc(text)
    if whole.isprintable() and not _UNFIT.search(whole):  # as nearly all lines are: nothing below would change it
        return " ".join(whole.split())
    line = _SPACES.sub(" ", _ZERO_WIDTH.sub("", whole)).strip()
    for ch in line:
        if ch == "\ufffd":
            raise VietError("Chữ bị lỗi phông. Hãy gõ lại, hoặc lưu tệp với mã Unicode (UTF-8) rồi nhập lại.")
        if unicodedata.category(ch) in _FORBIDDEN_CATEGORIES:
            raise VietError(f"Có ký tự không hiển thị được (mã U+{ord(ch):04X}). Hãy xóa và gõ lại.")
    if any(mark in line for mark in TONE_MARKS):
        raise VietError("Có dấu thanh đứng rời, không gắn với chữ nào. Hãy gõ lại từ đó.")
    return line


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless it begins a name in capitals (BHXH) or the
    Party's, which alone of all names begin labels."""
    if label[:2].isupper() or label.startswith("Đảng"):
        return label
    return label[:1].lower() + label[1:]


def is_vietnamese(text: str) -> bool:
    """Say whether a text is written in Vietnamese or plain Latin letters, at most one tone to a word.

    False points at text in an old font code (TCVN3, VNI) or in a foreign script; some names of ethnic
    minorities use further letters (č, ñ, ŭ), so this is a hint for a warning and no ground to refuse.
    """
    toneless = split_tones(text)[0].lower()
    if not set(toneless) <= _PLAIN or _QUOTE_INSIDE_WORD.search(toneless):
        return False
    return all(len(split_tones(word)[1]) <= 1 for word in WORD.findall(nfc(text)))


def split_tones(text: str) -> tuple[str, str]:
    """Part a text into its letters without tones (NFC) and the tone marks taken off, in reading order."""
    decomposed = unicodedata.normalize("NFD", text)
    tones = "".join(ch for ch in decomposed if ch in TONE_MARKS)
    return nfc("".join(ch for ch in decomposed if ch not in TONE_MARKS)), tones
