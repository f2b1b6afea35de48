"""The members of the two civil servants' unions, and of the state bodies of the districts.

The union of Tây Ninh published of its five years to 2023: 617 admitted, 1,008 come, 346 gone, 1,134 lost otherwise, and
370 more than at the beginning. These make 145; the other 225 came with two unions that joined it whole in 2021. From
the quarter before its term to the July after, nothing else happened there, so that the counts do not hang on the day.
Of these people no phones and numbers are drawn, as of the sector's.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from ketdoan.units.demo.civil import JOIN_LATER, LANG_SON, LANG_SON_INFORMATION, TAY_NINH
from ketdoan.units.models import Unit

from .cast import Cast, Places
from .drawing import day_in, joining_day, share_out, shared
from .officers import officers_of

BEFORE_TERM, TERM_FIRST, TERM_LAST, GOES_ON = date(2017, 12, 31), date(2018, 4, 2), date(2023, 6, 30), date(2023, 8, 1)
OPENING, ADMITTED, CAME, WENT, LEFT, JOINED_WHOLE = 3_148, 617, 1_008, 346, 1_134, 225
#: Of those whom it had as the term began some left after it; others had left before; some were admitted after it.
LEFT_AFTER, LEFT_BEFORE, ADMITTED_AFTER = 161, 240, 196
LANG_SON_MEMBERS, INFORMATION_MEMBERS = 2_870, 43
WOMEN, COVERED = 0.52, 0.93


def fill_civil(places: Places) -> None:
    """Both unions, and the state bodies of districts, until the unions of state bodies ended."""
    cast = Cast("civil servants", places)
    _TayNinh(cast, places).fill()
    _lang_son(cast, places)
    _districts(cast, places)
    cast.bring_in()


class _TayNinh:
    def __init__(self, cast: Cast, places: Places) -> None:
        self.cast, self.places = cast, places
        units = places.beginning(f"{TAY_NINH}-")
        self.joining = units[-len(JOIN_LATER) :]
        self.units = units[: -len(JOIN_LATER)]
        self.weights = [cast.random.uniform(0.5, 1.6) for _ in self.units]
        #: From and to which people move: bodies of the districts.
        self.others = [unit for unit in places.beginning("TN-") if places.leaves_state(unit)]
        self.officers = len(officers_of([unit.pk for unit in self.units]))  # members too, since before the term

    def fill(self) -> None:
        """Who was there as the term began, and who came to the union since."""
        for unit in self._each(WENT):
            went = self.cast.moved(unit, self.cast.random.choice(self.others), TERM_FIRST, TERM_LAST)
            self.cast.admit(unit, self._before(unit), went, women=WOMEN)
        for unit in self._each(LEFT):
            self.cast.admit(unit, self._before(unit), self.cast.left(unit, TERM_FIRST, TERM_LAST), women=WOMEN)
        for unit in self._each(LEFT_AFTER):
            left = self.cast.left(unit, GOES_ON, self.places.last_day(unit))
            self.cast.admit(unit, self._before(unit), left, women=WOMEN)
        for unit in self._each(OPENING - self.officers - WENT - LEFT - LEFT_AFTER):
            self.cast.admit(unit, self._before(unit), women=WOMEN)
        for unit in self._each(LEFT_BEFORE):
            joined = joining_day(self.cast.random, self.places.since[unit.pk], date(2012, 12, 31))
            self.cast.admit(unit, joined, self.cast.left(unit, date(2013, 1, 1), BEFORE_TERM), women=WOMEN)
        self._who_came()

    def _who_came(self) -> None:
        for unit in self._each(ADMITTED):
            self.cast.admit(unit, day_in(self.cast.random, TERM_FIRST, TERM_LAST), women=WOMEN)
        for unit in self._each(CAME):
            source = self.cast.random.choice(self.others)
            came = self.cast.moved(source, unit, TERM_FIRST, TERM_LAST)
            self.cast.admit(source, self._before(source), came, women=WOMEN)
        for unit in shared(JOINED_WHOLE, self.joining, [2, 1]):
            self.cast.admit(unit, self._before(unit), women=WOMEN)
        for unit in self._each(ADMITTED_AFTER):
            joined = day_in(self.cast.random, GOES_ON, self.places.last_day(unit))
            self.cast.admit(unit, joined, women=WOMEN)

    def _each(self, number: int) -> Iterator[Unit]:
        return shared(number, self.units, self.weights)

    def _before(self, unit: Unit) -> date:
        return joining_day(self.cast.random, self.places.since[unit.pk], BEFORE_TERM)


def _lang_son(cast: Cast, places: Places) -> None:
    """Lạng Sơn: 43 of the 46 of the information department, and so many in the other 59."""
    units = [unit for unit in places.beginning(f"{LANG_SON}-") if unit.code != LANG_SON_INFORMATION]
    weights = [cast.random.uniform(0.5, 1.6) for _ in units]
    information = places.units[LANG_SON_INFORMATION]
    officers = len(officers_of([information.pk]))
    sizes = [INFORMATION_MEMBERS - officers, *share_out(LANG_SON_MEMBERS, weights)]
    for unit, size in zip([information, *units], sizes, strict=True):
        _steady(cast, places, unit, size)


def _districts(cast: Cast, places: Places) -> None:
    """Schools and offices of communes: nearly all who worked there."""
    for unit in chain.from_iterable(places.beginning(prefix) for prefix in ("TN-", "LA-", "LS-")):
        if places.leaves_state(unit):
            _steady(cast, places, unit, int((places.versions[unit.pk].workers or 0) * COVERED))


def _steady(cast: Cast, places: Places, unit: Unit, size: int) -> None:
    """A unit that had so many in its last years: one in ten came late, and as many had left."""
    women, last = places.women(unit, WOMEN), places.last_day(unit)
    since, lately = places.since[unit.pk], date(2020, 1, 2)
    for number in range(size):
        joined = joining_day(cast.random, since, lately) if number % 10 else day_in(cast.random, lately, last)
        cast.admit(unit, joined, women=women)
    for _ in range(size // 10):
        joined = joining_day(cast.random, since, date(2015, 12, 31))
        cast.admit(unit, joined, cast.left(unit, lately, last), women=women)
