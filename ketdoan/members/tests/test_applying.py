"""Applications: taken in sealed, held against rules and register, decided on by the executive, destroyed in time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions import applying, intakes
from ketdoan.members.actions.people import leave
from ketdoan.members.factories import make_members
from ketdoan.members.models import Application, Intake, Member, MemberEvent, Profile
from ketdoan.members.queries.applications import Applicant, name_of, said_by
from ketdoan.members.queries.stock import stock
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.persons import set_identifier
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Person, PersonalDataView

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
AN = Applicant("Nguyễn Văn An", "1999-05-20", "m", "001099012345", "0912345678", "0123456789", job="Thợ điện")
BINH = Applicant("Trần Thị Bình", "2000", "f", "079300054321")


class World:
    """Two grassroots unions of one federation, and officers of each."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", self.top)
        self.first = make_unit("grassroots_union", "A", self.province)
        self.second = make_unit("grassroots_union", "B", self.province)

    def officer(self, unit, *rights: str) -> Actor:
        return Actor(None, None, unit.pk, "", Scope(unit.path), frozenset(rights or RIGHTS))


RIGHTS = ("members.apply", "members.admit", "members.transfer", "members.view", "units.person")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def received(world: World, *people: Applicant, **more) -> list[Application]:
    return applying.receive(unit=world.first, people=people or [AN, BINH], received_on=DAY, form="collective", **more)


def paper(world: World, code: str = "12/QĐ-CĐCS") -> Paper:
    return Paper(world.first, code, today(), "Về việc kết nạp đoàn viên công đoàn", "Lê Chủ Tịch", "Chủ tịch")


def batch(world: World, *people: Applicant) -> Intake:
    return intakes.propose(applications=received(world, *people), met_on=DAY, on=DAY)


def known(world: World, unit, said: Applicant = AN) -> Member:
    (member,) = make_members(unit, said.name, birth_year=said.birth_year)
    set_identifier(person=member.person, kind="citizen_id", value=said.citizen_id)
    return member


def rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
        return cursor.fetchone()[0] or ""


def test_what_an_applicant_says_is_sealed_and_no_trail_repeats_it(world):
    first, second = received(world)
    kept = rows_of("members_application") + rows_of("core_auditentry") + rows_of("core_done")
    for words in ("Nguyễn", "Bình", AN.citizen_id, AN.phone, "Thợ điện"):
        assert words not in kept
        assert words.encode().hex() not in kept
    assert said_by(Application.objects.select_related("key").get(pk=first.pk)) == AN
    assert first.sheet == second.sheet
    assert first.key_id != second.key_id


def test_a_list_names_what_is_wrong_in_each_row_and_takes_none(world):
    child = Applicant("Bùi Nhỏ", "2015-01-01")
    twice = Applicant("Võ Chi", "1990", citizen_id=AN.citizen_id)
    with pytest.raises(ValidationError) as refused:
        received(world, AN, child, twice)
    rows = {error.params["row"] for error in refused.value.error_dict["people"]}
    assert rows == {1, 2, 3}
    assert "chưa đủ 15 tuổi" in str(refused.value)
    assert not Application.objects.exists()


def test_a_number_that_does_not_fit_the_birth_is_a_doubt_and_no_refusal(world):
    odd = Applicant("Nguyễn Văn An", "1998-05-20", "f", AN.citizen_id)
    doubts = applying.check_applicants(unit=world.first, people=[odd], received_on=DAY).sentences()
    assert len(doubts) == 2
    assert "giới tính nam" in doubts[0]
    assert "năm sinh 1999" in doubts[1]
    assert received(world, odd)


def test_who_is_a_member_elsewhere_is_sent_to_a_transfer_and_told_who_looked(world):
    member = known(world, world.second)
    with (
        acting(world.officer(world.first)),
        pytest.raises(ValidationError, match=r"đang là đoàn viên tại ĐV B. Hãy lập yêu cầu chuyển"),
    ):
        received(world, AN)
    with acting(world.officer(world.first)):
        findings = applying.check_applicants(unit=world.first, people=[AN], received_on=DAY)
    assert findings.wrong
    view = PersonalDataView.objects.get(person=member.pk)
    assert (view.field, view.purpose) == ("citizen_id", "Đối chiếu đơn gia nhập nộp tại ĐV A")


def test_who_is_a_member_here_already_is_not_sent_to_a_transfer(world):
    known(world, world.first)
    with pytest.raises(ValidationError, match="đã là đoàn viên của chính ĐV A"):
        received(world, AN)


def test_a_number_of_somebody_else_reveals_no_name_and_no_union(world):
    known(world, world.second)
    other = Applicant("Nguyễn Văn Anh", "1999-05-20", "m", AN.citizen_id)
    with acting(world.officer(world.first)):
        (doubt,) = applying.check_applicants(unit=world.first, people=[other], received_on=DAY).sentences()
    assert doubt == "Dòng 1: số căn cước này đang ghi cho người khác trong sổ đoàn viên."


def test_a_second_application_while_one_is_open_is_refused_in_the_same_scope(world):
    (first,) = received(world, AN)
    with pytest.raises(ValidationError, match=f"đã có đơn số {first.pk}"):
        applying.receive(unit=world.second, people=[AN], received_on=DAY)
    with acting(world.officer(world.second)):
        (doubt,) = applying.check_applicants(unit=world.second, people=[AN], received_on=DAY).sentences()
    assert "đơn đang chờ ở đơn vị khác" in doubt


def test_a_batch_is_admitted_by_one_decision_and_what_was_said_is_destroyed(world):
    intake = batch(world)
    done = intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))
    assert stock(DAY).of(world.province.pk) == 2
    assert stock(DAY - timedelta(days=1)).of(world.province.pk) == 0
    events = MemberEvent.objects.filter(kind="admission")
    assert {event.decision_id for event in events} == {done.decision_id}
    for application in Application.objects.select_related("key", "person"):
        assert (application.state, said_by(application)) == ("admitted", None)
        assert application.number_index is None
        assert application.event_id in {event.pk for event in events}
    an = Person.objects.get(name=AN.name)
    assert (an.birth_date, an.sex) == (date(1999, 5, 20), "m")
    assert Identifier.objects.get(person=an, kind="citizen_id").value.text == AN.citizen_id
    assert Contact.objects.get(person=an, kind="phone").value.text == AN.phone
    assert Profile.objects.get(person=an).job_title == "Thợ điện"
    assert Application.objects.get(person=an).person_id == an.pk


def test_a_batch_is_decided_on_once(world):
    intake = batch(world)
    intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))
    with pytest.raises(ValidationError, match="đã kết nạp rồi, có thể bởi người khác"):
        intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))
    assert stock(today()).of(world.first.pk) == 2


def test_nobody_is_admitted_without_a_decision(world):
    with pytest.raises(ValidationError, match="số, ký hiệu quyết định"):
        intakes.admit_intake(intake=batch(world), on=DAY)


def test_who_became_a_member_elsewhere_meanwhile_holds_the_batch_up(world):
    intake = batch(world)
    known(world, world.second)
    with pytest.raises(ValidationError, match=r"Nguyễn Văn An đang là đoàn viên tại"):
        intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))
    assert stock(today()).of(world.first.pk) == 0
    held = next(one for one in intake.applications.select_related("key") if name_of(one) == AN.name)
    intakes.take_back(applications=[held])
    intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))
    assert stock(today()).of(world.first.pk) == 1


def test_who_left_comes_back_under_the_same_record(world):
    member = known(world, world.second)
    leave(members=[member], on=date(2025, 1, 1), reason="work_ended")
    with acting(world.officer(world.first)):
        intakes.admit_intake(intake=batch(world, AN), on=DAY, paper=paper(world))
    again = Member.objects.get(pk=member.pk)
    assert (again.unit_id, again.state, again.joined_on) == (world.first.pk, "member", DAY)
    assert again.person.unit_id == world.first.pk
    assert Person.objects.filter(name=AN.name).count() == 1
    assert Contact.objects.get(person=member.pk, kind="phone").value.text == AN.phone


def test_a_refusal_has_a_reason_and_what_was_said_goes_after_its_days(world):
    (application,) = received(world, AN)
    with pytest.raises(ValidationError, match="Hãy ghi lý do"):
        applying.refuse(applications=[application], reason=" ")
    (held,) = applying.refuse(applications=[application], reason="Chưa ký hợp đồng lao động")
    assert held.goes_on == today() + timedelta(days=60)
    assert intakes.forget_applications() == 0
    Application.objects.update(goes_on=today())
    assert intakes.forget_applications() == 1
    assert intakes.forget_applications() == 0
    found = Application.objects.select_related("key").get()
    assert (found.state, said_by(found), found.reason) == ("refused", None, "Chưa ký hợp đồng lao động")


def test_an_application_that_nobody_decided_on_lapses(world):
    received(world, AN)
    Application.objects.update(goes_on=today())
    intakes.forget_applications()
    assert Application.objects.get().state == "lapsed"


def test_a_dropped_batch_gives_its_applications_back(world):
    intake = batch(world)
    intakes.drop_intake(intake=intake)
    assert set(Application.objects.values_list("state", "intake")) == {("received", None)}
    with pytest.raises(ValidationError, match="đã bỏ"):
        intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))


def test_a_correction_is_sealed_again_and_found_by_its_new_number(world):
    (application,) = received(world, AN)
    applying.correct_application(application=application, person=BINH, received_on=DAY)
    with pytest.raises(ValidationError, match="đã có đơn số"):
        received(world, BINH)
    assert received(world, AN)


def test_an_officer_of_another_union_reaches_no_application(world):
    (application,) = received(world, AN)
    with acting(world.officer(world.second)):
        assert not Application.objects.exists()
        for verb, more in ((applying.withdraw, {}), (applying.refuse, {"reason": "x"})):
            with pytest.raises(PermissionDenied):
                verb(applications=[application], **more)
        with pytest.raises(PermissionDenied):
            intakes.propose(applications=[application], met_on=DAY, on=DAY)


def test_the_trail_holds_one_entry_for_a_batch_with_a_digest_of_its_events(world):
    intakes.admit_intake(intake=batch(world), on=DAY, paper=paper(world))
    entry = AuditEntry.objects.get(action="members.intake.admit")
    assert entry.change["rows"] == 2
    assert entry.change["digest"]


def test_a_batch_takes_as_many_statements_for_sixty_as_for_two(world):
    numbers = []
    for at, many in enumerate((2, 60)):
        people = [
            Applicant(f"Lê Thị {'A' * (one + 1)}", "1990", citizen_id=f"07919{at}{one:06}") for one in range(many)
        ]
        intake = batch(world, *people)
        with CaptureQueriesContext(connection) as done:
            intakes.admit_intake(intake=intake, on=DAY, paper=paper(world, f"{at}/QĐ"))
        numbers.append(len(done))
    assert numbers[1] <= numbers[0]
