"""Roles as data: who may make and change them, what a change does and from when on."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.roles import bring_in_roles, change_role, make_role, shipped_beyond
from ketdoan.units.factories import make_unit
from ketdoan.units.models import AdminSession, Role
from ketdoan.units.queries.posts import ADMIN_KEY, as_actor, posts_of

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 1, 1)
LIST, NEW = "/to-chuc/vai-tro/", "/to-chuc/vai-tro/moi/"


@pytest.fixture
def units(db):
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return {"top": top, "province": province, "a": make_unit("grassroots_union", "A", province)}


def role(code):
    return Role.objects.get(code=code)


def somebody(username, unit, code):
    """A post of somebody with an account and a second factor."""
    with acting(SYSTEM):
        person = add_person(unit=unit, name="Nguyễn Văn An")
        person.account = Account.objects.create_user(username)
        person.save()
        TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
        return give_post(person=person, unit=unit, role=role(code), since=LONG_AGO)


def as_post(post, opened=True):
    (held,) = posts_of(post.person.account_id)
    return acting(as_actor(held, post.person.account_id, opened=opened))


def sign_in(client, post, administering=True):
    client.force_login(post.person.account)
    if administering:
        end = timezone.now() + timedelta(hours=1)
        opened = AdminSession.objects.create(account=post.person.account, post=post, reason="thử", ends_at=end)
        session = client.session
        session[ADMIN_KEY] = str(opened.token)
        session.save()


@pytest.fixture
def admin(units):
    return somebody("admin", units["top"], "system_administrator")


def test_only_the_system_administrator_may_keep_roles():
    assert [held.code for held in Role.objects.all() if "units.roles" in held.permissions] == ["system_administrator"]


def test_roles_open_only_in_a_session_of_administration(client, admin):
    sign_in(client, admin, administering=False)
    assert client.get(LIST).status_code == 403
    sign_in(client, admin)
    assert client.get(LIST).status_code == 200


def test_a_chair_sees_no_roles(client, units):
    sign_in(client, somebody("chair", units["top"], "chair"), administering=False)
    assert client.get(LIST).status_code == 403
    assert LIST not in client.get("/").content.decode()


def test_a_changed_role_is_marked_audited_and_survives_the_next_version(admin):
    before = set(role("clerk").permissions)
    assert "units.paper" in before
    with as_post(admin):
        change_role(role=role("clerk"), title="Văn thư", permissions=["units.view", "units.person"], second_factor=True)
    bring_in_roles()
    held = role("clerk")
    assert (held.permissions, held.second_factor, held.edited) == (["units.view", "units.person"], True, True)
    told = AuditEntry.objects.get(action="units.role.change")
    assert (told.about_id, told.post_id) == (held.pk, admin.pk)
    assert told.change == {
        "added": ["units.person"],
        "removed": sorted(before - {"units.view"}),
        "second_factor": True,
    }


def test_a_change_holds_from_the_holders_next_request_on(client, units, admin):
    sign_in(client, somebody("clerk", units["a"], "clerk"), administering=False)
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 403
    with as_post(admin):
        change_role(role=role("clerk"), title="Văn thư", permissions=["units.view", "units.post"], second_factor=False)
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 200
    with as_post(admin):
        change_role(role=role("clerk"), title="Văn thư", permissions=["units.view"], second_factor=False)
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 403


def test_a_permission_that_does_not_exist_is_refused(admin):
    with as_post(admin), pytest.raises(ValidationError) as refused:
        change_role(
            role=role("clerk"), title="Văn thư", permissions=["units.view", "units.khong_co"], second_factor=False
        )
    assert "units.khong_co" in str(refused.value.message_dict["permissions"])
    assert not role("clerk").edited


def test_the_administrators_role_keeps_the_right_to_open_a_session(admin):
    with as_post(admin), pytest.raises(ValidationError) as refused:
        change_role(
            role=role("system_administrator"), title="Quản trị", permissions=["units.roles"], second_factor=True
        )
    assert list(refused.value.message_dict) == ["permissions"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "  ", "permissions": ["units.view"]}),
        ("title", {"title": "văn thư", "permissions": ["units.view"]}),
        ("permissions", {"title": "Thủ quỹ", "permissions": []}),
    ],
)
def test_what_is_wrong_with_a_new_role_stands_at_its_field(admin, field, values):
    before = Role.objects.count()
    with as_post(admin), pytest.raises(ValidationError) as refused:
        make_role(**values, second_factor=False)
    assert list(refused.value.message_dict) == [field]
    assert Role.objects.count() == before


def test_two_new_roles_with_titles_alike_get_codes_of_their_own(admin):
    with as_post(admin):
        first = make_role(title="Thủ quỹ", permissions=["units.view"], second_factor=False)
        second = make_role(title="Thủ Quý", permissions=["units.view"], second_factor=False)
    assert (first.code, second.code) == ("own-thu-quy", "own-thu-quy-2")
    assert not first.system


def test_roles_of_all_units_are_not_changed_from_below(client, units):
    lower = somebody("lower", units["province"], "system_administrator")
    with as_post(lower), pytest.raises(PermissionDenied):
        change_role(role=role("clerk"), title="Văn thư", permissions=["units.view"], second_factor=False)
    sign_in(client, lower)
    shown = client.get(LIST).content.decode()
    assert "Văn thư" in shown
    assert NEW not in shown
    assert client.get(f"{LIST}{role('clerk').pk}/").status_code == 403


def test_the_list_counts_the_posts_of_today_in_the_scope(client, units, admin):
    somebody("clerk", units["a"], "clerk")
    with acting(SYSTEM):
        person = add_person(unit=units["a"], name="Trần Thị Bình")
        ended = give_post(person=person, unit=units["a"], role=role("clerk"), since=LONG_AGO)
        type(ended)._base_manager.filter(pk=ended.pk).update(valid=(LONG_AGO, date(2025, 1, 1)))
    sign_in(client, admin)
    counts = {held.code: count for held, count, _ in client.get(LIST).context["rows"]}
    assert (counts["clerk"], counts["system_administrator"], counts["chair"]) == (1, 1, 0)


def test_a_role_is_made_and_changed_on_screen(client, admin):
    sign_in(client, admin)
    form = client.get(NEW).context["form"]
    assert [form[name].label for name in ("of_core", "of_units")] == ["Quyền: Hệ thống", "Quyền: Tổ chức"]
    values = {"title": "Thủ quỹ", "of_units": ["units.view", "units.export"], "of_core": ["core.rules"]}
    assert client.post(NEW, values).headers["Location"] == LIST
    made = Role.objects.get(title="Thủ quỹ")
    assert set(made.permissions) == {"units.view", "units.export", "core.rules"}
    page = client.get(f"{LIST}{made.pk}/").context["form"]
    assert page["of_units"].initial == ["units.view", "units.export"]
    client.post(f"{LIST}{made.pk}/", {"title": "Thủ quỹ", "of_units": ["units.view"], "second_factor": "on"})
    made.refresh_from_db()
    assert (made.permissions, made.second_factor) == (["units.view"], True)
    wrong = client.post(f"{LIST}{made.pk}/", {"title": "Thủ quỹ", "of_units": ["units.khong_co"]})
    assert wrong.status_code == 422


def test_the_page_of_an_edited_role_names_what_this_version_would_give_it(client):
    clerk = Role.objects.get(code="clerk")
    assert shipped_beyond(clerk) == []
    Role.objects.filter(pk=clerk.pk).update(permissions=["units.view"], edited=True)
    clerk.refresh_from_db()
    assert "units.paper" in shipped_beyond(clerk)
    assert "activities.assign" in shipped_beyond(clerk)
    assert "units.view" not in shipped_beyond(clerk)
