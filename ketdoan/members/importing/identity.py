"""Reading numbers of persons: of identity papers, of social insurance, of phones.

A number that is not whole is mended only where there is no other reading. Which one that is may be told by the other
cells of the row, so a number of the identity card that lost zeros comes back as `lost` (see `reading`).
"""

import re

from ketdoan.core.viet import VietError, parse_phone

from .cell import Cell, reader

#: Codes of provinces in identity numbers (Thông tư 07/2016/TT-BCA, phụ lục); they stay valid after provinces merged.
_PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
    "089 091 092 093 094 095 096"
)
PROVINCES = frozenset(_PROVINCES.split())
#: Beginnings of mobile numbers of eleven digits and what became of them in 2018.
_OLD = "0120 0121 0122 0126 0128 0123 0124 0125 0127 0129 0162 0163 0164 0165 0166 0167 0168 0169 0186 0188 0199"
_NEW = "070 079 077 076 078 083 084 085 081 082 032 033 034 035 036 037 038 039 056 058 059"
_OLD_MOBILES = dict(zip(_OLD.split(), _NEW.split(), strict=True))
_SIGNS = re.compile(r"[\s.\-']")
_DECIMAL = re.compile(r"(\d+)[.,]0+", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_WORDS = re.compile(r"(?:số\s*)?(?:cccd|cmnd|cmtnd|căn cước|cm|bhxh|sổ bhxh)\s*[:.]?\s*", re.IGNORECASE)
_BETWEEN_PAPERS = re.compile(r"[;/\n()]|\s-\s")
_BETWEEN = re.compile(r"[;/,\n&|]|\bhoặc\b|\s+-\s+|\s{2,}")
_PHONE_WORDS = re.compile(r"^(?:đt|sđt|dđ|di động|tel|mobile|zalo|nr|cq)\s*[:.]?\s*", re.IGNORECASE)
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
_PHONE_SIGNS = re.compile(r"[\s.()\-']")
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})


def digits_of(text: str, title: str) -> tuple[str, str]:
    """The digits of a number and why they are not as written; refuses what holds anything else."""
    if found := _DECIMAL.fullmatch(text):
        return found[1], "Bỏ phần thập phân do bảng tính thêm."
    bare = _SIGNS.sub("", _WORDS.sub("", text, count=1))
    if not _DIGITS.fullmatch(bare):
        raise VietError(f"“{text[:40]}”: {title} chỉ gồm chữ số.")
    return bare, ""


def _identity(text: str) -> Cell:
    """The number of a paper: a pair of citizen's number and number of the old card, either may be ""."""
    if len(text) == 12 and text.isascii() and text.isdigit():
        return _whole(text, "")
    parts = [part for part in _BETWEEN_PAPERS.split(text) if part.strip()]
    if len(parts) == 2:
        pair = [_identity(part.strip()) for part in parts]
        told = {len(cell.value[0] or cell.value[1]): cell.value for cell in pair if cell.value}
        if set(told) == {9, 12}:
            return Cell((told[12][0], told[9][1]), "Hai số trong một ô: tách thành CCCD và CMND.")
    try:
        number, note = digits_of(text, "số căn cước, CMND")
    except VietError as error:
        meant = _SIGNS.sub("", text).translate(_LETTERS)
        return Cell(fault=str(error), suggestion=meant if _DIGITS.fullmatch(meant) and len(meant) in (9, 12) else "")
    if len(number) == 12:
        return _whole(number, note)
    return Cell(("", number), note) if len(number) == 9 else _short(number)


def _short(number: str) -> Cell:
    """A number that lacks digits; `lost` is what it was where only first zeros can be missing."""
    if len(number) in (10, 11) and number[0] != "0":
        meant = number.zfill(12)
        real = meant[:3] in PROVINCES
        asked = f" Có phải {meant}, bị mất số 0 ở đầu?" if real else ""
        return Cell(
            fault=f"Số căn cước phải có 12 chữ số, ở đây có {len(number)}.{asked}",
            suggestion=meant if real else "",
            lost=meant if real else None,
        )
    if len(number) == 8 and number[0] != "0":
        return Cell(
            fault=f"Số CMND phải có 9 chữ số, ở đây có 8. Có phải 0{number}, bị mất số 0 ở đầu?",
            suggestion=f"0{number}",
        )
    return Cell(fault=f"Số căn cước có 12 chữ số, số CMND có 9; ở đây có {len(number)}.")


def _whole(number: str, note: str) -> Cell:
    if number.endswith("000000"):
        return Cell(fault=f"Số căn cước {number} có vẻ bị bảng tính làm tròn. Hãy ghi lại đủ số.")
    if number[0] not in "0123" or number.startswith("000"):
        return Cell(fault=f"Số căn cước {number} không bắt đầu bằng mã tỉnh hoặc mã nước.")
    return Cell((number, ""), note)


def born_of(number: str) -> tuple[int, str]:
    """The year of birth and the sex that an identity number tells (Thông tư 07/2016/TT-BCA, Điều 7)."""
    century, woman = divmod(int(number[3]), 2)
    return 1900 + 100 * century + int(number[4:6]), "f" if woman else "m"


def _social_insurance(text: str) -> Cell:
    number, note = (text, "") if text.isascii() and text.isdigit() else digits_of(text, "mã số BHXH")
    if len(number) == 10:
        return Cell(number, note)
    if len(number) == 12 and number[:3] in PROVINCES:
        return Cell(fault="Mã số BHXH có 10 chữ số; 12 chữ số là số căn cước. Hãy ghi đúng cột.")
    if len(number) in (8, 9) and number[0] != "0":
        meant = number.zfill(10)
        return Cell(
            fault=f"Mã số BHXH phải có 10 chữ số, ở đây có {len(number)}. Có phải {meant}, bị mất số 0 ở đầu?",
            suggestion=meant,
            lost=meant if len(number) == 9 else None,
        )
    return Cell(fault=f"Mã số BHXH phải có 10 chữ số, ở đây có {len(number)}.")


def _phone(text: str) -> Cell:
    """A phone number; of several the first mobile one, `lost` are the others."""
    if _MOBILE.fullmatch(text):
        return Cell(text)
    whole = _one_phone(text)
    if whole.value:
        return whole
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2:
        return whole
    read = [_one_phone(part) for part in parts]
    if wrong := next((cell for cell in read if cell.fault), None):
        return Cell(fault=wrong.fault)
    first = next((cell.value for cell in read if cell.value[:2] != "02"), read[0].value)
    others = [cell.value for cell in read if cell.value != first]
    return Cell(first, "Nhiều số trong một ô: lấy số di động đầu tiên.", lost=others)


def _one_phone(text: str) -> Cell:
    plain = _PHONE_WORDS.sub("", text)
    if found := _DECIMAL.fullmatch(plain):
        plain = found[1]
    bare = _PHONE_SIGNS.sub("", plain)
    if re.fullmatch(r"[35789]\d{8}", bare):
        return Cell(f"0{bare}", "Thêm số 0 bị mất ở đầu.")
    if new := _OLD_MOBILES.get(bare[:4]) if re.fullmatch(r"01\d{9}", bare) else None:
        return Cell(new + bare[4:], "Số di động 11 chữ số, đã đổi đầu số năm 2018.")
    if re.fullmatch(r"1\d{9}", bare) and f"0{bare}"[:4] in _OLD_MOBILES:
        return Cell(_OLD_MOBILES[f"0{bare}"[:4]] + bare[3:], "Thêm số 0 bị mất; đầu số đã đổi năm 2018.")
    if re.fullmatch(r"2\d{9}", bare):
        return Cell(fault=f"Số điện thoại thiếu chữ số 0 ở đầu. Có phải 0{bare}?", suggestion=f"0{bare}")
    try:
        return Cell(parse_phone(plain))
    except VietError as error:
        return Cell(fault=str(error))


identity, social_insurance, phone = reader(_identity), reader(_social_insurance), reader(_phone)
