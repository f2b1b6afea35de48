"""The page on which people see who opened their personal data: theirs alone, all of it, and without a post."""

import pytest
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.viet import local
from ketdoan.units.actions.persons import add_person, reveal, set_contact
from ketdoan.units.factories import make_unit
from ketdoan.units.models import PersonalDataView
from ketdoan.units.tests.test_access import account, as_post, somebody

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
PAGE = "/to-chuc/du-lieu-cua-toi/"


class Union:
    """A grassroots union whose chair and whose province's officer open the phone of a member without a post."""

    def __init__(self):
        self.province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
        self.a = make_unit("grassroots_union", "A", self.province)
        self.chair = somebody("chair", self.a, "chair")
        self.officer = somebody("officer", self.province, "organisation_officer")
        self.hoa, self.duc = self.member("Phạm Thị Hòa", "hoa"), self.member("Trần Văn Đức", "duc")

    def member(self, name, username):
        with acting(SYSTEM):
            person = add_person(unit=self.a, name=name)
            person.account = Account.objects.create_user(username)
            person.save()
            set_contact(person=person, kind="phone", value=PHONE)
        return person


@pytest.fixture
def union(db):
    return Union()


def opened(by, person, purpose):
    with as_post(by):
        reveal(person=person, field="phone", purpose=purpose)


def page_of(client, account, **headers):
    client.force_login(account)
    answer = client.get(PAGE, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_people_without_a_post_see_who_opened_what_as_which_post_when_and_why(client, union):
    opened(union.chair, union.hoa, "Mời dự đại hội")
    shown = page_of(client, union.hoa.account)
    seen = PersonalDataView._base_manager.get()
    said = ("Nguyễn Văn An", "Chủ tịch", union.a.short_name, "Điện thoại", "Mời dự đại hội", f"{local(seen.at):%H:%M}")
    for part in said:
        assert part in shown
    assert PHONE not in shown


def test_an_opening_by_a_post_above_ones_own_scope_is_shown_too(client, union):
    opened(union.officer, union.chair.person, "Kiểm tra hồ sơ")
    shown = page_of(client, account(union.chair))
    assert "Kiểm tra hồ sơ" in shown
    assert union.province.short_name in shown


def test_nobody_sees_the_openings_of_others_however_high_the_post(client, union):
    opened(union.chair, union.hoa, "Việc của Hòa")
    for other in (union.duc.account, account(union.chair)):
        shown = page_of(client, other)
        assert "Việc của Hòa" not in shown
        assert "Chưa ai mở dữ liệu cá nhân" in shown


def test_the_latest_opening_stands_first(client, union):
    for purpose in ("Lần đầu", "Lần sau"):
        opened(union.chair, union.hoa, purpose)
    shown = page_of(client, union.hoa.account)
    assert shown.index("Lần sau") < shown.index("Lần đầu")


def test_the_page_stands_in_the_account_menu_of_every_account(client, union):
    for who in (union.hoa.account, account(union.chair), Account.objects.create_user("khong-ho-so")):
        client.force_login(who)
        assert f'href="{PAGE}"' in client.get(reverse("core:notifications")).content.decode()
        assert client.get(PAGE).status_code == 200


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(PAGE).headers["Location"].startswith("/tai-khoan/login/")
