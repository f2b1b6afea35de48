"""Terms and appointments: who sits in which body on which day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.units.actions.bodies import appoint, assign_work, end_appointment, end_term, open_term
from ketdoan.units.actions.reorganisation import dissolve
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Appointment, Body, Post, Role, Term
from ketdoan.units.queries.bodies import bodies_of, ending_terms, vacancies
from ketdoan.units.tables import OfficerTable, officers

pytestmark = pytest.mark.django_db
START = date(2023, 1, 6)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def as_system():
    with acting(SYSTEM):
        yield


@pytest.fixture
def union():
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return make_unit("grassroots_union", "A", province)


@pytest.fixture
def term(union):
    return open_term(unit=union, kind="executive", since=START, seats=3, number="IV")


def state(unit, day):
    return {
        s.body.kind: ([m.appointment.person.name for m in s.members], s.vacant, s.no_head) for s in bodies_of(unit, day)
    }


def test_a_term_lasts_five_years_by_the_charter(term):
    assert (term.since, term.until, term.label) == (START, date(2028, 1, 6), "2023 – 2028")


def seat(union, name, office="member", since=START, **extra):
    person = make_person(union, name)
    return appoint(unit=union, kind="executive", person=person, office=office, since=since, **extra)


def test_members_are_listed_by_office_then_by_given_name(union, term):
    for name, office in (("Lê Thị Yến", "member"), ("Phạm Văn Ánh", "member"), ("Trần Minh Đạt", "chair")):
        seat(union, name, office)
    assert state(union, START) == {"executive": (["Trần Minh Đạt", "Phạm Văn Ánh", "Lê Thị Yến"], 0, False)}
    assert state(union, START - ONE) == {}


def test_a_body_takes_no_more_people_than_its_seats(union, term):
    for number in range(3):
        appoint(
            unit=union, kind="executive", person=make_person(union, f"Người {number}"), office="member", since=START
        )
    with pytest.raises(ValidationError, match="Đã đủ 3 ủy viên"):
        seat(union, "Người nữa")
    assert Appointment.objects.known().count() == 3


def test_one_chair_at_a_time_and_the_seat_is_free_from_the_day_of_leaving(union, term):
    first = seat(union, "Vũ An", "chair")
    second = make_person(union, "Hồ Bình")
    with pytest.raises(ValidationError, match="đang có người giữ"):
        appoint(unit=union, kind="executive", person=second, office="chair", since=START + ONE)
    leaving = START + 10 * ONE
    end_appointment(appointment=first, since=leaving)
    appoint(unit=union, kind="executive", person=second, office="chair", since=leaving)
    assert state(union, leaving - ONE)["executive"][0] == ["Vũ An"]
    assert state(union, leaving)["executive"][0] == ["Hồ Bình"]


def test_nobody_is_appointed_into_a_body_without_a_term(union, term):
    person = make_person(union, "Vũ An")
    with pytest.raises(ValidationError, match="chưa có nhiệm kỳ"):
        appoint(unit=union, kind="inspection", person=person, office="chair", since=START)
    with pytest.raises(ValidationError, match="chưa có nhiệm kỳ"):
        appoint(unit=union, kind="executive", person=person, office="chair", since=START - ONE)


def test_leaving_office_ends_the_access_that_rests_on_it_that_day(union, term):
    person = make_person(union, "Vũ An")
    appointment = appoint(unit=union, kind="executive", person=person, office="chair", since=START)
    post = Post.objects.create(
        person=person,
        unit=union,
        role=Role.objects.create(code="thu", title="Thử"),
        valid=(START, None),
        appointment=appointment.fact,
    )
    leaving = START + 30 * ONE
    end_appointment(appointment=appointment, since=leaving)
    post.refresh_from_db()
    assert (post.valid.lower, post.valid.upper) == (START, leaving)


def test_ending_a_term_empties_the_body_and_a_new_term_starts_clean(union, term):
    seat(union, "Vũ An", "chair")
    leaving = date(2025, 6, 1)
    end_term(term=term, since=leaving)
    new = open_term(unit=union, kind="executive", since=leaving, seats=5, number="V")
    assert state(union, leaving) == {"executive": ([], 5, True)}
    assert Term.objects.on(leaving - ONE).get().number == "IV"
    assert Term.objects.on(leaving).get() == new


def test_somebody_leaves_on_the_day_on_which_work_was_assigned_anew(union, term):
    appointment = seat(union, "Vũ An", "chair", work="Phụ trách chung")
    day = appointment.since + ONE * 30
    renewed = assign_work(appointment=appointment, work="Phụ trách tổ chức", since=day)
    end_appointment(appointment=renewed, since=day)
    held = Appointment.objects.filter(person=appointment.person)
    assert held.on(day - ONE).get().work == "Phụ trách chung"
    assert not held.on(day).exists()


def test_work_is_assigned_from_a_day_and_the_earlier_assignment_stays_on_record(union, term):
    appointment = seat(union, "Vũ An", "chair", work="Phụ trách chung")
    day = date(2024, 3, 1)
    assign_work(appointment=appointment, work="Phụ trách tổ chức", since=day)
    held = Appointment.objects.filter(fact=appointment.fact)
    assert held.on(day - ONE).get().work == "Phụ trách chung"
    assert held.on(day).get().work == "Phụ trách tổ chức"


def test_a_dissolved_union_has_no_term_and_nobody_in_office(union, term):
    seat(union, "Vũ An", "chair")
    ends = date(2025, 6, 15)
    dissolve(units=[union], since=ends)
    assert state(union, ends) == {}
    assert state(union, ends - ONE)["executive"][0] == ["Vũ An"]


def test_vacancies_and_ends_of_term_are_found_in_their_time(union, term):
    seat(union, "Vũ An", "chair")
    assert [(t.pk, t.vacant) for t in vacancies(START)] == [(term.pk, 2)]
    assert list(ending_terms(date(2028, 1, 6) - 181 * ONE)) == []
    assert list(ending_terms(date(2028, 1, 6) - 180 * ONE)) == [term]
    assert list(ending_terms(date(2029, 1, 6))) == [term]


def test_an_office_of_another_body_or_level_is_refused(union, term):
    person = make_person(union, "Vũ An")
    with pytest.raises(ValidationError, match="chức vụ trong danh sách"):
        appoint(unit=union, kind="executive", person=person, office="leader", since=START)
    group = make_unit("union_group", "G", union)
    with pytest.raises(ValidationError, match="không có ở cấp"):
        open_term(unit=group, kind="executive", since=START, seats=3)
    assert not Body.objects.filter(unit=group).exists()


def test_an_office_counts_from_the_day_on_which_it_was_taken_up_whatever_work_was_assigned_since(union, term):
    taken_up, again = date(2023, 3, 1), date(2025, 2, 1)
    chair = seat(union, "Vũ An", "chair", taken_up, work="Phụ trách chung")
    renewed = assign_work(appointment=chair, work="Phụ trách tổ chức", since=date(2024, 3, 1))
    assign_work(appointment=renewed, work="Phụ trách chung", since=date(2024, 9, 1))
    end_appointment(appointment=renewed, since=date(2024, 12, 1))
    seat(union, "Hồ Bình", "chair", date(2024, 12, 1))
    end_appointment(appointment=Appointment.objects.on(again).get(), since=again)
    appoint(unit=union, kind="executive", person=chair.person, office="chair", since=again)

    def since(day):
        (state,) = bodies_of(union, day)
        return [(m.appointment.person.name, m.since) for m in state.members]

    assert since(date(2024, 10, 1)) == [("Vũ An", taken_up)]
    assert since(date(2025, 1, 1)) == [("Hồ Bình", date(2024, 12, 1))]
    assert since(again) == [("Vũ An", again)]


def test_the_list_of_officers_shows_the_day_on_which_the_office_was_taken_up(union, term):
    chair = seat(union, "Vũ An", "chair", START)
    assign_work(appointment=chair, work="Phụ trách tổ chức", since=date(2024, 3, 1))
    assert [row.cells["since"] for row in OfficerTable(officers()).rows] == ["06/01/2023"]
