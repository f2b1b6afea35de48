"""Numbers and kinds of acts of law, as they are written and as they are compared."""

import re
import unicodedata

#: Kinds by the letters in an act's number as it is compared; laws carry the National Assembly that passed them.
KINDS = {
    "qh": "Luật", "nd-cp": "Nghị định", "ttlt": "Thông tư liên tịch", "tt": "Thông tư", "qd": "Quyết định",
    "nq": "Nghị quyết", "ubtvqh": "Pháp lệnh", "ct": "Chỉ thị",
}  # fmt: skip
OTHER = "Văn bản"
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"(\d+)/(\d{4})")


def act_key(number: str) -> str:
    """The number of an act as it is compared: without marks, spaces and capitals, 145/2020/nd-cp."""
    text = unicodedata.normalize("NFKD", _SPACES.sub("", number).replace("Ð", "Đ").replace("ð", "đ")).casefold()
    return "".join(ch for ch in text if not unicodedata.combining(ch)).replace("đ", "d")


def short_number(number: str) -> str:
    """What people say of a number: 145/2020. Empty where it has no year."""
    found = _NUMBER.match(number.strip())
    return f"{int(found[1])}/{found[2]}" if found else ""


def kind_of(number: str) -> str:
    """The kind of an act by its number."""
    letters = act_key(number).rpartition("/")[2]
    return next((kind for sign, kind in KINDS.items() if letters.startswith(sign)), OTHER)
