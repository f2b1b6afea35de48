"""How numbers that might lead to somebody are shown to those who do not handle the petition."""

from ketdoan.core.viet import format_number

#: Below it a number might tell who it was.
FEWEST = 5


def few(number: int) -> str:
    """A number as it is shown: 12, 0, or "dưới 5"."""
    return f"dưới {FEWEST}" if 0 < number < FEWEST else format_number(number)
