"""The palette finds acts by words without accents: for the unit whose page is open, else after choosing one."""

import re
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.bodies import appoint, end_appointment, open_term
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import FOUNDED, make_person, make_unit
from ketdoan.units.models import Appointment, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return {"TLD": top, "P": province, "A": make_unit("grassroots_union", "A", province)}


def signed_in(unit: Unit, role: str) -> Client:
    account = Account.objects.create_user(f"{role}-{unit.code}".lower())
    person = make_person(unit, "Nguyễn Văn An", account=account)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
    client = Client()
    client.force_login(account)
    return client


def hits(client: Client, words: str, here: str = "/") -> dict[str, str]:
    """Titles and addresses of what the palette shows, without the guide."""
    asked: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"http://testserver{here}"}
    text = client.get("/tim-kiem/", {"q": words}, **asked).content.decode()
    found = {title: url for url, title in re.findall(r'<a href="([^"]+)"><span>([^<]+)</span>', text)}
    return {title: url for title, url in found.items() if not url.startswith("/tro-giup/")}


def test_an_act_leads_to_choosing_a_unit_where_no_unit_is_open(units: dict[str, Unit]) -> None:
    client = signed_in(units["P"], "chair")
    found = hits(client, "sap nhap")
    assert found["Sáp nhập vào đơn vị khác"] == "/to-chuc/chon-don-vi/absorb/"
    page = client.get(found["Sáp nhập vào đơn vị khác"]).content.decode()
    assert 'href="/to-chuc/don-vi/A/sap-nhap/"' in page
    assert "/don-vi/P/sap-nhap/" not in page  # one's own unit is absorbed by those above it


def test_an_act_concerns_the_unit_whose_page_is_open(units: dict[str, Unit]) -> None:
    client = signed_in(units["P"], "chair")
    assert hits(client, "sap nhap", "/to-chuc/don-vi/A/")["Sáp nhập vào đơn vị khác"] == "/to-chuc/don-vi/A/sap-nhap/"
    assert hits(client, "giai the", "/to-chuc/don-vi/A/")["Kết thúc hoạt động"] == "/to-chuc/don-vi/A/ket-thuc/"
    assert hits(client, "doi ten", "/to-chuc/don-vi/P/")["Đổi tên"] == "/to-chuc/chon-don-vi/rename/"


def test_a_post_with_one_unit_chooses_nothing(units: dict[str, Unit]) -> None:
    client = signed_in(units["A"], "chair")
    assert hits(client, "bo tri")["Bố trí chức vụ"] == "/to-chuc/don-vi/A/chuc-vu/"
    assert hits(client, "sap nhap") == {}


def test_acts_are_offered_to_posts_that_may_do_them(units: dict[str, Unit]) -> None:
    clerk = signed_in(units["P"], "clerk")
    assert hits(clerk, "sap nhap", "/to-chuc/don-vi/A/") == {}
    assert "Cập nhật thông tin" in hits(clerk, "cap nhat")
    assert clerk.get("/to-chuc/chon-don-vi/absorb/").status_code == 403
    assert clerk.get("/to-chuc/chon-don-vi/khong-co/").status_code == 404


def test_a_foreign_unit_gives_no_acts_and_pages_are_found_by_words(units: dict[str, Unit]) -> None:
    other = make_unit("provincial_federation", "Q", units["TLD"])
    client = signed_in(other, "chair")
    assert "/don-vi/A/" not in "".join(hits(client, "doi ten", "/to-chuc/don-vi/A/").values())
    assert hits(client, "mat khau")["Đổi mật khẩu"] == "/tai-khoan/password/change/"
    assert "/tro-giup/bo-tri-chuc-vu-va-in-quyet-dinh/" in client.get("/tim-kiem/", {"q": "bo tri"}).content.decode()


def test_office_holders_are_found_once_inside_the_scope(units: dict[str, Unit]) -> None:
    other = make_unit("provincial_federation", "Q", units["TLD"])
    with acting(SYSTEM):
        for unit, name in ((units["A"], "Phạm Thị Đào"), (other, "Phạm Thị Đào Khác")):
            person = make_person(unit, name)
            open_term(unit=unit, kind="executive", since=date(2024, 1, 1), seats=3)
            appoint(unit=unit, kind="executive", person=person, office="chair", since=date(2024, 1, 1))
            end_appointment(appointment=Appointment.objects.get(person=person), since=date(2025, 1, 1))
            appoint(unit=unit, kind="executive", person=person, office="member", since=date(2025, 1, 1))
    client = signed_in(units["P"], "chair")
    assert hits(client, "pham dao") == {"Phạm Thị Đào": "/to-chuc/don-vi/A/"}
    text = client.get("/tim-kiem/", {"q": "pham dao"}).content.decode()
    assert text.count("Phạm Thị Đào") == 1
