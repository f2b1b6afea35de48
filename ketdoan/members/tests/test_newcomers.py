"""Who is admitted straight away is held against the register; events put right are held against the rules."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions.correcting import correct
from ketdoan.members.actions.people import admit_new, introduce_to_party, leave, suspend
from ketdoan.members.factories import JOINED, make_members
from ketdoan.members.models import Member, MemberEvent
from ketdoan.members.queries.course import course_of
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Identifier, Unit

pytestmark = pytest.mark.django_db
BORN, NUMBER = date(1990, 3, 12), "079190012345"


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


@pytest.fixture
def province():
    return make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))


@pytest.fixture
def unit(province):
    return make_unit("grassroots_union", "A", province)


def admitted(unit: Unit, name: str, born: date | None = BORN, number: str = "", **more: bool) -> Member:
    new = NewPerson(unit, name, born, values={Identifier.CITIZEN_ID: number})
    (event,) = admit_new(unit=unit, new=[new], on=today() - timedelta(days=1), **more)
    return Member.objects.select_related("person").get(pk=event.person_id)


def refused(*args: object, **more: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        admitted(*args, **more)  # type: ignore[arg-type]
    return caught.value.message_dict


def test_who_is_a_member_elsewhere_by_number_name_and_year_is_transferred_not_admitted(province, unit):
    other = make_unit("grassroots_union", "B", province)
    admitted(other, "Trần Thị Bình", number=NUMBER)
    wrong = refused(unit, "TRAN THI BINH", number=NUMBER, apart=True)
    assert other.short_name in wrong["citizen_id"][0]
    assert "chuyển sinh hoạt" in wrong["citizen_id"][0]
    assert Member.objects.count() == 1


def test_where_a_member_beyond_the_scope_is_told_by_a_transfer_alone(province, unit):
    other = make_unit("grassroots_union", "B", province)
    admitted(other, "Trần Thị Bình", number=NUMBER)
    chair = Actor(None, None, unit.pk, "", Scope(unit.path), frozenset({"members.admit"}))
    with acting(chair):
        wrong = refused(unit, "Trần Thị Bình", number=NUMBER)
    assert other.short_name not in wrong["citizen_id"][0]
    assert "một đơn vị khác" in wrong["citizen_id"][0]


def test_a_number_of_somebody_else_is_asked_about(unit):
    admitted(unit, "Trần Thị Bình", number=NUMBER)
    assert "người khác" in refused(unit, "Lê Văn Sáu", date(1985, 1, 2), NUMBER)["apart"][0]
    admitted(unit, "Lê Văn Sáu", date(1985, 1, 2), NUMBER, apart=True)
    assert Member.objects.count() == 2


def test_a_member_of_the_same_union_with_name_and_birthday_is_asked_about(province, unit):
    admitted(unit, "Trần Thị Bình")
    assert "12/03/1990" in refused(unit, "trần thị bình")["apart"][0]
    admitted(unit, "Trần Thị Bình", apart=True)
    admitted(make_unit("grassroots_union", "B", province), "Trần Thị Bình")
    assert Member.objects.count() == 3


def test_who_left_is_no_reason_to_ask(unit):
    gone = admitted(unit, "Trần Thị Bình")
    leave(members=[gone], on=today(), reason="request")
    again = admitted(unit, "Trần Thị Bình")
    assert (again.state, Member.objects.get(pk=gone.pk).state) == ("member", "left")


def test_nobody_over_a_hundred_comes_in(unit):
    assert "trên 100 tuổi" in refused(unit, "Trần Thị Bình", date(1905, 1, 1))["people"][0]


def test_an_admission_put_right_must_be_possible_on_its_new_day(province, unit):
    member = admitted(unit, "Trần Thị Bình", date(2000, 3, 12))
    event = MemberEvent.objects.get(person=member.person)
    with pytest.raises(ValidationError, match="chưa đủ"):
        correct(event=event, on=date(2012, 1, 1), why="gõ nhầm")
    younger = make_unit("grassroots_union", "C", province, since=date(2024, 1, 1))
    (late,) = make_members(younger, "Lê Thị Chi", on=date(2024, 5, 1))
    with pytest.raises(ValidationError, match="C"):
        correct(event=MemberEvent.objects.get(person=late.person), on=date(2023, 12, 31), why="gõ nhầm")
    correct(event=event, on=date(2020, 2, 3), why="gõ nhầm")
    assert Member.objects.get(pk=member.pk).joined_on == date(2020, 2, 3)


def test_an_introduction_is_recorded_once_a_day(unit):
    (member,) = make_members(unit, "Trần Thị Bình")
    introduce_to_party(members=[member], on=date(2024, 5, 1))
    with pytest.raises(ValidationError, match="Trần Thị Bình"):
        introduce_to_party(members=[member], on=date(2024, 5, 1))
    introduce_to_party(members=[member], on=date(2025, 5, 1))


def test_an_act_on_many_that_fits_some_says_whom_it_does_not_fit_and_records_nothing(unit):
    early = make_members(unit, "Trần Thị Bình", "Lê Văn Sáu")
    late = make_members(unit, "Ngô Thị Muộn", on=JOINED + timedelta(days=30))
    with pytest.raises(ValidationError) as caught:
        suspend(members=[*early, *late], on=JOINED + timedelta(days=10))
    (told,) = caught.value.messages
    assert "Ngô Thị Muộn" in told
    assert "Trần Thị Bình" not in told
    assert not Member.objects.exclude(state="member").exists()


def test_an_event_of_a_later_day_is_told_as_one_to_come(unit):
    (member,) = make_members(unit, "Trần Thị Bình")
    leave(members=[member], on=today() + timedelta(days=2), reason="request")
    assert [told.ahead for told in course_of(member.person, SYSTEM)] == [True, False]
