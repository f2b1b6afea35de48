"""Lists, the palette, and the screens of the system."""

import re

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from ketdoan.core.viet import fold, format_date, today

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def shown(window):
    """The list as it stands on the screen: the texts of its rows."""
    rows = window.page.locator("#rows tbody tr").all()
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows]


def test_a_list_is_filtered_saved_sorted_and_exported_as_shown(visit, tmp_path):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/can-bo/")
    window.page.locator("#list-q").press_sequentially("nguyen")
    window.page.wait_for_url("**q=nguyen*")
    window.page.locator("#list-filters select[name=co_quan]").select_option("inspection")
    window.page.wait_for_url("**co_quan=inspection*")
    window.page.get_by_role("link", name="Họ và tên").click()
    window.page.wait_for_url("**sort=*")
    rows = shown(window)
    assert 1 <= len(rows) < 50
    assert all("nguyen" in fold(row[0]) for row in rows)

    window.go(window.page.url.removeprefix(window.address))
    window.page.locator("summary", has_text="Lưu bộ lọc").click()
    window.page.locator("#view-name").fill("Kiểm tra họ Nguyễn")
    window.submit("Lưu")
    window.go("/to-chuc/can-bo/")
    window.page.get_by_role("link", name="Kiểm tra họ Nguyễn").click()
    window.page.wait_for_url("**q=nguyen*")
    assert shown(window) == rows

    with window.page.expect_download() as started:
        window.page.get_by_role("button", name="Xuất Excel").click()
    file = tmp_path / "xuat.xlsx"
    started.value.save_as(file)
    table = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    heads = [row[0] for row in table].index("Họ và tên")
    assert [row[0] for row in table[heads + 1 :]] == [row[0] for row in rows]


def test_the_palette_finds_a_unit_without_accents_and_opens_it(visit):
    window = visit("totchuc.tayninh")
    window.page.keyboard.press("Control+k")
    window.page.keyboard.type("cao su tan phuoc")
    expect(window.page.locator("#palette-hits a").first).to_contain_text("Cao su Tân Phước")
    window.page.keyboard.press("Enter")
    window.heading("Cao su Tân Phước")


def test_an_unverified_rule_is_marked_compared_and_changed(visit):
    window = visit("quantri")
    window.open_administration("Cập nhật tham số")
    window.go("/he-thong/tham-so/?unverified=on&q=hoat+dong+toi+da")
    expect(window.page.locator("#rows")).to_contain_text("Chưa đối chiếu")
    window.page.locator("#rows tbody a").first.click()
    window.page.get_by_role("link", name="Xác nhận đã đối chiếu").click()
    window.fill(note="Đã đọc đủ điều khoản")
    window.submit("Xác nhận đã đối chiếu")
    window.said("Đã ghi nhận đối chiếu văn bản.")
    expect(window.page.locator("main").get_by_text("Đã đối chiếu").first).to_be_visible()


def test_a_legal_number_is_changed_from_a_day_on_and_its_old_value_stays(visit):
    window = visit("quantri")
    window.open_administration("Cập nhật tham số")
    window.go(f"/he-thong/tham-so/?q=rut+ngan+nhiem+ky&on={format_date(today())}")
    window.page.locator("#rows tbody a").first.click()
    window.page.get_by_role("link", name="Sửa giá trị").click()
    value = window.page.locator("main [name=value]")
    old = value.input_value()
    window.fill(value="48", since="01/01/2031", source="Điều lệ Công đoàn sửa đổi (thử)", why="Thử sửa")
    window.submit("Lưu")
    window.said("Đã ghi giá trị mới của tham số.")
    history = window.page.get_by_role("region", name="Lịch sử của tham số")
    expect(history).to_contain_text("48")
    expect(history).to_contain_text(old)
    expect(history).to_contain_text("01/01/2031")


def test_a_failed_job_is_seen_and_started_again(site, visit):
    ((number,),) = site.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
        "VALUES ('default', 'core.send_mail', '{\"notification_ids\": [0]}', 'failed', 1) RETURNING id"
    )
    window = visit("quantri")
    window.open_administration("Chạy lại việc hỏng")
    window.go("/he-thong/cong-viec/?status=failed")
    row = window.page.locator("#rows tr", has_text=f"số {number}")
    expect(row).to_contain_text("Hỏng")
    row.get_by_role("button", name=f"Chạy lại công việc số {number}").click()
    window.page.wait_for_url("**/cong-viec/**")
    window.go("/he-thong/cong-viec/?status=todo")
    expect(window.page.locator("#rows tr", has_text=f"số {number}")).to_contain_text("Đang chờ")


def test_a_message_waits_under_the_bell_until_it_is_read(site, visit):
    site.execute("UPDATE core_notification SET read_at = now() WHERE read_at IS NULL")
    site.execute(
        "INSERT INTO core_notification (account_id, category, way, title, text, url, key, created_at) "
        "SELECT id, 'units', 'bell', 'Nhiệm kỳ sắp hết', '', '/to-chuc/nhiem-ky/', 'thu:1', now() "
        "FROM core_account WHERE username = 'vanthu.tayninh'"
    )
    window = visit("vanthu.tayninh")
    bell = window.page.get_by_label(re.compile("^Thông báo"))
    expect(bell).to_have_attribute("aria-label", "Thông báo: 1 chưa đọc")
    bell.click()
    expect(window.page.locator("#rows")).to_contain_text("Chưa đọc")
    window.page.get_by_role("link", name="Nhiệm kỳ sắp hết").click()
    window.go("/thong-bao/")
    expect(window.page.locator("#rows")).to_contain_text("Đã đọc")
    expect(bell).to_have_attribute("aria-label", "Thông báo")
