"""The page of a refusal: the missing right by its title, and what to do about it."""

import html

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from ketdoan.core.modules import permissions
from ketdoan.units.factories import make_unit
from ketdoan.units.tests.test_access import account, give, somebody

pytestmark = pytest.mark.django_db
RIGHT = "Mở, kết thúc nhiệm kỳ"


class Union:
    """A province above a grassroots union whose clerk may not do everything."""

    def __init__(self):
        self.top = make_unit("confederation", "TLD", short_name="Tổng LĐ")
        self.province = make_unit("provincial_federation", "P", self.top, short_name="LĐLĐ tỉnh")
        self.a = make_unit("grassroots_union", "A", self.province, short_name="CĐCS May")
        self.clerk = somebody("clerk", self.a, "clerk")


@pytest.fixture
def union(db):
    return Union()


def refusal(client, post, address=None):
    client.force_login(account(post))
    answer = client.get(address or reverse("units:open_term", args=["A"]))
    assert answer.status_code == 403
    page = html.unescape(answer.content.decode())
    assert not [code for code in permissions() if code in page]
    return page


def test_it_names_the_right_by_its_title(client, union):
    assert f"chưa có quyền “{RIGHT}”" in refusal(client, union.clerk)


def test_it_names_the_nearest_who_can_give_the_right_and_no_person(client, union):
    somebody("tld", union.top, "organisation_officer")
    assert "Người giao được quyền này: Cán bộ tổ chức, Tổng LĐ." in refusal(client, union.clerk)
    somebody("tinh", union.province, "organisation_officer")
    somebody("tinh2", union.province, "organisation_officer")
    assert "Người giao được quyền này: Cán bộ tổ chức, LĐLĐ tỉnh." in refusal(client, union.clerk)
    somebody("coso", union.a, "chair")
    page = refusal(client, union.clerk)
    assert "Người giao được quyền này: Chủ tịch, CĐCS May." in page
    assert "Nguyễn Văn An" not in page


def test_it_says_when_nobody_can_give_the_right(client, union):
    somebody("ben-canh", make_unit("provincial_federation", "Q", union.top), "organisation_officer")
    somebody("ketoan", union.province, "accountant")
    assert "Chưa có ai ở đơn vị và các cấp trên giao được quyền này" in refusal(client, union.clerk)


def test_it_says_that_another_of_ones_posts_has_the_right(client, union):
    give(union.clerk.person, union.a, "chair")
    assert "Vị trí khác của anh chị có quyền này: Chủ tịch, CĐCS May." in refusal(client, union.clerk)


def test_it_sends_an_administrator_without_a_session_to_open_one(client, union):
    admin = somebody("quantri", union.a, "system_administrator")
    TOTP.activate(account(admin), "JBSWY3DPEHPK3PXP")
    assert "Hãy mở phiên quản trị" in refusal(client, admin, reverse("units:roles"))


def test_a_refusal_of_another_kind_keeps_its_own_words(client, union):
    page = refusal(client, union.clerk, reverse("units:admin_session"))
    assert "Chỉ vị trí quản trị hệ thống mở được phiên quản trị." in page
    assert "Người giao được" not in page
