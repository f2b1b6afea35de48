"""A merge of five grassroots unions as a plan: drafted and tried out, approved by somebody else, executed, printed."""

import pytest
from playwright.sync_api import expect

from ketdoan.core.viet import fold, format_date, today

from .test_officer import download, words_of
from .test_pages import Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
COMMUNE, CODE, MERGED = "CDX-TANBIEN", "CDCS-DN-TANBIEN", 5
NAME = "CĐCS các doanh nghiệp xã Tân Biên"
TITLE = "Hợp nhất năm CĐCS xã Tân Biên"


def clean(window, route="units:plan"):
    """The open page is readable in light and dark, on a desktop and a phone."""
    walk = Walk(window, [])
    walk.check(route)
    assert not walk.wrong, "\n".join(walk.wrong)


def five_of(site):
    """Codes of five grassroots unions of the commune."""
    rows = site.execute(
        "SELECT u.code FROM units_unit u JOIN units_unit above ON u.path ~ ('^' || above.path || '[0-9]+/$') "
        "WHERE above.code = %s AND u.level = 'grassroots' AND u.ended_on IS NULL ORDER BY u.sort_key LIMIT %s",
        COMMUNE,
        MERGED,
    )
    assert len(rows) == MERGED
    return [str(code) for (code,) in rows]


def drafted(officer, five):
    """Draft the merge in the officer's window; the address of the plan."""
    officer.page.get_by_role("link", name="Phương án sắp xếp").first.click()
    officer.page.get_by_role("link", name="Lập phương án").first.click()
    officer.fill(title=TITLE, on=format_date(today()), reason="Các công đoàn cơ sở ít đoàn viên.")
    officer.submit("Lập phương án")
    officer.said("Đã lập phương án.")
    officer.page.locator("summary", has_text="Thêm bước").click()
    officer.page.get_by_role("link", name="Hợp nhất thành đơn vị mới").click()
    officer.choose("duoi", "tan bien")
    officer.submit("Liệt kê để đánh dấu")
    for code in five:
        officer.page.locator(f"main [name=picked][value='{code}']").check()
    officer.fill(kind="grassroots_union", code=CODE, name=f"Công đoàn cơ sở {NAME[5:]}", short_name=NAME)
    officer.choose("parent", "tan bien")
    clean(officer, "units:add_step")
    officer.submit("Lưu bước")
    officer.said("Đã thêm bước.")
    expect(officer.page.locator(".plan-step")).to_contain_text(f"Hợp nhất 5 đơn vị thành {NAME}")
    expect(officer.page.locator(".counts")).to_contain_text("Kết thúc hoạt động\n5", use_inner_text=True)
    clean(officer)
    return officer.page.url.removeprefix(officer.address)


def approved(officer, chair):
    """The officer submits the open plan, the chair finds it among what awaits her and approves it."""
    officer.page.get_by_role("link", name="Trình duyệt").click()
    officer.submit("Trình")
    expect(officer.page.locator(".effects")).to_contain_text("5 đơn vị kết thúc hoạt động.")
    officer.submit("Xác nhận trình")
    officer.said("Đã trình.")
    chair.go("/")
    chair.page.get_by_role("link", name=f"Phê duyệt phương án: {TITLE}").click()
    chair.page.get_by_role("link", name="Phê duyệt", exact=True).click()
    chair.submit("Phê duyệt")
    chair.submit("Xác nhận phê duyệt")
    chair.said("Đã phê duyệt phương án.")
    clean(chair)


def executed(officer):
    """The officer finds the approved plan and executes it by its decision."""
    officer.go("/")
    officer.page.get_by_role("link", name=f"Thực hiện phương án đã phê duyệt: {TITLE}").click()
    officer.page.get_by_role("link", name="Thực hiện", exact=True).click()
    officer.fill(decision_code="99/QĐ-LĐLĐ", decision_signed_on=format_date(today()))
    officer.submit("Xem lại trước khi thực hiện")
    officer.submit("Xác nhận thực hiện")
    officer.said("Đã thực hiện phương án.")
    expect(officer.page.locator("main")).to_contain_text("Quyết định 99/QĐ-LĐLĐ")
    clean(officer)


def test_five_unions_are_merged_by_a_plan(site, visit):
    five = five_of(site)
    officer = visit("totchuc.tayninh")
    address = drafted(officer, five)
    assert site.execute("SELECT count(*) FROM units_unit WHERE code = %s", CODE) == [(0,)]
    approved(officer, visit("chutich.tayninh"))
    executed(officer)
    ended = "SELECT count(*) FROM units_unit WHERE code = ANY(%s) AND status = 'merged' AND ended_on IS NOT NULL"
    assert site.execute(ended, five) == [(MERGED,)]

    officer.page.locator("summary", has_text="Thao tác").click()
    content, name = download(officer, officer.page.get_by_role("link", name="In quyết định"))
    assert name.endswith("-sap-xep.docx")
    words = fold(words_of(content))
    assert all(fold(code) in words for code in [*five, CODE])

    officer.go(f"/to-chuc/don-vi/{CODE}/")
    expect(officer.page.locator(".lineage-rows li")).to_have_count(MERGED)
    officer.go(address)
    officer.page.locator("summary", has_text="Thao tác").click()
    officer.page.get_by_role("link", name="Lập phương án hoàn nguyên").click()
    officer.fill(on="01/01/2099")
    officer.submit("Lập phương án hoàn nguyên")
    officer.said("Đã lập phương án hoàn nguyên.")
    expect(officer.page.locator(".prose")).to_contain_text("không sống lại")
    expect(officer.page.locator(".counts")).to_contain_text("Lập mới\n5", use_inner_text=True)


def test_two_plans_are_compared_and_what_differs_is_marked(visit):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/phuong-an/?tinh_trang=submitted")
    window.page.get_by_role("link", name="Hợp nhất 5 CĐCS xã Châu Thành").click()
    window.page.get_by_role("link", name="Sáp nhập vào một CĐCS lớn, xã Châu Thành").click()
    window.heading("So sánh hai phương án")
    row = window.page.locator(".differs", has_text="Đơn vị kết thúc hoạt động")
    expect(row.locator("td").nth(0)).to_have_text("5")
    expect(row.locator("td").nth(1)).to_have_text("4")
    clean(window, "units:compare_plans")


def test_a_step_that_names_nothing_keeps_what_was_typed(visit):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/phuong-an/?tinh_trang=draft")
    window.page.get_by_role("link", name="Sáp nhập vào một CĐCS lớn, xã Châu Thành").click()
    window.page.locator("summary", has_text="Thêm bước").click()
    window.page.get_by_role("link", name="Kết thúc hoạt động", exact=True).click()
    window.page.locator("main [name=units]").fill("KHONG-CO-MA-NAY")
    window.submit("Lưu bước")
    expect(window.page.locator("#id_units_error")).to_contain_text("Không tìm thấy đơn vị “KHONG-CO-MA-NAY”.")
    expect(window.page.locator("main [name=units]")).to_have_value("KHONG-CO-MA-NAY")
