"""Vietnamese personal names: their parts, their order in a list, their initials."""

from functools import lru_cache
from typing import NamedTuple

from .collate import LEVEL_MARK, title_key
from .text import nfc, split_tones


class NameParts(NamedTuple):
    """Family name (họ), middle name (tên đệm, may be empty or several words) and given name (tên)."""

    family: str
    middle: str
    given: str


def split_name(name: str) -> NameParts:
    """Part a full name: the first word is the family name, the last the given name, the rest the middle name.

    A single word is a given name. Double family names (Tôn Nữ, Công Tằng) cannot be told from a middle name;
    their second word counts as middle name.
    """
    words = nfc(name).split()
    if len(words) < 2:
        return NameParts("", "", "".join(words))
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])


def sort_key(name: str) -> str:
    """Return the key by which people are listed: by given name, then family name, then middle name.

    Each part is compared by letters and then by tones before the next part counts (all "Hà" before any "Hạ").
    Comparing keys as plain bytes (collation "C") gives the Vietnamese order.
    """
    parts = split_name(name)
    ordered = (_part_key(part) for part in (parts.given, parts.family, parts.middle))
    return LEVEL_MARK.join(ordered).rstrip(LEVEL_MARK)


_part_key = lru_cache(maxsize=16_384)(title_key)


def initials(name: str) -> str:
    """Return the first letter of each word in capitals and without tones: "Nguyễn Thị Ánh Đào" gives "NTAĐ".

    Marks of letters stay (Đ, Â, Ơ are letters of their own). For an avatar take the last two.
    """
    words = (split_tones(word)[0] for word in name.split())
    firsts = (next((ch for ch in word if ch.isalnum()), "") for word in words)
    return "".join(firsts).upper()
