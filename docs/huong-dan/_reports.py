"""Pictures of reports: the grid, the sheet of an employer, rounds, sums and what is behind them, the board."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from _camera import PHONE, PROVINCE, Studio, shoot

PLANTATION = "chutich.caosu"
FIGURES = {"DV.KET_NAP": "12", "DV.CHUYEN_DEN": "3", "DV.CHUYEN_DI": "1", "DV.GIAM_KHAC": "5", "DV.CUOI_KY": "1.300"}
TEXT = (
    "Trong nhiệm kỳ, công đoàn cơ sở kết nạp 120 đoàn viên, chuyển đến 35 người, chuyển đi 20 người và giảm khác 60 "
    "người. So đầu nhiệm kỳ tăng 95 đoàn viên. Có 48/55 đơn vị tổ chức hội nghị người lao động, đạt 87%."
)


def of_reports(studio: Studio) -> None:
    """A chair writes, an employer helps, the province puts together and looks behind a figure."""
    window = studio.window(PLANTATION)
    window.go("/bao-cao/")
    window.page.locator("td.title a").first.click()
    window.page.wait_for_load_state("networkidle")
    for cell, text in FIGURES.items():
        window.page.locator(f'[id="i-{cell}"]').fill(text)
        window.page.keyboard.press("Enter")
    window.page.locator("#panel details summary").first.click()
    window.page.evaluate("scrollTo(0, 0)")
    shoot(window, "bao-cao-ghi")
    _of_words(window)
    window.page.get_by_role("button", name="Hỏi doanh nghiệp").click()
    link = window.page.locator("#address").input_value()
    sheet = studio.window(size=PHONE)
    sheet.page.goto(link)
    shoot(sheet, "bao-cao-phieu")
    _of_the_province(studio)


def _of_words(window: Any) -> None:
    address = window.page.url
    window.page.get_by_role("link", name="Phần lời", exact=True).click()
    window.page.locator("#words-preview .told-figure").first.wait_for()
    shoot(window, "bao-cao-loi")
    window.page.goto(address)
    window.page.wait_for_load_state("networkidle")


def _of_the_province(studio: Studio) -> None:
    window = studio.window(PROVINCE)
    window.go("/bao-cao/dot/")
    window.page.locator("td.title a").first.click()
    shoot(window, "bao-cao-dot")
    window.page.get_by_role("link", name="Báo cáo tổng hợp").click()
    shoot(window, "bao-cao-tong-hop")
    window.page.locator("tr", has_text="Đoàn viên cuối kỳ").locator(".below a").first.click()
    shoot(window, "bao-cao-goc")
    window.go("/bao-cao/so-lieu/")
    shoot(window, "bao-cao-bang")
    _of_targets(window)
    window.go("/bao-cao/bai-viet/")
    window.fill(text=TEXT)
    window.submit("Kiểm tra")
    shoot(window, "bai-viet")


def of_designing(studio: Studio) -> None:
    """A form is read from the sheet in use, corrected, and tried on the figures of last period."""
    from tests.journeys.test_designing import write_sheet

    window = studio.window(PROVINCE)
    window.go("/bao-cao/bieu-mau/moi/")
    with TemporaryDirectory() as folder:
        window.page.locator("[name=file]").set_input_files(write_sheet(Path(folder)))
        window.submit("Đọc tệp")
    window.fill(code="NU-CONG")
    window.page.locator("#lines").evaluate("heading => heading.scrollIntoView()")
    shoot(window, "bieu-mau-sua")
    row = window.page.locator(".design-line", has=window.page.locator('[value^="Lao động nữ nuôi con"]'))
    row.locator('[name="lines_uom"]').fill("người")
    window.submit("Lưu và thử trên số liệu")
    shoot(window, "bieu-mau-thu")


def _of_targets(window: Any) -> None:
    window.go("/bao-cao/chi-tieu/?loai=year&cua=minh")
    window.page.get_by_role("link", name="Kết nạp đoàn viên mới").first.click()
    window.page.evaluate("document.querySelector('.cascade-table').closest('section').scrollIntoView()")
    shoot(window, "chi-tieu")
    window.page.get_by_role("link", name="Giao lại").click()
    window.page.get_by_label("Cách chia").select_option("trong")
    window.page.get_by_role("button", name="Chia", exact=True).click()
    shoot(window, "chi-tieu-giao")
