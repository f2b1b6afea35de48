"""Amounts in words, for decisions and vouchers.

Convention (textbooks of Toán, grades 1 to 4): "linh" for empty tens, "mốt", "tư" and "lăm" after "mươi",
"nghìn", "tỷ"; after the first group every group that is not empty is read in full (không trăm linh năm),
empty groups are left out.
"""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_GROUPS = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))
_BILLION = 10**9


def in_words(number: int) -> str:
    """Read a whole number of any size in words: 1005 gives "một nghìn không trăm linh năm"."""
    if number < 0:
        return "âm " + in_words(-number)
    return " ".join(_words(number)) if number else _DIGITS[0]


def money_in_words(amount: int) -> str:
    """Read whole đồng for a document, beginning with a capital: "Một triệu hai trăm nghìn đồng"."""
    words = in_words(amount) + " đồng"
    return words[0].upper() + words[1:]


def _words(number: int) -> list[str]:
    high, low = divmod(number, _BILLION)
    words = [*_words(high), "tỷ"] if high else []
    for size, name in _GROUPS:
        group = low // size % 1000
        if group:
            words += [*_three_digits(group, full=bool(words)), *([name] if name else [])]
    return words


def _three_digits(group: int, *, full: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    return words + _two_digits(rest, after_hundreds=bool(words))


def _two_digits(rest: int, *, after_hundreds: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        return ([*(["linh"] if after_hundreds else []), _DIGITS[ones]]) if ones else []
    if tens == 1:
        return ["mười", *([] if ones == 0 else ["lăm" if ones == 5 else _DIGITS[ones]])]
    return [_DIGITS[tens], "mươi", *([_AFTER_TENS.get(ones, _DIGITS[ones])] if ones else [])]
