"""What is counted of the assistant, and how small numbers are shown."""

from django.db.models import TextChoices

from ketdoan.core.viet import format_number

#: Below it a number might tell who asked.
FEWEST = 5


class Counted(TextChoices):
    """What is counted."""

    ASKED = "asked", "Lượt hỏi"
    USEFUL = "useful", "Hữu ích"
    USELESS = "useless", "Chưa hữu ích"
    WRONG = "wrong", "Sai"


#: What an asker may say of an answer.
SAID = (Counted.USEFUL, Counted.USELESS, Counted.WRONG)


def few(number: int) -> str:
    """A number as it is shown: 12, 0, or "dưới 5"."""
    return f"dưới {FEWEST}" if 0 < number < FEWEST else format_number(number)
