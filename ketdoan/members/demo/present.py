"""The members of grassroots unions that go on today in Tây Ninh, Long An and Lạng Sơn, with what happened lately.

Unions of up to 200 workers, and those that are shown to the last group, have entered nearly all of their members; the
larger ones began with some of their workshops. Those of Tây Ninh have phones and numbers.
"""

from datetime import date, timedelta

from ketdoan.units.demo.showcases import DRIVERS, GARMENT, HOSPITAL, PACKAGING, RUBBER
from ketdoan.units.demo.stage import NEW_PROVINCES
from ketdoan.units.models import Unit

from ..actions.bringing import Happening, Newcomer
from ..rules import EventKind
from .blemishes import likely_twice
from .cast import ADMISSION, Cast, Places
from .drawing import Numbers, day_in, joining_day
from .officers import officers_of

SHOWN = (GARMENT, RUBBER, HOSPITAL, PACKAGING, DRIVERS)
ALL_ENTERED, ENTERED, BEGUN = 200, (0.86, 0.96), (0.06, 0.16)
PAUSES = ["Nghỉ thai sản", "Nghỉ việc không hưởng lương", "Đi học dài hạn"]
#: One in so many was admitted lately, came from another union, is suspended; and so many beside them left lately.
LATELY, CAME, PAUSED, LEFT = 14, 90, 120, 20


def fill_present(places: Places) -> None:
    """All of them, and who left lately."""
    _Present(places).fill()


class _Present:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.cast, self.elsewhere = Cast("the present", places, Numbers()), Cast("the present elsewhere", places)
        self.random = self.cast.random
        found = places.beginning("TN-", "LA-", "LS-", *SHOWN)
        self.units = [unit for unit in found if not places.leaves_state(unit)]
        self.old = [unit for unit in self.units if unit.ended_on is None and places.since[unit.pk] < date(2012, 1, 1)]

    def fill(self) -> None:
        """Bring all of them in."""
        for unit in self.units:
            self._those_of(unit, self._size(unit), self.elsewhere if unit.code.startswith("LS-") else self.cast)
        first, second = (self.places.leaves(self.places.units[code])[0] for code in (PACKAGING, GARMENT))
        for pair in likely_twice(first, second):
            for person in pair:
                admitted = Happening(ADMISSION, date(2019, 5, 6), person.unit.pk)
                self.cast.newcomers.append(Newcomer(person, [admitted]))
        self.cast.bring_in()
        self.elsewhere.bring_in()

    def _size(self, unit: Unit) -> int:
        """How many are to be drawn for a unit: without its officers, who are members too."""
        workers = self.places.versions[unit.pk].workers or 0
        entered = workers <= ALL_ENTERED or unit.code in SHOWN
        share = self.random.uniform(*(ENTERED if entered else BEGUN))
        inside = [leaf.pk for leaf in self.places.leaves(unit)]
        return max(0, int(workers * share) - len(officers_of([unit.pk, *inside])))

    def _those_of(self, unit: Unit, size: int, cast: Cast) -> None:
        women, leaves, last = self.places.women(unit, 0.45), self.places.leaves(unit), self.places.last_day(unit)
        for number in range(size):
            home = leaves[number % len(leaves)]
            since = self.places.since[home.pk]
            joined = joining_day(self.random, since, max(since, date(2024, 12, 31)))
            lately = (min(max(since, NEW_PROVINCES + timedelta(days=1)), last), last)
            if number % LATELY == 5:
                cast.admit(home, day_in(self.random, *lately), women=women)
            elif number % CAME == 31:
                source = self._other(unit)
                joined = joining_day(self.random, self.places.since[source.pk], date(2024, 12, 31))
                cast.admit(source, joined, cast.moved(source, home, *lately), women=women)
            elif number % PAUSED == 47 and lately[0] > joined:
                cast.admit(home, joined, self._paused(home, *lately), women=women)
            else:
                cast.admit(home, min(joined, last), women=women)
            if number % LEFT == 3:
                cast.admit(home, min(joined, lately[0]), cast.left(home, *lately), women=women)

    def _paused(self, home: Unit, first: date, last: date) -> Happening:
        why = self.random.choice(PAUSES)
        return Happening(EventKind.SUSPENSION.value, max(first, day_in(self.random, first, last)), home.pk, reason=why)

    def _other(self, unit: Unit) -> Unit:
        """Another union, of which somebody was a member before; in a union of groups, of its first group."""
        found = self.random.choice([one for one in self.random.sample(self.old, 2) if one != unit])
        return self.places.leaves(found)[0]
