"""Numbers and money as Vietnamese documents write them: 1.234.567 and 52,4; reading and writing."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from .errors import VietError
from .text import nfc

Comparison = Literal["=", ">", ">=", "<", "<=", "~"]
Unit = Literal["", "%", "đồng"]

_MAX_DIGITS = 24
# Decimal's own context would round sums of many digits without a word.
_WIDE = Context(prec=80)

_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_ENGLISH_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+|,\d{3})", re.ASCII)
_ENGLISH_DECIMAL = re.compile(r"\d+\.\d+", re.ASCII)

_SCALES = {"k": 10**3, "nghìn": 10**3, "ngàn": 10**3, "tr": 10**6, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_CURRENCY = re.compile(r"\s*(?:việt nam đồng|đồng|vnđ|vnd|đ|₫)\.?$")
_SCALED = re.compile(r"([\d.,]+(?: \d{3})*) ?(nghìn tỷ|nghìn tỉ|ngàn tỷ|ngàn tỉ|nghìn|ngàn|k|triệu|tr|tỷ|tỉ)(?!\w)\s*")

_COMPARISONS: tuple[tuple[str, Comparison], ...] = (
    ("không vượt quá", "<="),
    ("không quá", "<="),
    ("không dưới", ">="),
    ("tối thiểu", ">="),
    ("ít nhất", ">="),
    ("tối đa", "<="),
    ("nhiều nhất", "<="),
    ("trên", ">"),
    ("hơn", ">"),
    ("dưới", "<"),
    ("gần", "<"),
    ("xấp xỉ", "~"),
    ("khoảng", "~"),
)
_SUFFIXES: tuple[tuple[str, Comparison], ...] = (("trở lên", ">="), ("trở xuống", "<="))
_WRITTEN: dict[Comparison, str] = {
    "=": "",
    ">": "trên ",
    ">=": "ít nhất ",
    "<": "dưới ",
    "<=": "không quá ",
    "~": "khoảng ",
}


@dataclass(frozen=True)
class Bound:
    """A figure as reports state it: "trên 26.700" is Bound(">", 26700).

    comparison: "=" exact, "~" about. value: in units (percent points if unit is "%", đồng if "đồng").
    """

    comparison: Comparison
    value: Decimal
    unit: Unit = ""


def format_number(value: int | Decimal, places: int | None = None) -> str:
    """Write a number with dots between thousands and a decimal comma.

    places: decimals to show, rounded half away from zero; None shows the number as it is.
    Raises VietError for a number that is not finite.
    """
    number = Decimal(value)
    if not number.is_finite():
        raise VietError("Không phải là số hữu hạn.")
    if places is not None:
        number = round_half_up(number, places)
    sign = "-" if number < 0 else ""
    whole, _, fraction = f"{number.copy_abs():,f}".partition(".")
    return sign + whole.replace(",", ".") + ("," + fraction if fraction else "")


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero, as accounts and statistics do; places: decimals to keep."""
    return value.quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP, _WIDE)


def format_percent(value: int | Decimal, places: int | None = None) -> str:
    """Write a share given in percent points: 87 gives "87%", 35.9 gives "35,9%"."""
    return format_number(value, places) + "%"


def format_money(amount: int, *, short: bool = False) -> str:
    """Write whole đồng: "1.234.567 đồng", or "1.234.567 đ" in tables (the space does not break)."""
    return format_number(amount) + "\u00a0" + ("đ" if short else "đồng")


def format_bound(bound: Bound) -> str:
    """Write a figure with its comparison: "trên 26.700", "ít nhất 95%"."""
    if bound.unit == "%":
        figure = format_percent(bound.value)
    elif bound.unit == "đồng":
        figure = format_money(_whole(bound.value, "đồng"))
    else:
        figure = format_number(bound.value)
    return _WRITTEN[bound.comparison] + figure


def parse_number(text: str) -> Decimal:
    """Read a number written the Vietnamese way: "1.008" is 1008, "1.234,5" is 1234.5, "1 008" is 1008.

    Raises VietError, with the way to write it, for anything else. "1,008" is refused because it may mean
    1008 or 1.008; a decimal of three places is written "1,0080".
    """
    shown = text.strip()
    body = _plain(text)
    if not body:
        raise VietError("Chưa có số.")
    negative = body.startswith("-")
    body = body.removeprefix("-").removeprefix("+").strip() if body[0] in "+-" else body
    magnitude = _magnitude(body, shown)
    return -magnitude if negative else magnitude


def parse_int(text: str) -> int:
    """Read a whole number; a decimal part other than zero raises VietError."""
    value = parse_number(text)
    if value != value.to_integral_value():
        raise VietError(f"“{text.strip()}” phải là số nguyên.")
    return int(value)


def parse_percent(text: str) -> Decimal:
    """Read percent points: "87%", "87 %" and "87" are 87. Raises VietError for anything else."""
    return parse_number(_plain(text).removesuffix("%"))


def parse_money(text: str) -> int:
    """Read an amount in whole đồng: "1.234.567 đ", "458,5 triệu đồng", "1 tỷ 200 triệu", "500k".

    Raises VietError if it cannot be read or is no whole number of đồng.
    """
    body = _CURRENCY.sub("", _plain(text))
    value = _scaled(body, text.strip()) if _has_scale(body) else parse_number(body)
    return _whole(value, text.strip())


def parse_bound(text: str) -> Bound:
    """Read a figure with its comparison: "trên 26.700", "hơn 73 triệu đồng", "từ 95% trở lên", "gần 500".

    A bare figure is exact. Raises VietError if the figure cannot be read.
    """
    comparison, body = _split_comparison(_plain(text))
    if body.endswith("%"):
        return Bound(comparison, parse_percent(body), "%")
    if _CURRENCY.search(body):
        return Bound(comparison, Decimal(parse_money(body)), "đồng")
    value = _scaled(body, text.strip()) if _has_scale(body) else parse_number(body)
    return Bound(comparison, value)


def _plain(text: str) -> str:
    """Lower case, every kind of space as one space, every kind of minus as a hyphen."""
    from_nfc = nfc(text).replace("\u2212", "-").replace("\u2013", "-")
    return _SPACES.sub(" ", from_nfc).strip().lower()


def _magnitude(body: str, shown: str) -> Decimal:
    whole, comma, fraction = body.partition(",")
    if _AMBIGUOUS.fullmatch(body):
        raise VietError(_ambiguity(whole, fraction, shown))
    if _ENGLISH_GROUPS.fullmatch(body):
        raise VietError(
            f"“{shown}”: dùng dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân (ví dụ 1.234.567,5)."
        )
    known_whole = _DIGITS.fullmatch(whole) or _GROUPED.fullmatch(whole)
    if known_whole and (not comma or _DIGITS.fullmatch(fraction)):
        digits = whole.replace(".", "").replace(" ", "")
        if len(digits + fraction) > _MAX_DIGITS:
            raise VietError(f"Số có quá {_MAX_DIGITS} chữ số.")
        return Decimal(f"{digits}.{fraction}" if comma else digits)
    if _ENGLISH_DECIMAL.fullmatch(body):
        raise VietError(
            f"“{shown}”: sau dấu chấm tách hàng nghìn phải đủ ba chữ số; phần thập phân viết sau dấu phẩy"
            f" (ví dụ {body.replace('.', ',')})."
        )
    raise VietError(f"“{shown}” không phải là số. Viết như 1.234 hoặc 52,4.")


def _ambiguity(whole: str, fraction: str, shown: str) -> str:
    return (
        f"“{shown}” có thể hiểu theo hai cách. Nếu là số nguyên, viết {whole}.{fraction};"
        f" nếu là số thập phân, viết {whole},{fraction}0."
    )


def _has_scale(body: str) -> bool:
    return any(scale in body.split() or body.endswith(scale) for scale in _SCALES)


def _scaled(body: str, shown: str) -> Decimal:
    """Add up figures with a word of scale, each scale smaller than the one before."""
    total, last, at = Decimal(0), None, 0
    unsigned = body.removeprefix("-").strip()
    while at < len(unsigned):
        match = _SCALED.match(unsigned, at)
        scale = _scale(match[2]) if match else None
        if match is None or scale is None or (last is not None and scale >= last):
            raise VietError(f"Không đọc được “{shown}”. Viết như 458,5 triệu đồng hoặc 1 tỷ 200 triệu đồng.")
        total += parse_number(match[1]) * scale
        last, at = scale, match.end()
    return -total if body.startswith("-") else total


def _scale(words: str) -> int:
    product = 1
    for word in words.split():
        product *= _SCALES[word]
    return product


def _whole(value: Decimal, shown: str) -> int:
    if value != value.to_integral_value():
        raise VietError(f"“{shown}”: số tiền phải tròn đến đồng.")
    return int(value)


def _split_comparison(body: str) -> tuple[Comparison, str]:
    for suffix, comparison in _SUFFIXES:
        if body.endswith(suffix):
            return comparison, body.removesuffix(suffix).strip().removeprefix("từ ").strip()
    for word, comparison in _COMPARISONS:
        if body.startswith(word + " "):
            return comparison, body.removeprefix(word).strip()
    return "=", body
