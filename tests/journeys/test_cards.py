"""Cards: issued to several at once and set as a sheet; at a gate the code says whether a card is in force and nothing
more; at a new union it is what the member shows; a card that ends says so."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ketdoan.core.viet import format_date, today
from ketdoan.units.demo.showcases import GARMENT

from .test_pages import DESKTOP, PHONE
from .test_review import ON_PHONE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
NAMES = ["Khổng Thị Tường Vân", "Khổng Văn Tấn Phát", "Khổng Thị Tường Lan"]
#: What a page that is open to everybody must not say of the first of them.
SECRETS = [*NAMES[0].split()[2:], "Khổng", "1993", "14/02", "Hanvela", GARMENT, "0911222001", "072193099001"]
PEOPLE = f"""
from datetime import date
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit
with acting(SYSTEM):
    here = Unit.objects.get(code="{GARMENT}")
    numbers = dict(phone="0911222001", citizen_id="072193099001")
    bring_in(SYSTEM, [
        Newcomer(NewPerson(here, name, date(1993, 2, 14), sex=sex, values=values),
                 [Happening("admission", date(2020, 3, 2), here.pk)])
        for name, sex, values in zip({NAMES!r}, "fmf", [numbers, {{}}, {{}}])
    ])
"""
#: What stands in the QR of a card on the screen, and how that QR is drawn: no telephone is at hand to read it.
CODE = """
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.models import Card
from ketdoan.members.queries.cards import address_of, code_of, qr_svg
with acting(SYSTEM):
    card = Card.objects.select_related("person__member__unit").get(number="{number}")
    address = address_of(code_of(card, card.person.member.unit))
    open("{path}", "w").write(address + chr(10) + qr_svg(address))
"""
ROWS = "SELECT change ->> 'rows' FROM core_auditentry WHERE action = 'members.print_cards' ORDER BY id DESC LIMIT 1"


@pytest.fixture(scope="module", autouse=True)
def people(site):
    site.run(PEOPLE)


def scanned(site, window, number):
    """The part of the address after the site's that the QR on an open page leads to."""
    path = Path(site.data) / "qr"
    site.run(CODE.format(number=number, path=path))
    address, drawn = path.read_text().split("\n", 1)
    shown = window.page.locator(".card-qr path").evaluate_all("paths => paths.map((one) => one.getAttribute('d'))")
    assert shown == re.findall(r' d="([^"]+)"', drawn)
    return address[address.index("/THE/") :]


def open_member(window, name):
    window.go(f"/doan-vien/?q={name}")
    with window.page.expect_navigation():
        window.page.get_by_role("link", name=name).first.click()
    window.heading(name)


def asked(gate, address):
    """What the public page says, which must be nothing of the holder."""
    answer = gate.go(address)
    told = gate.page.content() + str(answer.all_headers())
    assert not [secret for secret in SECRETS if secret in told]
    return gate.page.get_by_role("heading", level=1).inner_text().strip()


def test_cards_of_several_are_issued_printed_checked_taken_to_another_union_and_ended(site, visit):
    officer = visit("totchuc.tayninh")
    page = officer.page
    officer.go("/doan-vien/?q=khong+tuong")
    for name in (NAMES[0], NAMES[2]):
        page.get_by_role("checkbox", name=f"Chọn {name}").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Cấp thẻ").click()
    looked_at(officer)
    expect(page.locator("main")).to_contain_text("2 người được cấp thẻ")
    officer.fill(until="31/12/2099")
    officer.submit("Cấp thẻ")
    officer.said("Đã cấp thẻ.")
    officer.heading("Đợt cấp thẻ ngày")
    looked_at(officer)
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator("tbody")).not_to_contain_text(NAMES[1])
    number = rows.filter(has_text=NAMES[0]).locator("td").first.inner_text()

    with page.expect_download() as started:
        page.get_by_role("link", name="In thẻ (PDF)").click()
    sheet = started.value.path().read_bytes()
    assert started.value.suggested_filename.endswith(".pdf")
    assert sheet.startswith(b"%PDF-")
    assert site.execute(ROWS) == [("2",)]

    open_member(officer, NAMES[0])
    page.locator("summary", has_text="Mã QR hôm nay").click()
    looked_at(officer)
    address = scanned(site, officer, number)

    gate = visit(**ON_PHONE)
    assert asked(gate, address) == "Thẻ còn hiệu lực"
    looked_at(gate, PHONE, DESKTOP)
    gate.go("/the/")
    looked_at(gate, PHONE, DESKTOP)
    gate.page.get_by_label("Mã trên thẻ").fill(address.rpartition("/")[2].lower())
    with gate.page.expect_navigation():
        gate.page.get_by_role("button", name="Kiểm tra").click()
    gate.heading("Thẻ còn hiệu lực")
    changed = address[:-3] + ("AAA" if address[-3:] != "AAA" else "BBB")
    assert asked(gate, changed) == "Không phải thẻ của công đoàn"
    looked_at(gate, PHONE, DESKTOP)

    transferred_by_code(visit, address)
    assert asked(gate, address) == "Thẻ còn hiệu lực"
    end_and_take_back(officer, lambda: asked(gate, address))
    looked_at(gate, PHONE, DESKTOP)


def transferred_by_code(visit, address):
    """The member shows the card at a union of another branch; its officer scans it and asks, the old union agrees."""
    to = visit("chutich.phuthinh", **ON_PHONE)
    to.go(address)
    to.page.get_by_role("link", name="Tiếp nhận người này chuyển đến").tap()
    to.heading("Tiếp nhận đoàn viên chuyển đến")
    looked_at(to, PHONE)
    assert NAMES[0] not in to.main()
    to.submit("Tìm")
    expect(to.page.locator(".effects")).to_contain_text(f"{NAMES[0]}, sinh năm 1993")
    assert "0911222001" not in to.main()
    looked_at(to, PHONE)
    to.submit("Gửi đề nghị đến nơi đi")
    to.heading(NAMES[0])
    request = to.page.url

    source = visit("chutich.hanvela", **ON_PHONE)
    with source.page.expect_navigation():
        source.page.get_by_role("link", name=f"Trả lời chuyển sinh hoạt: {NAMES[0]}").first.tap()
    looked_at(source, PHONE)
    source.page.get_by_role("link", name="Đồng ý", exact=True).tap()
    source.submit("Lưu")
    source.said("Đã chuyển sinh hoạt.")
    to.page.goto(request)
    expect(to.page.locator("main")).to_contain_text("Đã chuyển")
    looked_at(to, PHONE)
    open_member(to, NAMES[0])
    expect(to.page.locator(".timeline-list li").first).to_contain_text("Chuyển sinh hoạt")


def end_and_take_back(officer, said):
    """A lost card is in force no more from the moment on which it is recorded, and again once that was a mistake."""
    page = officer.page
    open_member(officer, NAMES[0])
    with page.expect_navigation():
        page.get_by_role("link", name="Thu, hủy thẻ").click()
    looked_at(officer)
    officer.fill(reason="lost", on=format_date(today()))
    officer.submit("Lưu")
    officer.said("Đã ghi thẻ hết hiệu lực.")
    assert said() == "Thẻ không còn hiệu lực"
    page.get_by_role("link", name="Hủy ghi nhận này").click()
    officer.fill(why="Đã tìm thấy thẻ")
    officer.submit("Lưu")
    officer.said("Thẻ có hiệu lực trở lại.")
    assert said() == "Thẻ còn hiệu lực"
    page.get_by_role("link", name="Thu, hủy thẻ").click()
    officer.fill(reason="lost", on=format_date(today()))
    officer.submit("Lưu")
    assert said() == "Thẻ không còn hiệu lực"


def test_an_account_without_a_second_factor_is_told_so_instead_of_a_sheet(visit):
    window = visit("chutich.hanvela")
    open_member(window, NAMES[1])
    window.page.get_by_role("link", name="Cấp thẻ", exact=True).first.click()
    window.submit("Cấp thẻ")
    with window.page.expect_navigation():
        window.page.get_by_role("link", name="In thẻ (PDF)").click()
    window.heading("Cần xác thực hai lớp")
