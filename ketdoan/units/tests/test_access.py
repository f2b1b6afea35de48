"""Regaining an account by a one-time link: for whom one may make it, what its use takes away, when it is void."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.viet import today
from ketdoan.units.actions.access import invite, regain_access, restore_access
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import delegate, end_post, give_post, open_admin_session
from ketdoan.units.factories import make_unit
from ketdoan.units.models import AdminSession, Invitation, Role
from ketdoan.units.queries.posts import as_actor, open_invitation, posts_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)
OLD, NEW = "mot mat khau dai", "mat khau vua dat lai"
NO_SECOND_FACTOR_AT = "/to-chuc/xac-thuc-hai-lop/"


def role(code):
    return Role.objects.get(code=code)


def give(person, unit, code, since=LONG_AGO):
    with acting(SYSTEM):
        return give_post(person=person, unit=unit, role=role(code), since=since)


def somebody(username, unit, code):
    with acting(SYSTEM):
        person = add_person(unit=unit, name="Nguyễn Văn An")
        person.account = Account.objects.create_user(username, password=OLD)
        person.save()
    return give(person, unit, code)


class Union:
    """A province with two grassroots unions; an officer of the province, a chair and a clerk of the first."""

    def __init__(self):
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.a = make_unit("grassroots_union", "A", self.province)
        self.b = make_unit("grassroots_union", "B", self.province)
        self.officer = somebody("officer", self.province, "organisation_officer")
        self.chair = somebody("chair", self.a, "chair")
        self.clerk = somebody("clerk", self.a, "clerk")


@pytest.fixture
def union(db):
    return Union()


def account(post):
    return Account.objects.get(pk=post.person.account_id)


def as_post(post, opened=False):
    held = next(p for p in posts_of(account(post).pk) if p.pk == post.pk)
    return acting(as_actor(held, account(post).pk, opened=opened))


def made(by, whom):
    with as_post(by):
        return restore_access(person=whom.person)


def test_a_link_gives_back_the_account_once(union):
    link = made(union.chair, union.clerk)
    assert link.expires_at - link.created_at == pytest.approx(timedelta(days=7), abs=timedelta(minutes=1))
    assert regain_access(secret=link.secret, password=NEW) == account(union.clerk)
    assert account(union.clerk).check_password(NEW)
    with pytest.raises(ValidationError):
        regain_access(secret=link.secret, password="mat khau thu ba day")
    assert account(union.clerk).check_password(NEW)


def test_nothing_changes_until_the_link_is_used(union):
    TOTP.activate(account(union.clerk), "JBSWY3DPEHPK3PXP")
    made(union.chair, union.clerk)
    assert account(union.clerk).check_password(OLD)
    assert Authenticator.objects.filter(user=account(union.clerk)).count() == 1


def test_using_the_link_takes_away_second_factors_and_ends_every_session(client, union):
    holder, other = account(union.clerk), account(union.chair)
    for owner in (holder, other):
        TOTP.activate(owner, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(owner)
    client.force_login(holder)
    assert client.get("/").status_code == 200
    regain_access(secret=made(union.chair, union.clerk).secret, password=NEW)
    assert client.get("/").headers["Location"].startswith("/tai-khoan/login/")
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}


def test_an_upper_officer_sets_up_a_new_second_factor_after_regaining_the_account(client, union):
    TOTP.activate(account(union.officer), "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        link = restore_access(person=union.officer.person)
    regain_access(secret=link.secret, password=NEW)
    client.post("/tai-khoan/login/", {"login": "officer", "password": NEW})
    assert client.get("/").headers["Location"] == NO_SECOND_FACTOR_AT


def test_regaining_an_account_ends_its_session_of_administration(union):
    admin = somebody("admin", union.province, "system_administrator")
    with as_post(admin):
        open_admin_session(reason="Cấp lại vị trí cho văn thư", minutes=30)
    with acting(SYSTEM):
        link = restore_access(person=admin.person)
    regain_access(secret=link.secret, password=NEW)
    assert not AdminSession.objects.filter(ends_at__gt=timezone.now()).exists()


def test_nobody_takes_over_an_account_with_rights_that_one_has_not(union):
    boss = somebody("boss", union.a, "chair")
    give(union.clerk.person, union.a, "organisation_officer")
    Role.objects.filter(code="chair").update(permissions=["units.view", "units.invite"])
    with as_post(boss), pytest.raises(PermissionDenied):
        restore_access(person=union.clerk.person)
    assert not Invitation._base_manager.exists()


def test_a_chair_does_not_take_over_an_administrator(union):
    admin = somebody("admin", union.a, "system_administrator")
    with as_post(union.chair), pytest.raises(PermissionDenied):
        restore_access(person=admin.person)


def test_a_post_outside_the_scope_protects_the_account_too(union):
    give(union.clerk.person, union.b, "clerk")
    with as_post(union.chair), pytest.raises(PermissionDenied):
        restore_access(person=union.clerk.person)
    assert made(union.officer, union.clerk).pk


def test_a_post_that_begins_later_protects_the_account_already(union):
    give(union.clerk.person, union.province, "clerk", today() + 30 * DAY)
    with as_post(union.chair), pytest.raises(PermissionDenied):
        restore_access(person=union.clerk.person)


def test_rights_held_by_delegation_protect_the_account_too(union):
    with as_post(union.officer):
        delegate(person=union.clerk.person, role=role("clerk"), since=today(), until=today() + DAY)
    with as_post(union.chair), pytest.raises(PermissionDenied):
        restore_access(person=union.clerk.person)


def test_a_person_recorded_outside_the_scope_is_not_known(union):
    theirs = somebody("binh", union.b, "group_leader")
    with as_post(union.chair), pytest.raises(ValidationError) as refused:
        restore_access(person=theirs.person)
    assert "person" in refused.value.message_dict


def test_nobody_restores_ones_own_access(union):
    with as_post(union.chair), pytest.raises(ValidationError):
        restore_access(person=union.chair.person)


def test_somebody_without_an_account_is_invited_instead(union):
    with acting(SYSTEM):
        person = add_person(unit=union.a, name="Trần Thị Bình")
    with as_post(union.chair), pytest.raises(ValidationError):
        restore_access(person=person)


def test_a_clerk_gives_no_access(union):
    leader = somebody("leader", union.a, "group_leader")
    with as_post(union.clerk), pytest.raises(PermissionDenied):
        restore_access(person=leader.person)


def test_a_kept_link_is_void_once_its_receiver_has_risen_above_its_maker(union):
    link = made(union.chair, union.clerk)
    give(union.clerk.person, union.province, "clerk")
    assert open_invitation(link.secret) is None
    with pytest.raises(ValidationError):
        regain_access(secret=link.secret, password=NEW)
    assert account(union.clerk).check_password(OLD)


def test_a_link_is_void_once_its_maker_has_left_the_post(union):
    link = made(union.chair, union.clerk)
    with as_post(union.officer):
        end_post(post=union.chair, since=today())
    with pytest.raises(ValidationError):
        regain_access(secret=link.secret, password=NEW)


def test_an_invitation_leads_to_no_more_than_its_maker_has(union):
    with acting(SYSTEM):
        person = add_person(unit=union.a, name="Trần Thị Bình")
    give(person, union.province, "organisation_officer")
    with as_post(union.chair), pytest.raises(PermissionDenied):
        invite(person=person)
    with as_post(union.officer):
        assert invite(person=person).pk


def test_a_new_link_ends_the_earlier_one(union):
    first, second = made(union.chair, union.clerk), made(union.chair, union.clerk)
    with pytest.raises(ValidationError):
        regain_access(secret=first.secret, password=NEW)
    assert regain_access(secret=second.secret, password=NEW).pk


def test_a_weak_password_leaves_the_link_usable_and_the_account_as_it_was(union):
    TOTP.activate(account(union.clerk), "JBSWY3DPEHPK3PXP")
    link = made(union.chair, union.clerk)
    with pytest.raises(ValidationError) as refused:
        regain_access(secret=link.secret, password="ngan")
    assert list(refused.value.message_dict) == ["password"]
    assert Authenticator.objects.exists()
    assert regain_access(secret=link.secret, password=NEW).pk


def test_the_holder_is_told_and_the_trail_says_who_did_what_without_secrets(union):
    link = made(union.chair, union.clerk)
    regain_access(secret=link.secret, password=NEW)
    assert Notification.objects.filter(account=account(union.clerk), category="access").count() == 1
    by = AuditEntry.objects.get(action="units.access")
    assert (by.post_id, by.about_id) == (union.chair.pk, link.pk)
    assert AuditEntry.objects.get(action="units.access.regain").about_id == account(union.clerk).pk
    told = str(list(AuditEntry.objects.values()))
    assert link.secret not in told
    assert NEW not in told


def test_access_is_given_back_on_screen(client, union):
    client.force_login(account(union.chair))
    page = client.get("/to-chuc/don-vi/A/vi-tri/").content.decode()
    address = f"/to-chuc/don-vi/A/vi-tri/lay-lai/{union.clerk.person_id}/"
    assert address in page
    assert f"/lay-lai/{union.chair.person_id}/" not in page
    shown = client.post(address)
    assert "no-store" in shown["Cache-Control"]
    receiver = Client()
    landing = receiver.get(shown.context["link"], follow=True)
    assert "clerk" in landing.content.decode()
    wrong = receiver.post("/to-chuc/loi-moi/", {"password": NEW, "again": OLD})
    assert wrong.status_code == 422
    done = receiver.post("/to-chuc/loi-moi/", {"password": NEW, "again": NEW})
    assert done.headers["Location"] == "/tai-khoan/login/"
    assert account(union.clerk).check_password(NEW)
    assert Client().get(shown.context["link"], follow=True).status_code == 410


def test_no_button_is_offered_for_an_account_out_of_reach(client, union):
    give(union.clerk.person, union.b, "clerk")
    client.force_login(account(union.chair))
    assert "/lay-lai/" not in client.get("/to-chuc/don-vi/A/vi-tri/").content.decode()
    assert client.post(f"/to-chuc/don-vi/A/vi-tri/lay-lai/{union.clerk.person_id}/").status_code == 403
