"""Pages about posts: the second factor, the post switch, scope, invitations, and sessions of administration."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.access import invite
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import AdminSession, Invitation, Post, Role

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 1, 1)
GATE = "/to-chuc/xac-thuc-hai-lop/"


@pytest.fixture
def union(db):
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return {
        "province": province,
        "a": make_unit("grassroots_union", "A", province),
        "b": make_unit("grassroots_union", "B", province),
    }


def somebody(unit, *codes, username="an"):
    """A person with an account and posts in a unit; returns the account."""
    with acting(SYSTEM):
        person = add_person(unit=unit, name="Nguyễn Văn An")
        person.account = Account.objects.create_user(username, password="mot mat khau dai")
        person.save()
        for code in codes:
            give_post(person=person, unit=unit, role=Role.objects.get(code=code), since=LONG_AGO)
    return person.account


def test_an_upper_post_opens_nothing_before_a_second_factor_is_set_up(client, union):
    account = somebody(union["province"], "chair")
    client.force_login(account)
    for path in ("/", "/to-chuc/uy-quyen/", "/to-chuc/don-vi/P/vi-tri/"):
        assert client.get(path).headers["Location"] == GATE
    assert client.get(GATE).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    assert client.get("/").status_code == 200


def test_a_grassroots_post_works_without_a_second_factor_and_a_role_can_ask_for_it(client, union):
    client.force_login(somebody(union["a"], "chair"))
    assert client.get("/").status_code == 200
    Role.objects.filter(code="chair").update(second_factor=True)
    assert client.get("/").headers["Location"] == GATE


def test_a_part_of_a_page_brings_nothing_before_the_second_factor_and_moves_nobody_off_the_set_up(client, union):
    client.force_login(somebody(union["province"], "chair"))
    answer = client.get("/tim-kiem/", {"q": "ban"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "HX-Redirect" not in answer.headers


def test_the_secret_of_an_authenticator_app_does_not_stand_in_clear(client, union):
    account = somebody(union["a"], "chair")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


def test_switching_post_changes_what_the_frame_shows(client, union):
    account = somebody(union["a"], "chair", "clerk")
    client.force_login(account)
    clerk = Post._base_manager.get(role__code="clerk")
    assert "Chủ tịch" in client.get("/").context["actor"].label
    client.post("/to-chuc/vi-tri/doi/", {"post": clerk.pk})
    assert "Văn thư" in client.get("/").context["actor"].label


def test_nobody_switches_to_another_persons_post(client, union):
    client.force_login(somebody(union["a"], "clerk"))
    somebody(union["b"], "chair", username="binh")
    theirs = Post._base_manager.get(role__code="chair")
    assert client.post("/to-chuc/vi-tri/doi/", {"post": theirs.pk}).status_code == 403
    assert "Văn thư" in client.get("/").context["actor"].label


def test_the_switch_sends_nobody_to_another_site(client, union):
    client.force_login(somebody(union["a"], "clerk"))
    post = Post._base_manager.get()
    answer = client.post("/to-chuc/vi-tri/doi/", {"post": post.pk, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


def test_posts_of_a_foreign_unit_are_not_found(client, union):
    client.force_login(somebody(union["a"], "chair"))
    somebody(union["b"], "clerk", username="binh")
    theirs = Post._base_manager.get(unit=union["b"])
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 200
    for path in (
        "/to-chuc/don-vi/B/vi-tri/",
        "/to-chuc/don-vi/B/vi-tri/giao/",
        f"/to-chuc/vi-tri/{theirs.pk}/ket-thuc/",
    ):
        assert client.get(path).status_code == 404


def test_a_post_is_given_and_ended_on_screen(client, union):
    client.force_login(somebody(union["a"], "chair"))
    with acting(SYSTEM):
        person = add_person(unit=union["a"], name="Trần Thị Bình")
    clerk = Role.objects.get(code="clerk")
    form = {"person": person.pk, "role": clerk.pk, "since": "01/06/2025"}
    assert client.post("/to-chuc/don-vi/A/vi-tri/giao/", form).status_code == 302
    given = Post._base_manager.get(person=person)
    assert given.valid.lower == date(2025, 6, 1)
    shown = client.get("/to-chuc/don-vi/A/vi-tri/").content.decode()
    assert "Trần Thị Bình" in shown
    wrong = client.post(f"/to-chuc/vi-tri/{given.pk}/ket-thuc/", {"since": "01/06/2025", "why": "thử"})
    assert "không thể ở quá khứ" in wrong.content.decode()


def test_roles_with_rights_that_one_has_not_are_not_offered(client, union):
    client.force_login(somebody(union["a"], "chair"))
    offered = client.get("/to-chuc/don-vi/A/vi-tri/giao/").content.decode()
    assert "Văn thư" in offered
    assert "Quản trị hệ thống" not in offered


def test_an_invitation_link_is_shown_once_and_leads_to_an_account(client, client_of, union):
    client.force_login(somebody(union["a"], "chair"))
    with acting(SYSTEM):
        person = add_person(unit=union["a"], name="Trần Thị Bình")
    shown = client.post(f"/to-chuc/don-vi/A/vi-tri/moi/{person.pk}/")
    link = shown.context["link"]
    assert "no-store" in shown["Cache-Control"]
    assert link not in client.get("/to-chuc/don-vi/A/vi-tri/").content.decode()
    visitor = client_of()
    landing = visitor.get(link, follow=True)
    assert landing.redirect_chain == [("/to-chuc/loi-moi/", 302)]
    form = {"username": "tran.binh", "password": "mot mat khau dai", "again": "mot mat khau dai", "email": ""}
    assert visitor.post("/to-chuc/loi-moi/", form).headers["Location"] == "/tai-khoan/login/"
    assert Account.objects.get(username="tran.binh").person == person
    assert client_of().get(link, follow=True).status_code == 410


def test_two_different_passwords_open_no_account(client_of, union):
    with acting(SYSTEM):
        person = add_person(unit=union["a"], name="Trần Thị Bình")
        secret = invite(person=person).secret
    visitor = client_of()
    visitor.get(f"/to-chuc/loi-moi/{secret}/")
    form = {"username": "tran.binh", "password": "mot mat khau dai", "again": "mot mat khau khac", "email": ""}
    assert "không giống nhau" in visitor.post("/to-chuc/loi-moi/", form).content.decode()
    assert Invitation._base_manager.get().used_at is None


@pytest.fixture
def client_of():
    from django.test import Client

    return Client


def administrator(client, union):
    account = somebody(union["a"], "system_administrator")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client.post("/tai-khoan/login/", {"login": "an", "password": "mot mat khau dai"})
    client.force_login(account)
    return account


def open_session(client):
    client.post("/tai-khoan/reauthenticate/", {"password": "mot mat khau dai"})
    return client.post("/to-chuc/phien-quan-tri/", {"reason": "Cấp lại vị trí cho văn thư", "minutes": "15"})


def test_administration_opens_only_after_the_password_is_given_again(client, union):
    administrator(client, union)
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 403
    refused = client.post("/to-chuc/phien-quan-tri/", {"reason": "Cấp lại vị trí cho văn thư", "minutes": "15"})
    assert refused.headers["Location"].startswith("/tai-khoan/reauthenticate/")
    assert open_session(client).headers["Location"] == "/"
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 200


def test_a_session_of_administration_holds_only_in_the_browser_that_opened_it(client, client_of, union):
    account = administrator(client, union)
    open_session(client)
    other = client_of()
    other.force_login(account)
    assert other.get("/to-chuc/don-vi/A/vi-tri/").status_code == 403


def test_a_session_of_administration_is_closed_on_screen(client, union):
    administrator(client, union)
    open_session(client)
    client.post("/to-chuc/phien-quan-tri/")
    assert client.get("/to-chuc/don-vi/A/vi-tri/").status_code == 403
    assert AdminSession.objects.count() == 1


def test_delegating_on_screen_needs_an_end(client, union):
    client.force_login(somebody(union["a"], "chair"))
    with acting(SYSTEM):
        person = add_person(unit=union["a"], name="Trần Thị Bình")
    clerk = Role.objects.get(code="clerk")
    form = {"person": person.pk, "role": clerk.pk, "since": "01/06/2025", "until": "", "why": "đi công tác"}
    assert client.post("/to-chuc/uy-quyen/", form).status_code == 422
    assert not Post._base_manager.filter(person=person).exists()


def test_no_right_no_page(client, union):
    client.force_login(somebody(union["a"], "clerk"))
    answer = client.get("/to-chuc/don-vi/A/vi-tri/")
    assert answer.status_code == 403
    assert "Không có quyền truy cập" in answer.content.decode()


def test_a_system_post_cannot_be_delegated(union):
    from ketdoan.units.actions.posts import delegate
    from ketdoan.units.queries.posts import as_actor, posts_of

    account = somebody(union["a"], "system_administrator")
    Role.objects.filter(code="system_administrator").update(permissions=["units.admin", "units.delegate", "units.view"])
    (post,) = posts_of(account.pk)
    with acting(SYSTEM):
        person = add_person(unit=union["a"], name="Trần Thị Bình")
    with acting(as_actor(post, account.pk, opened=True)), pytest.raises(PermissionDenied):
        delegate(
            person=person, role=Role.objects.get(code="group_leader"), since=date(2026, 1, 1), until=date(2027, 1, 1)
        )
