"""How far the units are that report of themselves in a round."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Count, F, Q

from ..models import Round, Submission
from ..rules.states import COUNTED, OPEN, State
from .rollup import sums


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


#: For so many seconds it is not counted again who has begun, as long as nobody hands in.
SECONDS = 30


def progress(asked: Round, mine: Submission | None, day: date) -> Progress:
    """How far the units are that stood below the one of `mine` when the round was opened, as its sums count them;
    those of the whole round without."""
    if mine is None:
        return _counted(asked, None, day)
    total = sums(asked).of(mine.unit_id)
    key = f"reports.progress:{mine.pk}:{total.reported}:{total.expected}:{day}"
    found: Progress | None = caches["process"].get_or_set(key, lambda: _counted(asked, mine, day), SECONDS)
    return found or Progress()


def _counted(asked: Round, mine: Submission | None, day: date) -> Progress:
    """Counted in one index, that of `path`: a round may ask the whole country."""
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
