"""Numbers in the sentences of steps."""

from fractions import Fraction

from ketdoan.core.viet import format_money, format_number

PLACES = 2


def written(number: Fraction | int) -> str:
    """A number with as many decimals as it has, two at most."""
    scaled = int(abs(number) * 10**PLACES + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**PLACES)
    text = format_number(whole) + (f",{rest:02}".rstrip("0") if rest else "")
    return f"-{text}" if number < 0 else text


def dong(amount: Fraction | int) -> str:
    """An amount: 50.000 đồng."""
    return format_money(int(amount)) if Fraction(amount).denominator == 1 else f"{written(amount)}\u00a0đồng"


def percent(share: Fraction) -> str:
    """A share: 0,3 is 30%."""
    return f"{written(share * 100)}%"


def span(months: int) -> str:
    """Months as years and months: 2 năm 4 tháng."""
    years, rest = divmod(months, 12)
    parts = [f"{years} năm" if years else "", f"{rest} tháng" if rest or not years else ""]
    return " ".join(filter(None, parts))
