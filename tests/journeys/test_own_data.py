"""A member asks for a copy of what the union holds of them: an officer takes it, it can be read, and both the unit and
the member see that it was taken."""

import json
from zipfile import ZipFile

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ketdoan.units.demo.accounts import PASSWORD
from ketdoan.units.demo.showcases import GARMENT

from .test_pages import DESKTOP, PHONE
from .test_review import ON_PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
NAME, USERNAME = "Mạc Thị Thanh Trúc", "mac.truc"
PERSON = f"""
from datetime import date
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.models import Member
from ketdoan.units.actions.access import accept_invitation, invite
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit
with acting(SYSTEM):
    here = Unit.objects.get(code="{GARMENT}")
    values = dict(phone="0911333001", citizen_id="072194099002", social_insurance="7912399001",
                  address="Số 9 hẻm Lá Buông")
    new = NewPerson(here, "{NAME}", date(1994, 8, 17), sex="f", values=values)
    (event,) = bring_in(SYSTEM, [Newcomer(new, [Happening("admission", date(2019, 9, 2), here.pk)])])
    member = Member.objects.get(pk=event.person_id)
    issue_cards(members=[member], on=date(2021, 1, 5), numbers=["TRUC00077"])
    accept_invitation(secret=invite(person=member.person).secret, username="{USERNAME}", password="{PASSWORD}",
                      email="mac.truc@congdoan.example")
"""
#: What the register knows of her, as people read it.
KNOWN = [
    NAME, "17/08/1994", "Nữ", "0911333001", "072194099002", "7912399001", "Số 9 hẻm Lá Buông",
    "02/09/2019", "TRUC00077", "05/01/2021", "mac.truc@congdoan.example", "Hanvela",
]  # fmt: skip
WHY = "Theo đơn số 12 ngày 05/11/2026"


@pytest.fixture(scope="module", autouse=True)
def person(site):
    site.run(PERSON)


def test_the_copy_of_a_person_is_taken_read_and_the_taking_is_seen(visit, tmp_path):
    officer = visit("totchuc.tayninh")
    page = officer.page
    officer.go("/doan-vien/?q=mac+thanh+truc")
    page.get_by_role("link", name=NAME).first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Hồ sơ, liên hệ").click()
    officer.heading(NAME)
    looked_at(officer)
    page.get_by_role("link", name="Bản sao dữ liệu").click()
    officer.heading("Bản sao dữ liệu cá nhân")
    looked_at(officer)
    officer.fill(why=f"Theo đơn của {NAME}")
    officer.submit("Tải bản sao")
    expect(page.locator("main .field-error")).to_contain_text("không ghi họ tên")
    looked_at(officer)
    officer.fill(why=WHY)
    with page.expect_download() as started:
        page.get_by_role("button", name="Tải bản sao").click()
    read(visit, tmp_path, started.value)

    officer.go(reverse("units:person", args=[page.url.rstrip("/").split("/")[-2]]))
    taken = page.locator("li").filter(has_text="Bản sao dữ liệu").filter(has_text=WHY)
    expect(taken).to_have_count(1)
    told_to_the_member(visit)


def read(visit, folder, download):
    """The file opens: one page for people, readable like ours, and the same for machines."""
    assert download.suggested_filename.startswith("du-lieu-ca-nhan-")
    with ZipFile(download.path()) as copy:
        assert {"du-lieu-ca-nhan.html", "du-lieu-ca-nhan.json"} <= set(copy.namelist())
        copy.extractall(folder)
    reader = visit()
    reader.page.goto((folder / "du-lieu-ca-nhan.html").as_uri())
    words = reader.page.locator("body").inner_text()
    assert not [known for known in KNOWN if known not in words]
    looked_at(reader, DESKTOP, PHONE)
    told = json.loads((folder / "du-lieu-ca-nhan.json").read_text())
    assert told["person"] == NAME
    events = told["sections"]["members.memberevent"]["rows"]
    assert [(event["on"], event["kind"]) for event in events] == [("2019-09-02", "Kết nạp")]
    assert {row["value"] for row in told["sections"]["units.identifier"]["rows"]} == {"072194099002", "7912399001"}


def told_to_the_member(visit):
    """She reads on her telephone who took the copy, in which post and what for."""
    own = visit(**ON_PHONE)
    own.give_password(USERNAME)
    own.go(reverse("units:own_views"))
    own.heading("Ai đã xem dữ liệu của tôi")
    row = own.page.locator("main tbody tr").filter(has_text="Bản sao dữ liệu")
    expect(row).to_contain_text(WHY)
    expect(row).to_contain_text("LĐLĐ tỉnh Tây Ninh")
    expect(own.page.locator("main tbody tr").filter(has_text="Trang hồ sơ")).to_have_count(1)
    assert "0911333001" not in own.page.content()
    looked_at(own, PHONE, DESKTOP)
