"""When a phone keeps quiet: in the hours that an account has set, and while one sleeps before or after a shift.

Hours are those of Vietnam. The shifts are the usual ones of three-shift work: 6 to 14, 14 to 22 and 22 to 6 o'clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .models import Preference
from .models.notifications import AFTERNOON, MORNING, NIGHT
from .viet import local

#: While who works a shift sleeps: from, until.
SLEEP = {MORNING: (21, 5), AFTERNOON: (23, 8), NIGHT: (7, 14)}
#: Where shifts turn, each week brings the next of these.
TURN = (MORNING, AFTERNOON, NIGHT)
#: Nothing waits longer than this, whatever hours are set.
LONGEST = 24


@dataclass(frozen=True)
class Quiet:
    """The quiet hours of an account: its own, and those of its shift, which turns each week where `since` is set."""

    start: int | None = None
    end: int | None = None
    shift: str = ""
    since: date | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a moment is quiet. What is slept after midnight belongs to the shift of that day."""
        here = local(at)
        own = self.start is not None and self.end is not None and _inside(here.hour, self.start, self.end)
        shift = shift_on(self.shift, self.since, here.date())
        return own or bool(shift and _inside(here.hour, *SLEEP[shift]))

    def over(self, now: datetime) -> datetime | None:
        """When the quiet in which `now` lies ends; None if it lies in none."""
        if not self.holds(now):
            return None
        hour = now.replace(minute=0, second=0, microsecond=0)
        later = (hour + timedelta(hours=step) for step in range(1, LONGEST))
        return next((at for at in later if not self.holds(at)), now + timedelta(hours=LONGEST))


def quiet_of(own: Preference) -> Quiet:
    """The quiet hours that an account prefers."""
    return Quiet(own.quiet_from, own.quiet_until, own.shift, own.shift_since)


def shift_on(shift: str, since: date | None, day: date) -> str:
    """The shift that is worked on a day: the next one each Monday after the week of `since`, if that is set."""
    if not shift or since is None:
        return shift
    weeks = (_monday(day) - _monday(since)).days // 7
    return TURN[(TURN.index(shift) + weeks) % len(TURN)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _inside(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end
