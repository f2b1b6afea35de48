"""Which records are held for one human being: what speaks for it, what against it, and what was decided already."""

from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import fold, today
from ketdoan.members.actions.finding import RARE, SHARED, find_among, find_changed
from ketdoan.members.actions.merging import differ, merge, unmerge
from ketdoan.members.actions.people import admit, admit_new, leave
from ketdoan.members.factories import JOINED
from ketdoan.members.models import DuplicatePair, Member
from ketdoan.units.actions.people import NewPerson, add_people
from ketdoan.units.actions.persons import correct_person, erase_person, set_contact, set_identifier
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Unit

pytestmark = pytest.mark.django_db
BORN = date(1985, 3, 4)
CITIZEN, OLD, INSURANCE, PHONE = "001185012345", "012345678", "0123456789", "0912345678"


class World:
    """Two provinces; in the first a union with a section, and another union."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", self.top)
        self.elsewhere = make_unit("provincial_federation", "Q", self.top)
        self.first = make_unit("grassroots_union", "A", self.province)
        self.section = make_unit("member_grassroots_union", "A1", self.first)
        self.second = make_unit("grassroots_union", "B", self.province)
        self.far = make_unit("grassroots_union", "C", self.elsewhere)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def person(unit: Unit, name: str = "Trần Thị Bình", born: date | None = BORN, **more: Any) -> Member:
    values = {
        kind: more.pop(kind) for kind in ("citizen_id", "old_citizen_id", "social_insurance", "phone") if kind in more
    }
    new = NewPerson(unit, name, born, values=values, **more)
    (event,) = admit(unit=unit, people=add_people([new]), on=JOINED)
    return Member.objects.select_related("person").get(pk=event.person_id)


def crowd(unit: Unit, name: str = "Trần Thị Bình", number: int = RARE + 1) -> None:
    """So many people of a name that it says little; none of them born on a day of the tests."""
    new = [NewPerson(unit, name, date(1960, 1, 1) + timedelta(days=day)) for day in range(number)]
    admit_new(unit=unit, new=new, on=JOINED, apart=True)


def pairs() -> dict[tuple[int, int], set[str]]:
    find_changed()
    return found()


def found() -> dict[tuple[int, int], set[str]]:
    rows = DuplicatePair.objects.filter(state="open")
    return {(row.first_id, row.second_id): set(row.reasons) for row in rows}


@pytest.mark.parametrize(
    ("kind", "value"), [("citizen_id", CITIZEN), ("old_citizen_id", OLD), ("social_insurance", INSURANCE)]
)
def test_the_same_number_makes_a_pair_whatever_the_names(world: World, kind: str, value: str) -> None:
    one, two = person(world.first, **{kind: value}), person(world.far, "Lê Văn Khác", date(1990, 1, 1), **{kind: value})
    assert pairs() == {(one.pk, two.pk): {kind, "other_year"}}
    assert DuplicatePair.objects.get().upper == world.top


def test_an_identity_card_of_twelve_digits_went_on_as_the_citizens_number(world: World) -> None:
    one, two = person(world.first, old_citizen_id=CITIZEN), person(world.second, "Lê Khác", None, citizen_id=CITIZEN)
    assert pairs() == {(one.pk, two.pk): {"old_new_id"}}


def test_a_rare_name_and_the_day_of_birth_make_a_pair(world: World) -> None:
    one, two = person(world.first), person(world.far, "TRAN THI BINH")
    assert pairs() == {(one.pk, two.pk): {"rare_name", "birth_date"}}


def test_a_name_that_many_bear_needs_a_third_agreement(world: World) -> None:
    crowd(world.second)
    one, _, same_unit, same_phone = (
        person(world.first, phone=PHONE), person(world.second), person(world.section), person(world.far, phone=PHONE)
    )  # fmt: skip
    assert pairs() == {
        (one.pk, same_unit.pk): {"name", "birth_date", "unit"},
        (one.pk, same_phone.pk): {"name", "birth_date", "phone"},
    }


def test_a_year_of_birth_counts_in_the_same_union_alone(world: World) -> None:
    one = person(world.first)
    two, _ = person(world.section, born=None, birth_year=1985), person(world.far, born=None, birth_year=1985)
    assert pairs() == {(one.pk, two.pk): {"rare_name", "birth_year", "unit"}}


def test_a_day_and_a_month_in_each_others_place_count_in_the_same_union(world: World) -> None:
    one, two, _ = (
        person(world.first),
        person(world.first, born=date(1985, 4, 3)),
        person(world.far, born=date(1985, 3, 5)),
    )
    assert pairs() == {(one.pk, two.pk): {"rare_name", "birth_swapped", "unit"}}


def test_a_name_alone_or_a_phone_alone_identifies_nobody(world: World) -> None:
    person(world.first, phone=PHONE)
    person(world.first, "Trần Thị Bình", date(1970, 5, 6))
    person(world.first, "Lê Khác", date(1971, 1, 1), phone=PHONE)
    assert pairs() == {}


def test_a_telephone_of_the_office_is_no_agreement(world: World) -> None:
    for day in range(SHARED + 1):
        person(world.first, "Lê Khác", date(1970, 1, 1 + day), phone=PHONE)
    assert pairs() == {}


def test_different_verified_numbers_exclude(world: World) -> None:
    one, two = person(world.first), person(world.first)
    for member, number in ((one, CITIZEN), (two, "001185054321")):
        set_identifier(person=member.person, kind=Identifier.CITIZEN_ID, value=number, verified=True)
    assert pairs() == {}


def test_different_numbers_that_nobody_verified_are_told(world: World) -> None:
    one, two = person(world.first, citizen_id=CITIZEN), person(world.first, citizen_id="001185054321")
    assert pairs() == {(one.pk, two.pk): {"rare_name", "birth_date", "unit", "other_id"}}


def test_another_sex_and_another_year_exclude(world: World) -> None:
    person(world.first, sex="f", citizen_id=CITIZEN)
    person(world.far, born=date(1990, 3, 4), sex="m", citizen_id=CITIZEN)
    assert pairs() == {}


def test_a_pair_decided_as_different_never_comes_back(world: World) -> None:
    one, two = person(world.first, phone=PHONE), person(world.second, phone=PHONE)
    assert len(pairs()) == 1
    differ(pair=DuplicatePair.objects.get())
    set_identifier(person=one.person, kind=Identifier.CITIZEN_ID, value=CITIZEN)
    set_identifier(person=two.person, kind=Identifier.CITIZEN_ID, value=CITIZEN)
    assert pairs() == {}
    assert find_among([one.pk, two.pk]) == 1
    assert DuplicatePair.objects.get().state == "different"


def test_what_no_longer_agrees_takes_an_open_pair_away(world: World) -> None:
    one, _ = person(world.first), person(world.second)
    assert len(pairs()) == 1
    correct_person(person=one.person, name="Trần Thị Bình", birth_date=date(1985, 4, 3), sex="")
    find_among([one.pk])
    assert found() == {}


def test_a_search_looks_at_what_changed_since_the_last(world: World) -> None:
    one = person(world.first)
    find_changed()
    two = person(world.second)
    search = find_changed()
    assert (search.found, list(found())) == (1, [(one.pk, two.pk)])


def test_a_merged_record_lends_its_numbers_to_the_person(world: World) -> None:
    kept, other = person(world.first), person(world.second, phone=PHONE)
    third = person(world.far, "Bình", phone=PHONE)
    find_changed()
    link = merge(keep=kept.person, other=other.person)
    find_among([kept.pk])
    assert found() == {(kept.pk, third.pk): {"phone", "birth_date"}}
    unmerge(link=link)
    find_among([kept.pk, other.pk])
    assert set(found()) == {(kept.pk, other.pk), (other.pk, third.pk)}


def test_an_erased_person_is_like_nobody(world: World) -> None:
    for member in (person(world.first), person(world.second), person(world.far)):
        set_contact(person=member.person, kind=Contact.PHONE, value=PHONE)
        if member.unit_id != world.far.pk:
            leave(members=[member], on=today(), reason="request")
            erase_person(person=member.person, ground="request", why="Đơn ngày 01/02/2026")
    assert pairs() == {}


# --- against a count by hand


def test_random_people_are_paired_as_by_looking_at_every_two(world: World) -> None:
    random, told = Random(5), []
    units = [world.first, world.section, world.second, world.far]
    for _ in range(160):
        born = random.choice([None, date(1980 + random.randrange(2), random.randrange(1, 3), random.randrange(1, 4))])
        facts: dict[str, Any] = {
            "unit": random.choice(units),
            "name": random.choice(["Lê An", "Lê Ân", "Võ Bình", "Ngô Chi", "Đỗ Dân"]),
            "born": born,
            "birth_year": born.year if born else random.choice([None, 1980, 1981]),
            "sex": random.choice(["", "f", "m"]),
        }
        for kind, chance, make in (
            ("phone", 0.6, lambda: f"09123456{random.randrange(40):02}"),
            ("citizen_id", 0.5, lambda: f"0011800000{random.randrange(60):02}"),
            (
                "old_citizen_id",
                0.3,
                lambda: random.choice([f"0123456{random.randrange(40):02}", f"0011800000{random.randrange(60):02}"]),
            ),
        ):
            if random.random() < chance:
                facts[kind] = make()
        told.append((person(**facts).pk, facts))
    expected = {
        (a, b): reasons for (a, one), (b, two) in combinations(told, 2) if (reasons := by_hand(world, one, two))
    }
    assert pairs() == expected
    assert len(expected) > 40


WORTH = {"phone": 45, "birth_date": 30, "birth_swapped": 20, "birth_year": 10, "rare_name": 30, "unit": 20,
         "other_sex": -20, "other_year": -20, "other_id": -15}  # fmt: skip


def by_hand(world: World, one: dict[str, Any], two: dict[str, Any]) -> set[str]:
    """What makes two people a pair; empty where they are none. Every name of the test is rare."""
    reasons = agreements(world, one, two) | differences(one, two)
    if {"other_sex", "other_year"} <= reasons:
        return set()
    if reasons & {"citizen_id", "old_citizen_id", "old_new_id"}:
        return reasons
    looked_at = "phone" in reasons or {"rare_name", "birth_date"} <= reasons
    looked_at |= {"rare_name", "unit"} <= reasons and bool(reasons & {"birth_year", "birth_swapped"})
    enough = sum(WORTH[reason] for reason in reasons) >= 60
    return reasons if enough and looked_at and reasons & {"rare_name", "birth_date"} else set()


def agreements(world: World, one: dict[str, Any], two: dict[str, Any]) -> set[str]:
    reasons = {kind for kind in ("phone", "citizen_id", "old_citizen_id") if kind in one and one[kind] == two.get(kind)}
    for here, there in ((one, two), (two, one)):
        if "citizen_id" in here and here["citizen_id"] == there.get("old_citizen_id"):
            reasons.add("old_new_id")
    if fold(one["name"]) == fold(two["name"]):
        reasons.add("rare_name")
    if one["born"] and one["born"] == two["born"]:
        reasons.add("birth_date")
    elif one["birth_year"] and one["birth_year"] == two["birth_year"]:
        if not (one["born"] and two["born"]):
            reasons.add("birth_year")
        elif (one["born"].day, one["born"].month) == (two["born"].month, two["born"].day):
            reasons.add("birth_swapped")
    bases = [world.first if side["unit"] == world.section else side["unit"] for side in (one, two)]
    return reasons | ({"unit"} if bases[0] == bases[1] else set())


def differences(one: dict[str, Any], two: dict[str, Any]) -> set[str]:
    told = {"other_sex": "sex", "other_year": "birth_year", "other_id": "citizen_id"}
    both = {code: (one.get(name), two.get(name)) for code, name in told.items()}
    return {code for code, (here, there) in both.items() if here and there and here != there}
