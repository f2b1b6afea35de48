"""Pictures of grading: a sheet as its union scores it, what waits above, members."""

from typing import Any

from _camera import PACKAGING, PHONE, PROVINCE, Studio, shoot

PLANTATION = "chutich.caosu"
POINTS = {"dialogue": "11", "agreement": "11,5", "welfare": "9", "safety": "5", "members": "10", "executive": "9,5"}


def of_grading(studio: Studio) -> None:
    """A chair scores, on a phone too; the province appraises; a union grades its members."""
    window = studio.window(PLANTATION)
    sheet = _first_sheet(window)
    for code, text in POINTS.items():
        window.page.locator(f"#i-{code}").fill(text)
        window.page.keyboard.press("Tab")
    window.page.wait_for_load_state("networkidle")
    window.page.evaluate("scrollTo(0, 0)")
    shoot(window, "xep-loai-tu-cham")
    phone = studio.window(PLANTATION, PHONE)
    phone.go(sheet)
    phone.page.evaluate("scrollTo(0, 220)")
    shoot(phone, "xep-loai-dien-thoai")
    above = studio.window(PROVINCE)
    above.go("/xep-loai/")
    shoot(above, "xep-loai-danh-sach")
    above.go("/xep-loai/?tinh_trang=sent")
    above.page.locator("td.title a").first.click()
    above.page.get_by_role("link", name="Thẩm định").click()
    shoot(above, "xep-loai-tham-dinh")
    members = studio.window(PACKAGING)
    members.go("/xep-loai/doan-vien/")
    members.page.locator("td.title a").first.click()
    shoot(members, "xep-loai-doan-vien")


def _first_sheet(window: Any) -> str:
    window.go("/xep-loai/")
    window.page.locator("td.title a").first.click()
    window.page.wait_for_load_state("networkidle")
    return "/" + str(window.page.url).split("/", 3)[3]
