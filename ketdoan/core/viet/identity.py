"""Phone numbers and personal numbers as Vietnam writes them."""

import re
from datetime import date

from .dates import today
from .errors import VietError

_SIGNS = re.compile(r"[\s.()\-]")
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
_LANDLINE = re.compile(r"02\d{9}", re.ASCII)
_OLD_MOBILE = re.compile(r"01\d{9}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)


def parse_phone(text: str) -> str:
    """Read a Vietnamese phone number into its digits with the leading 0; +84 and 84 are taken for it.

    Mobile numbers have 10 digits (03, 05, 07, 08, 09), landlines 11 (02 and area code). Raises VietError.
    """
    number = re.sub(r"^(\+84|0084|84(?=\d{9,10}$))0?", "0", _SIGNS.sub("", text))
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    if not _DIGITS.fullmatch(number):
        raise VietError("Số điện thoại chỉ gồm chữ số, có thể thêm dấu cách, dấu chấm hoặc +84 ở đầu.")
    if _OLD_MOBILE.fullmatch(number):
        raise VietError("Số di động 11 chữ số đã hết dùng từ năm 2018. Hãy nhập số mới gồm 10 chữ số.")
    if re.fullmatch(r"[35789]\d{8}", number):
        raise VietError(f"Số điện thoại thiếu chữ số 0 ở đầu. Có phải 0{number}?")
    raise VietError(
        "Số điện thoại không đúng. Di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; "
        "cố định có 11 chữ số, bắt đầu bằng 02 và mã vùng."
    )


def parse_citizen_id(text: str) -> str:
    """Read a personal identification number: 12 digits (Nghị định 137/2015/NĐ-CP, Điều 13). Raises VietError."""
    return _number(text, 12, "Số định danh cá nhân (số căn cước)")


def parse_old_citizen_id(text: str) -> str:
    """Read the number of an old identity card (chứng minh nhân dân): 9 digits. Raises VietError."""
    return _number(text, 9, "Số chứng minh nhân dân")


def parse_social_insurance(text: str) -> str:
    """Read a social insurance number: 10 digits. Raises VietError."""
    return _number(text, 10, "Mã số bảo hiểm xã hội")


def parse_passport(text: str) -> str:
    """Read a passport number into capitals: 6 to 12 letters and digits, at least six of them digits."""
    number = _SIGNS.sub("", text).upper()
    if not re.fullmatch(r"[A-Z0-9]{6,12}", number) or len(re.findall(r"\d", number)) < 6:
        raise VietError("Số hộ chiếu gồm 6 đến 12 chữ cái không dấu và chữ số, ví dụ C1234567.")
    return number


def _number(text: str, length: int, title: str) -> str:
    number = _SIGNS.sub("", text)
    if not _DIGITS.fullmatch(number):
        raise VietError(f"{title} chỉ gồm chữ số.")
    if len(number) == length:
        return number
    hint = " Có thể bảng tính đã làm mất số 0 ở đầu." if length - 3 <= len(number) < length else ""
    raise VietError(f"{title} phải có {length} chữ số, ở đây có {len(number)}.{hint}")


def citizen_id_doubts(number: str, birth_date: date | None, sex: str) -> list[str]:
    """Where a 12-digit number disagrees with a birth date and a sex ("f", "m" or ""): sentences for a warning.

    The fourth digit tells century and sex (0 man, 1 woman of 1900–1999, 2 and 3 of 2000–2099, and so on), the fifth
    and sixth the year (Thông tư 07/2016/TT-BCA, Điều 7). Never a ground to refuse: births are corrected later.
    """
    century, woman = divmod(int(number[3]), 2)
    born = 1900 + 100 * century + int(number[4:6])
    doubts = []
    if sex and bool(woman) != (sex == "f"):
        doubts.append(f"Số căn cước ứng với giới tính {'nữ' if woman else 'nam'}, khác với hồ sơ.")
    if birth_date and born != birth_date.year:
        doubts.append(f"Số căn cước ứng với năm sinh {born}, hồ sơ ghi {birth_date.year}.")
    elif not birth_date and born > today().year:
        doubts.append(f"Số căn cước ứng với năm sinh {born}, chưa đến.")
    return doubts
