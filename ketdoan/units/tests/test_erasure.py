"""Erasing a person: who may, when, what is gone for ever, what history keeps, and what the trail says of it."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting, current_actor
from ketdoan.core.models import AuditEntry
from ketdoan.core.modules import search
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import today
from ketdoan.units.actions.access import invite, regain_access, restore_access
from ketdoan.units.actions.bodies import appoint, end_appointment, open_term
from ketdoan.units.actions.persons import add_person, erase_person, reveal, set_contact, set_identifier
from ketdoan.units.actions.posts import end_post, give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Invitation, Person
from ketdoan.units.queries.bodies import offices_of
from ketdoan.units.queries.posts import people_of
from ketdoan.units.tests.test_access import LONG_AGO, NEW, OLD, Client, account, as_post, role, somebody

pytestmark = pytest.mark.django_db
NAME, PHONE, CITIZEN, EMAIL = "Phạm Thị Hòa", "0912345678", "079185001234", "hoa@donvi.vn"
BORN = date(1985, 3, 2)
WHY = "Theo đơn số 12 ngày 05/11/2026"


class Union:
    """A province, a grassroots union under it and another beside; their officers; a person with everything recorded."""

    def __init__(self):
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.a = make_unit("grassroots_union", "A", self.province)
        self.officer = somebody("officer", self.province, "organisation_officer")
        self.clerk = somebody("clerk", self.province, "clerk")
        self.chair = somebody("chair", self.a, "chair")
        self.stranger = somebody("stranger", make_unit("provincial_federation", "Q", top), "organisation_officer")
        with acting(SYSTEM):
            self.hoa = add_person(unit=self.a, name=NAME, birth_date=BORN, sex="f")
            set_contact(person=self.hoa, kind="phone", value=PHONE)
            set_contact(person=self.hoa, kind="email", value=EMAIL)
            set_identifier(person=self.hoa, kind="citizen_id", value=CITIZEN)
            open_term(unit=self.a, kind="executive", since=LONG_AGO, seats=5)

    def in_office(self, since=LONG_AGO, until=None):
        with acting(SYSTEM):
            held = appoint(unit=self.a, kind="executive", person=self.hoa, office="member", since=since)
            return end_appointment(appointment=held, since=until) if until else held


@pytest.fixture
def union(db):
    return Union()


def erase(union, by=None, **more):
    with as_post(by or union.officer):
        return erase_person(**{"person": union.hoa, "ground": "request", "why": WHY} | more)


def test_contacts_and_numbers_are_gone_for_ever(union):
    erase(union)
    with everything():
        for value, rows in ((PHONE, Contact), (EMAIL, Contact), (CITIZEN, Identifier)):
            assert not rows.objects.filter(value_index=value).exists()
        assert [row.value.text for rows in (Contact, Identifier) for row in rows.objects.all()] == [None] * 3
    with as_post(union.officer):
        assert reveal(person=union.hoa, field="phone", purpose="thử") is None
    union.hoa.refresh_from_db()
    assert (union.hoa.birth_date, union.hoa.erased) == (None, True)


def test_the_name_and_offices_of_somebody_who_served_stay(union):
    union.in_office(until=date(2025, 5, 1))
    erase(union)
    with as_post(union.officer):
        hoa = Person.objects.get(pk=union.hoa.pk)
        assert (hoa.name, hoa.sex, hoa.birth_date) == (NAME, "f", None)
        assert [member.appointment.until for member in offices_of(hoa)] == [date(2025, 5, 1)]
        assert [hits[0].title for _, hits in search_as(union.officer, "pham hoa")] == [NAME]


def search_as(post, words):
    with as_post(post):
        return search(current_actor(), words)


def test_of_somebody_who_never_served_no_name_is_left(union):
    erase(union, ground="mistake")
    with as_post(union.officer):
        kept = str(list(Person.objects.filter(pk=union.hoa.pk).values()))
        assert Person.objects.count() == 4  # the record still counts
    for part in (NAME, "Hòa", "hoa ", "pham", "1985"):
        assert part not in kept
    assert Person._base_manager.get(pk=union.hoa.pk).sex == ""


def test_others_keep_their_data(union):
    with acting(SYSTEM):
        other = add_person(unit=union.a, name="Trần Văn Đức")
        set_contact(person=other, kind="phone", value=PHONE)
    erase(union)
    with everything():
        assert Contact.objects.get(value_index=PHONE).value.text == PHONE


def test_a_person_of_whom_nothing_was_recorded_can_be_erased(union):
    with acting(SYSTEM):
        union.hoa = add_person(unit=union.a, name=NAME)
    assert erase(union).erased


@pytest.mark.parametrize("by", ["chair", "clerk"])
def test_the_grassroots_and_those_without_the_permission_do_not_erase(union, by):
    with pytest.raises(PermissionDenied):
        erase(union, getattr(union, by))
    assert not Person._base_manager.get(pk=union.hoa.pk).erased


def test_nobody_erases_outside_the_scope(union):
    with pytest.raises(PermissionDenied):
        erase(union, union.stranger)
    assert not Person._base_manager.get(pk=union.hoa.pk).erased


def test_somebody_in_office_or_holding_a_post_is_not_erased_until_it_ends(union):
    held = union.in_office()
    with pytest.raises(ValidationError, match="đang giữ chức vụ"):
        erase(union)
    with acting(SYSTEM):
        end_appointment(appointment=held, since=today())
        post = give_post(person=union.hoa, unit=union.a, role=role("clerk"), since=LONG_AGO)
    with pytest.raises(ValidationError, match="đang giữ chức vụ"):
        erase(union)
    with acting(SYSTEM):
        end_post(post=post, since=today())
    assert erase(union).erased


@pytest.mark.parametrize(
    "why",
    ["", "  ", "a" * 251, "Chị Phạm Thị Hòa xin xóa", "pham thi hoa", "số 0912 345 678", "gửi từ hoa@donvi.vn"],
)
def test_the_reason_is_asked_for_and_says_nothing_of_the_person(union, why):
    with pytest.raises(ValidationError) as refused:
        erase(union, why=why)
    assert list(refused.value.message_dict) == ["why"]
    assert not Person._base_manager.get(pk=union.hoa.pk).erased


def test_an_unknown_ground_is_refused(union):
    with pytest.raises(ValidationError) as refused:
        erase(union, ground="thích thế")
    assert list(refused.value.message_dict) == ["ground"]


def test_the_trail_says_who_and_why_without_personal_data(union):
    union.in_office(until=date(2025, 5, 1))
    erase(union)
    entry = AuditEntry.objects.get(action="units.person.erase")
    assert (entry.post_id, entry.about_id, entry.why) == (union.officer.pk, union.hoa.pk, WHY)
    assert (entry.change["ground"], entry.change["name_kept"]) == ("request", True)
    told = str(list(AuditEntry.objects.values()))
    for part in (NAME, "Hòa", PHONE, EMAIL, CITIZEN, "1985"):
        assert part not in told


def test_erasing_twice_is_refused_and_a_repeated_sending_does_nothing(union):
    erase(union, key="k")
    erase(union, key="k")
    assert AuditEntry.objects.filter(action="units.person.erase").count() == 1
    with pytest.raises(ValidationError, match="đã được xóa"):
        erase(union)


def test_the_account_is_closed_and_names_nobody(union):
    post = somebody("hoa.pham", union.a, "clerk")
    union.hoa, holder = post.person, account(post)
    holder.email = EMAIL
    holder.save()
    TOTP.activate(holder, "JBSWY3DPEHPK3PXP")
    browser = Client()
    browser.force_login(holder)
    with acting(SYSTEM):
        link = restore_access(person=union.hoa)
        end_post(post=post, since=today())
    erase(union)
    assert browser.get("/thong-bao/").status_code == 302
    holder.refresh_from_db()
    assert (holder.username, holder.email, holder.is_active) == (f"da-xoa-{holder.pk}", "", False)
    assert not holder.check_password(OLD)
    assert not Authenticator.objects.filter(user=holder).exists()
    with pytest.raises(ValidationError):
        regain_access(secret=link.secret, password=NEW)


def test_an_erased_person_is_offered_and_taken_for_nothing_more(union):
    erase(union)
    with as_post(union.officer):
        assert not people_of(union.a).filter(pk=union.hoa.pk).exists()
        gone = Person.objects.get(pk=union.hoa.pk)
        for act in (
            lambda: invite(person=gone),
            lambda: give_post(person=gone, unit=union.a, role=role("clerk"), since=today()),
            lambda: appoint(unit=union.a, kind="executive", person=gone, office="member", since=today()),
        ):
            with pytest.raises(ValidationError):
                act()
    assert not Invitation._base_manager.exists()
    client = signed_in(union.officer)
    hints = client.get(reverse("units:suggest_person"), {"q": "nguoi da xoa", "x": "nguoi da xoa"}).content.decode()
    assert f"#{union.hoa.pk}" not in hints


def signed_in(post):
    TOTP.activate(account(post), "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(account(post))
    return client


def test_it_is_done_on_screen_after_a_page_that_says_what_goes_and_what_stays(union):
    union.in_office(until=date(2025, 5, 1))
    client = signed_in(union.officer)
    record = reverse("units:person", args=[union.hoa.pk])
    address = reverse("units:erase_person", args=[union.hoa.pk])
    assert address in client.get(record).content.decode()
    page = client.get(address).content.decode()
    assert "91/2025/QH15" in page
    assert "chưa đối chiếu" in page
    told = client.post(address, {"ground": "request", "why": WHY})
    asked = told.content.decode()
    assert "2 thông tin liên hệ và 1 số giấy tờ" in asked
    assert "Giữ lại họ và tên, giới tính, các chức vụ" in asked
    assert not Person._base_manager.get(pk=union.hoa.pk).erased
    done = client.post(address, {"ground": "request", "why": WHY, "_seen": told.context["seen"]}, follow=True)
    shown = done.content.decode()
    assert "Đã xóa dữ liệu cá nhân." in shown
    assert "đã được xóa ngày" in shown
    assert address not in shown
    assert reverse("units:contact", args=[union.hoa.pk]) not in shown
    assert client.get(address).headers["Location"] == record


def test_the_grassroots_are_shown_no_button_and_told_where_to_turn(union):
    client = signed_in(union.chair)
    address = reverse("units:erase_person", args=[union.hoa.pk])
    assert address not in client.get(reverse("units:person", args=[union.hoa.pk])).content.decode()
    refused = client.get(address)
    assert refused.status_code == 403
    assert "chuyển yêu cầu lên cấp trên" in refused.content.decode()
