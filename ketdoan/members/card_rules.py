"""Pure rules of cards: why one ends, and what its number is like.

No rule of the confederation on how numbers are made was found, so a number is opaque: letters and digits, each card its
own. One that the platform makes has ten digits: nine by chance, the first not 0, and a check digit by ISO/IEC 7064, MOD
11,10, which finds every wrong digit.
"""

import re
import secrets
from enum import StrEnum

from ketdoan.core.viet import VietError, fold, nfc

SHORTEST, LONGEST = 4, 20


class CardEnd(StrEnum):
    """Why a card is in force no more."""

    LOST = "lost"
    DAMAGED = "damaged"
    CHANGED = "changed"
    RETURNED = "returned"
    MISTAKE = "mistake"


END_LABELS = {
    CardEnd.LOST: "Mất thẻ",
    CardEnd.DAMAGED: "Thẻ hỏng",
    CardEnd.CHANGED: "Thông tin trên thẻ thay đổi",
    CardEnd.RETURNED: "Đã thu lại",
    CardEnd.MISTAKE: "Cấp nhầm",
}
#: Why a card is replaced by a new one.
REPLACED = (CardEnd.LOST, CardEnd.DAMAGED, CardEnd.CHANGED)


def clean_number(text: str) -> str:
    """A number as it is kept: capitals and digits, without accents, spaces and signs. Raises VietError."""
    number = bare_number(text)
    if not SHORTEST <= len(number) <= LONGEST or not any(ch.isdigit() for ch in number):
        raise VietError(f"Số thẻ “{text.strip()}” không đúng: có từ {SHORTEST} đến {LONGEST} chữ số và chữ cái.")
    return number


def bare_number(text: str) -> str:
    """A number as it is compared."""
    return re.sub(r"[^0-9a-z]", "", fold(nfc(text))).upper()


def new_number() -> str:
    """A number made by chance."""
    digits = str(secrets.randbelow(900_000_000) + 100_000_000)
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7064, MOD 11,10."""
    held = 10
    for digit in digits:
        held = ((held + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - held) % 10)
