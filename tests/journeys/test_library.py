"""An act comes into the library of law from a Word file with a fault: looked over, corrected, taken, read; an amending
act gives one of its articles new words, and the two versions are compared."""

import pytest
from playwright.sync_api import expect

from ketdoan.legal.tests.files import word

from .test_union_import import WORK, look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ACT = (
    [[["CHÍNH PHỦ THỬ", "-------"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "-------"]],
     [["Số: 905/2025/NĐ-CP"], ["Hà Nội, ngày 05 tháng 6 năm 2025"]]],
    "NGHỊ ĐỊNH",
    "Quy định về giữ sổ của phòng đọc",
    "Điều 1. Phạm vi điều chỉnh",
    "Nghị định này quy định về giữ sổ.",
    "Điêu 2. Giữ sổ",
    "1. Sổ do ai giữ cũng được.",
    "2. Sổ cất trong tủ.",
    "Điều 3. Hiệu lực thi hành",
    "1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2025.",
)  # fmt: skip
AMENDING = (
    "Số: 907/2026/NĐ-CP",
    "NGHỊ ĐỊNH",
    "Sửa đổi, bổ sung một số điều của Nghị định số 905/2025/NĐ-CP",
    "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 905/2025/NĐ-CP",
    "1. Sửa đổi, bổ sung Điều 2 như sau:",
    "“Điều 2. Giữ sổ",
    "1. Sổ do tổ trưởng giữ.",
    "2. Sổ cất trong tủ.”.",
    "Điều 2. Hiệu lực thi hành",
    "Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 10 năm 2026.",
)
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def hand_in(window, name, content):
    window.go("/phap-luat/thu-vien/")
    window.page.get_by_role("link", name="Nhập văn bản", exact=True).click()
    window.heading("Nhập văn bản vào thư viện")
    window.page.locator("main [name=file]").set_input_files({"name": name, "mimeType": MIME, "buffer": content})
    window.submit("Đọc tệp")
    window.heading("Xem trước khi nhập")


def take(site, window):
    window.submit("Nhập vào thư viện")
    site.run(WORK)
    expect(window.page.locator("main")).to_contain_text("Đã nhập vào thư viện")


def test_an_act_is_corrected_taken_read_and_its_versions_are_compared(site, visit):
    window = visit("totchuc.tld")
    page = window.page
    window.go("/phap-luat/thu-vien/")
    look(window)
    hand_in(window, "nghi-dinh.docx", word(ACT))
    expect(page.locator("main")).to_contain_text("sau Điều 1 là Điều 3.")
    expect(page.get_by_role("button", name="Nhập vào thư viện")).to_have_count(0)
    look(window)
    page.locator("input[value='Điêu 2. Giữ sổ']").fill("Điều 2. Giữ sổ")
    window.submit("Lưu và đọc lại")
    window.said("Đã lưu và đọc lại văn bản.")
    expect(page.locator("main")).to_contain_text("Văn bản đọc được trọn vẹn")
    look(window)
    take(site, window)

    hand_in(window, "sua-doi.docx", word(AMENDING))
    expect(page.locator("main")).to_contain_text("Điều 2 của 905/2025/NĐ-CP, từ 01/10/2026")
    look(window)
    take(site, window)

    window.go("/phap-luat/thu-vien/?q=905/2025")
    page.get_by_role("link", name="Nghị định 905/2025/NĐ-CP").click()
    expect(page.locator("main")).to_contain_text("nghi-dinh.docx")
    look(window)
    page.get_by_label("Xem theo luật ngày").fill("01/08/2025")
    window.submit("Xem")
    page.get_by_role("link", name="Điều 2. Giữ sổ").click()
    expect(page.locator("main")).to_contain_text("Sổ do ai giữ cũng được.")
    look(window)
    page.get_by_role("link", name="So với lời đang xem").click()
    window.heading("So hai lời của Điều 2")
    expect(page.locator(".legal-diff del").first).to_contain_text("ai")
    expect(page.locator(".legal-diff ins").first).to_contain_text("tổ trưởng")
    look(window)


def test_an_officer_below_the_top_reads_the_library_and_brings_nothing_in(visit):
    window = visit("totchuc.tayninh")
    window.go("/phap-luat/thu-vien/")
    expect(window.page.get_by_role("link", name="Nhập văn bản", exact=True)).to_have_count(0)
    assert window.go("/phap-luat/thu-vien/nhap/").status == 403
