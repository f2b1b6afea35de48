"""The members of the information and communications sector union (TTTT), as it published their numbers.

81,911 at the end of 2020 ("hơn 81.911", taken as members), 82,992 in 249 grassroots unions on 31 October 2023, and 506
admitted in 2023: all of them from 3 January to 30 October. What came and went between is made up, so that it leads
from the one number to the other. Of these people no phones and numbers are drawn: to seal them would take longer than
all else of the first start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ketdoan.units.demo.sector import ALWAYS, MINISTRY, SECTOR
from ketdoan.units.demo.stage import NEW_PROVINCES
from ketdoan.units.models import Unit

from .cast import STATE, Cast, Places
from .drawing import day_in, joining_day, share_out

END_2020, COUNTED_ON = date(2020, 12, 31), date(2023, 10, 31)
MEMBERS_2020, MEMBERS_2023, ADMITTED_2023 = 81_911, 82_992, 506
ADMITTED_2021, CAME, WENT, LEFT_BEFORE, LEFT_BETWEEN, LEFT_AFTER, MOVED = 1_874, 64, 52, 1_500, 3_114, 2_700, 260
#: So many that 2020 leads to October 2023.
ADMITTED_2022 = MEMBERS_2023 - MEMBERS_2020 + LEFT_BETWEEN + WENT - CAME - ADMITTED_2023 - ADMITTED_2021
ADMITTED_SINCE = [(2024, 655), (2025, 610), (2026, 540)]
FOUNDED_2022 = 88


@dataclass(frozen=True)
class _Fates:
    """How many of those whom a unit had at the end of 2020 went which way since."""

    went: int
    between: int
    after: int
    moved: int


def fill_sector(places: Places) -> None:
    """Everybody who belonged to the sector union since its list of units opens."""
    _Sector(places).fill()


class _Sector:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.cast = Cast("the sector", places)
        self.random = self.cast.random
        found = places.beginning(f"{SECTOR}-")
        self.first = [unit for unit in found if places.since[unit.pk] <= END_2020]
        self.later = [unit for unit in found if places.since[unit.pk] > END_2020]
        self.lasting = [unit for unit in found if places.last_day(unit) > NEW_PROVINCES]
        self.goes_on = [unit for unit in self.first if unit in self.lasting]
        self.weights = {unit.pk: self._weight(unit) for unit in found}
        #: Enterprises of other unions from and to which some went: in the provinces that the demo shows from within.
        self.outside = [unit for unit in places.beginning("TN-", "LA-") if self._enterprise(unit)]
        #: Grassroots unions of the sector in these provinces.
        self.near = [unit for unit in self.goes_on if unit.code.rsplit("-")[-1] in ALWAYS[1:]]

    def fill(self) -> None:
        """Bring all of them in."""
        sizes = share_out(MEMBERS_2020, [self.weights[unit.pk] for unit in self.first])
        for unit, size, fates in zip(self.first, sizes, self._fates(sizes), strict=True):
            self._those_of_2020(unit, size, fates)
        self._who_left_before()
        self._admitted_since()
        self._who_came()
        self.cast.bring_in()

    def _weight(self, unit: Unit) -> float:
        """How large a unit is beside the others: corporations' large and small, offices small."""
        state = self.places.versions[unit.pk].ownership in STATE
        usual = 0.2 if unit.code.startswith(MINISTRY) else 0.4 if state else 1.0
        return usual * self.random.lognormvariate(0, 0.45)

    def _enterprise(self, unit: Unit) -> bool:
        goes_on = unit.ended_on is None and self.places.since[unit.pk] < END_2020
        return goes_on and self.places.versions[unit.pk].ownership.endswith("_enterprise")

    def _fates(self, sizes: Sequence[int]) -> list[_Fates]:
        near = [float(unit in self.near) for unit in self.first]
        lasting = [size * (unit in self.goes_on) for unit, size in zip(self.first, sizes, strict=True)]
        columns = (
            share_out(WENT, near), share_out(LEFT_BETWEEN, sizes), share_out(LEFT_AFTER, sizes),
            share_out(MOVED, lasting),
        )  # fmt: skip
        return [_Fates(*row) for row in zip(*columns, strict=True)]

    def _those_of_2020(self, unit: Unit, size: int, fates: _Fates) -> None:
        cast, since = self.cast, self.places.since[unit.pk]
        between = (END_2020 + timedelta(days=1), COUNTED_ON)
        after = (COUNTED_ON + timedelta(days=1), self.places.last_day(self.places.followed(unit)))
        for number in range(size):
            joined = joining_day(self.random, since, END_2020)
            if (number := number - fates.went) < 0:
                cast.admit(unit, joined, cast.moved(unit, self.random.choice(self.outside), *between))
            elif (number := number - fates.between) < 0:
                cast.admit(unit, joined, cast.left(unit, *between))
            elif (number := number - fates.after) < 0:
                cast.admit(unit, joined, cast.left(unit, *after))
            elif number < fates.moved:
                cast.admit(unit, joined, cast.moved(unit, self._other(unit), *between))
            else:
                cast.admit(unit, joined)

    def _other(self, unit: Unit) -> Unit:
        return self.random.choice([one for one in self.random.sample(self.goes_on, 2) if one != unit])

    def _who_left_before(self) -> None:
        sizes = share_out(LEFT_BEFORE, [self.weights[unit.pk] for unit in self.first])
        for unit, size in zip(self.first, sizes, strict=True):
            for _ in range(size):
                joined = joining_day(self.random, self.places.since[unit.pk], date(2015, 12, 31))
                self.cast.admit(unit, joined, self.cast.left(unit, date(2016, 1, 1), END_2020))

    def _admitted_since(self) -> None:
        """The new ones of each year: 506 of 2023, and none of them on New Year's Day nor after October."""
        new = [unit for unit in self.later if self.places.since[unit.pk] <= COUNTED_ON]
        for unit in new:
            self._admit(FOUNDED_2022, [unit], self.places.since[unit.pk], date(2022, 12, 30))
        self._admit(ADMITTED_2021, self.lasting, date(2021, 1, 4), date(2021, 12, 30))
        self._admit(ADMITTED_2022 - FOUNDED_2022 * len(new), self.lasting, date(2022, 1, 4), date(2022, 12, 30))
        self._admit(ADMITTED_2023, self.lasting, date(2023, 1, 3), COUNTED_ON - timedelta(days=1))
        for year, number in ADMITTED_SINCE:
            self._admit(number, self.lasting, date(year, 1, 3), date(year, 12, 28))

    def _admit(self, number: int, units: Sequence[Unit], first: date, last: date) -> None:
        """So many new members between two days, among those of the units that were there by then."""
        there = [unit for unit in units if self.places.since[unit.pk] <= last and self.places.last_day(unit) >= first]
        for unit, size in zip(there, share_out(number, [self.weights[unit.pk] for unit in there]), strict=True):
            begin, end = max(first, self.places.since[unit.pk]), min(last, self.places.last_day(unit))
            for _ in range(size):
                self.cast.admit(unit, day_in(self.random, begin, end))

    def _who_came(self) -> None:
        """From enterprises of other unions by personal transfer."""
        for number in range(CAME):
            source, to = self.random.choice(self.outside), self.near[number % len(self.near)]
            joined = joining_day(self.random, self.places.since[source.pk], date(2020, 6, 30))
            moved = self.cast.moved(source, to, END_2020 + timedelta(days=1), COUNTED_ON)
            self.cast.admit(source, joined, moved)
