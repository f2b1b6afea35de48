"""What is missing or contradicts in records, as codes; the scores of units; and that no value is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.viet import today
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.members.actions.checking import check_all, check_numbers
from ketdoan.members.actions.people import leave, suspend
from ketdoan.members.models import Member, NumberCheck, Quality
from ketdoan.members.queries.quality import Score, Scores, by_code
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.persons import correct_person, set_contact, set_identifier
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Unit

pytestmark = pytest.mark.django_db
JOINED = date(2015, 5, 6)
FINE = {"born": date(1985, 3, 4), "sex": "f", "citizen_id": "001185012345", "phone": "0912345678"}


class World:
    """A province with two unions."""

    def __init__(self) -> None:
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.first = make_unit("grassroots_union", "A", self.province)
        self.second = make_unit("grassroots_union", "B", self.province)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def add(unit: Unit, joined: date = JOINED, **facts: Any) -> Member:
    told = {**FINE, **facts}
    values = {kind: told[kind] for kind in ("citizen_id", "phone") if told[kind]}
    new = NewPerson(unit, "Trần An", told["born"], told.get("year"), told["sex"], values)
    (event,) = bring_in(SYSTEM, [Newcomer(new, [Happening("admission", joined, unit.pk)])])
    return Member.objects.get(pk=event.person_id)


def codes(member: Member) -> set[str]:
    check_numbers()
    check_all()
    return kept(member)


def kept(member: Member) -> set[str]:
    row = Quality.objects.filter(pk=member.pk).first()
    return set(row.codes) if row else set()


def years_ago(years: int, days: int = 0) -> date:
    return today() - relativedelta(years=years) + timedelta(days=days)


CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, set()),
    "sex": ({"sex": ""}, {"no_sex"}),
    "birth": ({"born": None}, {"no_birth"}),
    "year alone": ({"born": None, "year": 1985}, {"year_only"}),
    "phone": ({"phone": ""}, {"no_phone"}),
    "number": ({"citizen_id": ""}, {"no_id"}),
    "all": ({"sex": "", "born": None, "phone": "", "citizen_id": ""}, {"no_sex", "no_birth", "no_phone", "no_id"}),
    "sex against the number": ({"sex": "m"}, {"id_sex"}),
    "year against the number": ({"born": date(1986, 3, 4)}, {"id_year"}),
    "year alone against the number": ({"born": None, "year": 1986}, {"year_only", "id_year"}),
    "both against the number": ({"sex": "m", "born": date(1986, 3, 4)}, {"id_sex", "id_year"}),
    "born in 2003, a woman": (
        {"born": date(2003, 1, 2), "citizen_id": "001303012345", "joined": date(2022, 1, 1)},
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_missing_or_contradicts_is_told_as_a_code(world: World, name: str) -> None:
    facts, expected = CASES[name]
    assert codes(add(world.first, **facts)) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ((66, 1), set()),
        ((66, 0), {"too_old"}),
        ((15, 1), {"too_young", "joined_young"}),
        ((15, 0), {"joined_young"}),
    ],
)
def test_age_is_judged_by_whole_years(world: World, age: tuple[int, int], expected: set[str]) -> None:
    born = years_ago(*age)
    joined = JOINED if born.year < 2000 else today() - timedelta(days=30)
    assert codes(add(world.first, joined, born=born, citizen_id="")) == {"no_id", *expected}


def test_who_joined_on_the_fifteenth_birthday_did_so_in_time(world: World) -> None:
    born = date(2000, 5, 6)
    number = "001300012345"
    assert codes(add(world.first, date(2015, 5, 6), born=born, citizen_id=number)) == set()
    assert codes(add(world.second, date(2015, 5, 5), born=born, citizen_id=number[:-1] + "6")) == {"joined_young"}


def test_who_has_suspended_union_life_for_a_year_is_looked_at(world: World) -> None:
    member, other = add(world.first), add(world.first, citizen_id="001185054321", phone="0912345679")
    suspend(members=[member], on=today() - relativedelta(months=12))
    suspend(members=[other], on=today() - relativedelta(months=12) + timedelta(days=1))
    assert (codes(member), kept(other)) == ({"suspended_long"}, set())


def test_a_number_of_two_people_is_told_of_both(world: World) -> None:
    one, two = add(world.first), add(world.second)
    assert (codes(one), kept(two)) == ({"shared_id"}, {"shared_id"})


def test_a_finding_goes_as_soon_as_it_is_put_right(world: World) -> None:
    member = add(world.first, sex="", phone="", citizen_id="")
    assert codes(member) == {"no_sex", "no_phone", "no_id"}
    set_contact(person=member.person, kind=Contact.PHONE, value="0912345678")
    set_identifier(person=member.person, kind=Identifier.CITIZEN_ID, value=FINE["citizen_id"])
    assert kept(member) == {"no_sex"}
    correct_person(person=member.person, name="Trần An", birth_date=FINE["born"], sex="m")
    assert kept(member) == {"id_sex"}
    correct_person(person=member.person, name="Trần An", birth_date=FINE["born"], sex="f")
    assert kept(member) == set()


def test_of_a_number_the_doubt_alone_is_kept_and_the_trail_has_a_digest(world: World) -> None:
    add(world.first, sex="m")
    check_numbers()
    assert NumberCheck.objects.get().doubts == ["id_sex"]
    change = AuditEntry.objects.get(action="members.check_numbers").change
    assert set(change) == {"rows", "digest"}
    assert check_numbers() == 0


def test_scores_add_up_the_tree(world: World) -> None:
    add(world.first)
    add(world.first, sex="", citizen_id="")
    add(world.second, phone="", citizen_id="")
    gone = add(world.second, sex="", citizen_id="")
    leave(members=[gone], on=today(), reason="retired")
    check_all()
    scores = Scores()
    assert (scores.of(world.first.pk), scores.of(world.second.pk)) == (Score(2, 1), Score(1, 1))
    assert scores.of(world.province.pk) == Score(3, 2)
    assert scores.of(world.first.pk).percent == 50
    assert Scores(["no_phone"]).of(world.province.pk) == Score(3, 1)
    assert {code: number for code, _, number in by_code(world.province)} == {"no_sex": 1, "no_phone": 1, "no_id": 2}
