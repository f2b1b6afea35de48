"""Posts: who may give what to whom, when access begins and ends, invitations, and sessions of administration."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.modules import permissions
from ketdoan.core.viet import today
from ketdoan.units.actions.access import accept_invitation, invite
from ketdoan.units.actions.bodies import appoint, end_appointment, open_term
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import (
    delegate,
    end_post,
    give_post,
    open_admin_session,
    withdraw,
)
from ketdoan.units.actions.roles import bring_in_roles
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Invitation, Post, Role
from ketdoan.units.queries.posts import as_actor, posts_in, posts_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)


def role(code):
    return Role.objects.get(code=code)


class Union:
    """A province with two grassroots unions; an officer of the province, a chair and a clerk of the first."""

    def __init__(self):
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.a = make_unit("grassroots_union", "A", self.province)
        self.b = make_unit("grassroots_union", "B", self.province)
        self.officer = self.somebody("officer", self.province, "organisation_officer")
        self.chair = self.somebody("chair", self.a, "chair")
        self.clerk = self.somebody("clerk", self.a, "clerk")

    def somebody(self, username, unit, code):
        with acting(SYSTEM):
            person = add_person(unit=unit, name="Nguyễn Văn An")
            person.account = Account.objects.create_user(username)
            person.save()
            return give_post(person=person, unit=unit, role=role(code), since=LONG_AGO)

    def person(self, unit):
        with acting(SYSTEM):
            return add_person(unit=unit, name="Trần Thị Bình")


@pytest.fixture
def union(db):
    return Union()


def account(post):
    return post.person.account


def held(post):
    return {p.pk for p in posts_of(account(post).pk)}


def as_post(post, opened=False):
    post = next(p for p in posts_of(account(post).pk) if p.pk == post.pk)
    return acting(as_actor(post, account(post).pk, opened=opened))


def test_shipped_roles_hold_only_permissions_that_exist(db):
    named = {code for r in Role.objects.all() for code in r.permissions}
    assert {r.code for r in Role.objects.all()} == {
        "chair",
        "organisation_officer",
        "clerk",
        "accountant",
        "inspection_head",
        "group_leader",
        "legal_officer",
        "system_administrator",
    }
    assert named <= set(permissions())


def test_an_edited_role_survives_the_next_migration_and_others_follow_what_is_shipped(db):
    Role.objects.filter(code="clerk").update(permissions=["units.view"], edited=True)
    Role.objects.filter(code="accountant").update(permissions=[])
    bring_in_roles()
    assert role("clerk").permissions == ["units.view"]
    assert "units.view" in role("accountant").permissions


def test_one_gives_a_post_below_oneself(union):
    person = union.person(union.b)
    with as_post(union.officer):
        post = give_post(person=person, unit=union.b, role=role("chair"), since=today())
    assert Post._base_manager.get(pk=post.pk).unit == union.b


def test_nobody_gives_a_post_outside_the_own_scope(union):
    person = union.person(union.a)
    with as_post(union.chair), pytest.raises(PermissionDenied):
        give_post(person=person, unit=union.b, role=role("clerk"), since=today())


def test_nobody_gives_rights_that_one_has_not(union):
    person = union.person(union.a)
    Role.objects.filter(code="chair").update(permissions=["units.view", "units.post"])
    with as_post(union.chair), pytest.raises(PermissionDenied, match="Văn thư"):
        give_post(person=person, unit=union.a, role=role("clerk"), since=today())


def test_a_clerk_gives_nothing(union):
    person = union.person(union.a)
    with as_post(union.clerk), pytest.raises(PermissionDenied):
        give_post(person=person, unit=union.a, role=role("group_leader"), since=today())


def test_a_person_of_another_unit_gets_no_post(union):
    stranger = union.person(union.b)
    with as_post(union.chair), pytest.raises(ValidationError) as refused:
        give_post(person=stranger, unit=union.a, role=role("clerk"), since=today())
    assert "person" in refused.value.message_dict


def test_somebody_in_office_gets_a_post_though_recorded_elsewhere(union):
    outsider = union.person(union.b)
    with acting(SYSTEM):
        open_term(unit=union.a, kind="executive", since=LONG_AGO, seats=5)
        appoint(unit=union.a, kind="executive", person=outsider, office="member", since=today())
    with as_post(union.chair):
        assert give_post(person=outsider, unit=union.a, role=role("clerk"), since=today()).pk


def test_the_same_post_is_not_given_twice_for_the_same_days(union):
    with as_post(union.officer), pytest.raises(ValidationError) as refused:
        give_post(person=union.clerk.person, unit=union.a, role=role("clerk"), since=today())
    assert "role" in refused.value.message_dict


def test_a_post_that_begins_tomorrow_opens_nothing_today(union):
    with as_post(union.officer):
        post = give_post(person=union.clerk.person, unit=union.b, role=role("clerk"), since=today() + DAY)
    assert post.pk not in held(post)


def test_ending_a_post_ends_access_that_day(union):
    with as_post(union.officer):
        end_post(post=union.clerk, since=today())
    assert held(union.clerk) == set()


def test_a_post_that_ends_tomorrow_still_works_today(union):
    with as_post(union.officer):
        end_post(post=union.clerk, since=today() + DAY)
    assert held(union.clerk) == {union.clerk.pk}


def test_a_post_is_not_ended_in_the_past(union):
    with as_post(union.officer), pytest.raises(ValidationError) as refused:
        end_post(post=union.clerk, since=today() - DAY)
    assert "since" in refused.value.message_dict


def test_leaving_office_ends_the_post_that_rests_on_it(union):
    person = union.person(union.a)
    with acting(SYSTEM):
        open_term(unit=union.a, kind="executive", since=LONG_AGO, seats=5)
        office = appoint(unit=union.a, kind="executive", person=person, office="member", since=LONG_AGO)
    with as_post(union.officer):
        post = give_post(person=person, unit=union.a, role=role("clerk"), since=LONG_AGO, appointment=office)
        person.account = Account.objects.create_user("binh")
        person.save()
        assert held(post) == {post.pk}
        end_appointment(appointment=office, since=today())
    assert held(post) == set()


def test_a_post_rests_on_no_office_of_somebody_else(union):
    person = union.person(union.a)
    with acting(SYSTEM):
        open_term(unit=union.a, kind="executive", since=LONG_AGO, seats=5)
        office = appoint(unit=union.a, kind="executive", person=person, office="member", since=LONG_AGO)
    with as_post(union.officer), pytest.raises(ValidationError) as refused:
        give_post(person=union.chair.person, unit=union.a, role=role("clerk"), since=today(), appointment=office)
    assert "appointment" in refused.value.message_dict


def test_a_delegation_works_between_its_days_only(union):
    with as_post(union.chair):
        lent = delegate(person=union.clerk.person, role=role("chair"), since=today(), until=today() + 7 * DAY)
    assert lent.pk in held(union.clerk)
    with as_post(union.chair):
        withdraw(post=lent)
    assert lent.pk not in held(union.clerk)


def test_a_delegation_ends_with_the_post_that_lent_it(union):
    with as_post(union.chair):
        lent = delegate(person=union.clerk.person, role=role("chair"), since=today(), until=today() + 7 * DAY)
    with as_post(union.officer):
        end_post(post=union.chair, since=today())
    assert lent.pk not in held(union.clerk)


def test_a_delegated_post_never_has_more_than_its_lender_has_now(union):
    with as_post(union.chair):
        lender = role("organisation_officer")
        lent = delegate(person=union.clerk.person, role=lender, since=today(), until=today() + DAY)
    Role.objects.filter(code="chair").update(permissions=["units.view"])
    with as_post(lent) as actor:
        assert actor.permissions == {"units.view"}


def test_what_was_delegated_is_not_delegated_on(union):
    with as_post(union.chair):
        lent = delegate(person=union.clerk.person, role=role("chair"), since=today(), until=today() + 7 * DAY)
    third = union.person(union.a)
    with as_post(lent), pytest.raises(PermissionDenied):
        delegate(person=third, role=role("clerk"), since=today(), until=today() + DAY)


def test_an_invitation_keeps_no_secret_and_works_once(union):
    person = union.person(union.a)
    with as_post(union.chair):
        invitation = invite(person=person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(i)::text FROM units_invitation i WHERE id = %s", [invitation.pk])
        assert invitation.secret not in cursor.fetchone()[0]
    opened = accept_invitation(secret=invitation.secret, username="tran.binh", password="mot mat khau dai")
    assert opened.check_password("mot mat khau dai")
    with pytest.raises(ValidationError):
        accept_invitation(secret=invitation.secret, username="ke.khac", password="mot mat khau dai")
    assert not Account.objects.filter(username="ke.khac").exists()


def test_an_invitation_ends_after_seven_days(union):
    person = union.person(union.a)
    with as_post(union.chair):
        invitation = invite(person=person)
    assert invitation.expires_at - invitation.created_at == pytest.approx(timedelta(days=7), abs=timedelta(minutes=1))
    Invitation._base_manager.filter(pk=invitation.pk).update(expires_at=timezone.now())
    with pytest.raises(ValidationError):
        accept_invitation(secret=invitation.secret, username="tran.binh", password="mot mat khau dai")


def test_a_new_invitation_ends_the_earlier_one(union):
    person = union.person(union.a)
    with as_post(union.chair):
        first, second = invite(person=person), invite(person=person)
    with pytest.raises(ValidationError):
        accept_invitation(secret=first.secret, username="tran.binh", password="mot mat khau dai")
    assert accept_invitation(secret=second.secret, username="tran.binh", password="mot mat khau dai").pk


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("username", {"username": "trần bình", "password": "mot mat khau dai"}),
        ("username", {"username": "CLERK", "password": "mot mat khau dai"}),
        ("password", {"username": "tran.binh", "password": "ngan"}),
        ("email", {"username": "tran.binh", "password": "mot mat khau dai", "email": "khong phai"}),
    ],
)
def test_what_is_wrong_on_accepting_stands_at_its_field_and_keeps_the_link_usable(union, field, values):
    person = union.person(union.a)
    with as_post(union.chair):
        invitation = invite(person=person)
    with pytest.raises(ValidationError) as refused:
        accept_invitation(secret=invitation.secret, **values)
    assert list(refused.value.message_dict) == [field]
    assert accept_invitation(secret=invitation.secret, username="tran.binh", password="mot mat khau dai").pk


def test_somebody_with_an_account_is_not_invited(union):
    with as_post(union.chair), pytest.raises(ValidationError):
        invite(person=union.clerk.person)


def test_no_secret_and_no_password_stands_in_the_audit_trail(union):
    person = union.person(union.a)
    with as_post(union.chair):
        invitation = invite(person=person, key="k1")
    accept_invitation(secret=invitation.secret, username="tran.binh", password="mot mat khau dai")
    told = str(list(AuditEntry.objects.values()))
    assert invitation.secret not in told
    assert "mot mat khau dai" not in told
    assert "Trần Thị Bình" not in told


def test_an_administrator_has_no_rights_until_a_session_is_opened(union):
    admin = union.somebody("admin", union.province, "system_administrator")
    with as_post(admin) as actor:
        assert actor.permissions == {"units.admin"}
        session = open_admin_session(reason="Cấp lại vị trí cho văn thư", minutes=30)
    assert timezone.now() + timedelta(minutes=29) < session.ends_at <= timezone.now() + timedelta(minutes=30)
    assert AuditEntry.objects.filter(action="units.admin", about_id=session.pk).exists()


def test_a_session_of_administration_needs_a_reason(union):
    admin = union.somebody("admin", union.province, "system_administrator")
    with as_post(admin), pytest.raises(ValidationError) as refused:
        open_admin_session(reason="x", minutes=30)
    assert "reason" in refused.value.message_dict


def test_an_administrator_cannot_make_a_chair(union):
    admin = union.somebody("admin", union.province, "system_administrator")
    person = union.person(union.a)
    with as_post(admin, opened=True), pytest.raises(PermissionDenied):
        give_post(person=person, unit=union.a, role=role("chair"), since=today())


def test_the_first_link_opens_the_first_administrator_and_is_not_given_again(db, capsys):
    call_command("firstlink", address="http://localhost:8000")
    call_command("firstlink", address="http://localhost:8000")
    links = [line for line in capsys.readouterr().out.splitlines() if line.startswith("http")]
    assert len(links) == 2
    secret = links[-1].rstrip("/").rsplit("/", 1)[-1]
    opened = accept_invitation(secret=secret, username="quan.tri", password="mot mat khau dai")
    assert {p.role.code for p in posts_of(opened.pk)} == {"chair", "system_administrator"}
    call_command("firstlink", address="http://localhost:8000")
    assert "http" not in capsys.readouterr().out


def test_the_first_administrator_of_a_union_that_is_there_already_stands_at_its_top(db, capsys):
    top = make_unit("confederation", "TLD")
    make_unit("provincial_federation", "P", top)
    call_command("firstlink")
    assert "http" in capsys.readouterr().out
    assert {post.unit for post in Post._base_manager.all()} == {top}


def test_of_several_units_at_the_top_one_is_chosen_by_its_code(db, capsys):
    make_unit("confederation", "TLD")
    other = make_unit("confederation", "KHAC")
    with pytest.raises(CommandError):
        call_command("firstlink")
    call_command("firstlink", code="KHAC")
    assert {post.unit for post in Post._base_manager.all()} == {other}


def test_the_list_shows_open_ended_and_coming_posts_but_no_ended_ones(union):
    with as_post(union.officer):
        coming = give_post(person=union.clerk.person, unit=union.a, role=role("accountant"), since=today() + DAY)
        end_post(post=union.clerk, since=today())
        assert set(posts_in(union.a)) == {union.chair, coming}
