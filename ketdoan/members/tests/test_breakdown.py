"""Breakdowns against a count by hand over a random register."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import today
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.members.models import Profile
from ketdoan.members.queries.breakdown import breakdown
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.factories import make_unit

pytestmark = pytest.mark.django_db
OWNERSHIPS = ["private_enterprise", "foreign_enterprise", ""]


def age_band(age: int) -> str:
    return str(sum(age >= first for first in (26, 36, 46, 56, 66)))


def test_breakdowns_of_a_random_register_are_those_counted_by_hand() -> None:
    random, day = Random(5), today() - timedelta(days=30)
    with acting(SYSTEM):
        province = make_unit("provincial_federation", "P", make_unit("confederation", "T"))
        unions = [make_unit("grassroots_union", f"U{n}", province, ownership=OWNERSHIPS[n]) for n in range(3)]
        groups = [make_unit("union_group", f"G{n}", unions[n]) for n in range(3)]
        expected: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {
            by: Counter() for by in [("sex",), ("age",), ("profession",), ("sex", "ownership")]
        }
        newcomers, professions = [], []
        for _ in range(200):
            number = random.randrange(3)
            unit = random.choice([unions[number], groups[number]])
            sex, year = random.choice(["f", "m", ""]), random.choice([None, *range(1950, 2006)])
            since = day - timedelta(days=random.randrange(-200, 400))
            profession = random.choice(["1", "8", ""])
            newcomers.append(
                Newcomer(NewPerson(unit, "An", birth_year=year, sex=sex), [Happening("admission", since, unit.pk)])
            )
            professions.append(profession)
            if since <= day:
                expected["sex",][sex,] += 1
                expected["age",][age_band(day.year - year) if year else "",] += 1
                expected["profession",][profession,] += 1
                expected["sex", "ownership"][sex, OWNERSHIPS[number]] += 1
        events = bring_in(SYSTEM, newcomers)
        Profile._base_manager.bulk_create(
            Profile(person_id=event.person_id, profession=profession)
            for event, profession in zip(events, professions, strict=True)
            if profession
        )
        for by, counts in expected.items():
            assert breakdown(day, *by).of(province.pk) == dict(counts), by
        assert breakdown(date(2000, 1, 1), "sex").of(province.pk) == {}
