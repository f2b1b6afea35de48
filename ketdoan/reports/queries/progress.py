"""How far the units are that report of themselves in a round."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from ..models import Round, Submission
from ..rules.states import COUNTED, OPEN, State


@dataclass(frozen=True)
class Progress:
    """How many units must report, and of these have, are at it, and have not begun; how many had by the last day, and
    how many have not though it is over."""

    expected: int = 0
    reported: int = 0
    begun: int = 0
    owed: int = 0
    on_time: int = 0
    late: int = 0


def progress(asked: Round, mine: Submission | None, day: date) -> Progress:
    """How far the units are that stood below the one of `mine` when the round was opened, as its sums count them;
    those of the whole round without. One index tells it all, that of `path`: a round may ask the whole country."""
    rows = Submission._base_manager.filter(round=asked, consolidates=False).exclude(state=State.EXEMPT)
    if mine:
        rows = rows.filter(path__startswith=mine.path)
    of_state = {
        "expected": Q(),
        "reported": Q(state__in=COUNTED),
        "begun": Q(state__in=OPEN) & ~Q(state=State.OWED),
        "owed": Q(state=State.OWED),
        "on_time": Q(state__in=COUNTED, first_submitted_at__date__lte=F("due")),
        "late": Q(state__in=OPEN, due__lt=day),
    }
    return Progress(**rows.aggregate(**{name: Count("state", filter=which) for name, which in of_state.items()}))
