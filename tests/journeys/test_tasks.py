"""A task goes from a province to sixty unions: answered on phones, more time granted, the rest reminded, the table
taken home as Excel. The clock is advanced by moving the task's days back."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from ketdoan.core.viet import format_date, today

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
UNITS, GROUP, TITLE = 60, "Sáu mươi công đoàn cơ sở", "Kết quả Tháng Công nhân"
ANSWERING = {"chutich.hanvela": ("12", "340", "45.000.000"), "chutich.phuthinh": ("5", "90", "12,5 triệu")}
LATER = ("chutich.caosu", ("7", "110", "20.000.000"))
DUE = timedelta(days=10)
DAILY = """
from ketdoan.activities.tasks import daily
from ketdoan.core.acting import SYSTEM, acting
with acting(SYSTEM):
    daily.verb()
"""
MOVE_BACK = """
    WITH of_task AS (
        SELECT a.id FROM activities_assignment a JOIN activities_task t ON t.id = a.task_id WHERE t.title = %s
    ),
    reminded AS (
        UPDATE activities_reminder SET due = due - %s::int, sent_on = sent_on - %s::int
        WHERE assignment_id IN (SELECT id FROM of_task)
    )
    UPDATE activities_assignment SET due = due - %s::int, begun_on = begun_on - %s::int
    WHERE id IN (SELECT id FROM of_task)
"""
FILL_GROUP = """
    WITH owner AS (SELECT id, path FROM units_unit WHERE code = 'LDLD-TAYNINH'),
    made AS (INSERT INTO activities_unitgroup (unit_id, name) SELECT id, %s FROM owner RETURNING id),
    chosen AS (
        SELECT u.id FROM units_unit u, owner o
        WHERE u.level = 'grassroots' AND u.ended_on IS NULL AND starts_with(u.path, o.path)
        ORDER BY u.code NOT IN ('CDCS-HANVELA', 'CDCS-PHUTHINH', 'CDCS-CAOSU'), u.code LIMIT %s
    )
    INSERT INTO activities_unitgroup_members (unitgroup_id, unit_id) SELECT made.id, chosen.id FROM made, chosen
"""


def advance(site, days):
    """So many mornings pass: everything of the task lies that much further back, and the worker does its round."""
    site.execute(MOVE_BACK, TITLE, *[days] * 4)
    site.run(DAILY)


def photo():
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "seagreen").save(out, "JPEG")
    return {"name": "hoat-dong.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def open_task(window):
    """From the home, where it awaits, to the task."""
    window.go("/")
    window.page.get_by_role("link", name=TITLE).first.click()
    window.heading(TITLE)


def answer(window, values):
    open_task(window)
    window.page.get_by_role("link", name="Trả lời", exact=True).click()
    boxes = window.page.locator("main input[name^=q_]")
    for box, value in zip(boxes.all(), values, strict=True):
        box.fill(value)
    window.page.locator("main [name=uploads]").set_input_files([photo()])
    window.submit("Gửi kết quả")
    window.said("Đã gửi kết quả.")
    expect(window.page.locator("main .files img")).to_be_visible()


def write_and_send(window):
    window.go("/cong-viec/giao/")
    window.page.get_by_role("link", name="Giao việc mới").click()
    window.fill(title=TITLE, text="Tổng hợp kết quả, kèm một ảnh.", due=format_date(today() + DUE))
    for row, (label, kind, uom) in enumerate(
        [("Số cuộc thăm hỏi", "number", "cuộc"), ("Số người được chăm lo", "number", "người"), ("Số tiền", "money", "")]
    ):
        line = window.page.locator(".question-row").nth(row)
        line.locator("[name=questions_label]").fill(label)
        line.locator("[name=questions_kind]").select_option(kind)
        line.locator("[name=questions_uom]").fill(uom)
    window.submit("Tiếp tục: chọn nơi nhận")
    window.page.get_by_label(GROUP).check()
    window.submit("Lưu nơi nhận")
    window.submit(f"Gửi đến {UNITS} đơn vị")
    window.said("Đã gửi.")


def figure(window, label):
    return window.page.locator(".stat", has_text=label).locator(".stat-value")


def test_a_task_to_sixty_unions_is_answered_on_phones_reminded_escalated_and_exported(site, visit):
    site.execute(FILL_GROUP, GROUP, UNITS)
    officer = visit("totchuc.tayninh")
    write_and_send(officer)
    board = officer.page.url
    expect(figure(officer, "Chưa xem")).to_have_text(str(UNITS))
    for username, values in ANSWERING.items():
        answer(visit(username, **PHONE), values)
    later = visit(LATER[0], **PHONE)
    open_task(later)
    later.page.get_by_role("link", name="Xin gia hạn").click()
    later.fill(until=format_date(today() + DUE + timedelta(days=5)), reason="Chờ số liệu của các nông trường")
    later.submit("Gửi đề nghị")
    officer.page.goto(board + "?tinh_trang=gia-han")
    officer.page.locator("table a", has_text="Cao su").click()
    officer.page.get_by_role("link", name="Trả lời đề nghị").click()
    officer.page.get_by_label("Đồng ý", exact=True).check()
    officer.submit("Lưu")
    answer(later, LATER[1])

    advance(site, 11)
    officer.page.goto(board)
    expect(figure(officer, "Hoàn thành")).to_have_text("3")
    expect(figure(officer, "Quá hạn")).to_have_text(str(UNITS - 3))
    officer.submit(f"Nhắc {UNITS - 3} đơn vị quá hạn")
    officer.said(f"Đã nhắc {UNITS - 3} đơn vị quá hạn.")
    officer.submit(f"Nhắc {UNITS - 3} đơn vị quá hạn")
    officer.said("Hôm nay đã nhắc mọi đơn vị quá hạn.")
    advance(site, 6)
    officer.go("/thong-bao/")
    expect(officer.page.locator("main")).to_contain_text(f"{UNITS - 3} đơn vị quá hạn lâu")

    officer.page.goto(board)
    officer.page.get_by_role("link", name="Bảng kết quả").click()
    expect(figure(officer, "Số cuộc thăm hỏi")).to_have_text("24")
    expect(figure(officer, "Số tiền")).to_have_text("77.500.000 đ")
    with officer.page.expect_download() as started:
        officer.page.get_by_role("button", name="Xuất Excel").click()
    rows = CalamineWorkbook.from_path(str(started.value.path())).get_sheet_by_index(0).to_python()
    head, body = rows[0], rows[1:]
    assert len(body) == UNITS
    money = head.index("Số tiền")
    assert sorted(row[money] for row in body if row[money] != "") == [12_500_000, 20_000_000, 45_000_000]
