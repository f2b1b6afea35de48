"""The provinces before and after 1 July 2025."""

from datetime import date

import pytest

from ketdoan.units.models import Area

pytestmark = pytest.mark.django_db
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


def test_63_provinces_became_34():
    """Resolution 202/2025/QH15: 34 provinces and cities, 11 of them unchanged, 23 formed by merger."""
    old, new = (Area.objects.filter(valid__contains=day) for day in (LAST_DAY, FIRST_DAY))
    assert (old.count(), new.count()) == (63, 34)
    sources = [set(area.came_from.values_list("short_name", flat=True)) for area in new]
    assert sum(map(len, sources)) == 63
    assert set.union(*sources) == set(old.values_list("short_name", flat=True))
    assert sum(len(names) == 1 for names in sources) == 11


def test_tay_ninh_came_from_tay_ninh_and_long_an_under_the_code_of_long_an():
    area = Area.objects.get(valid__contains=FIRST_DAY, short_name="Tây Ninh")
    assert area.code == "80"
    assert set(area.came_from.values_list("code", "short_name")) == {("72", "Tây Ninh"), ("80", "Long An")}
