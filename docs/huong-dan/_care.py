"""Pictures of care: rates, a request and its decision, asking for a member, programmes, corrections of records."""

from typing import Any

from _camera import GARMENT, Studio, shoot

LEADER = "totruong.hanvela"


def of_care(studio: Studio) -> None:
    """A chair decides, a group leader asks for a member, members propose corrections."""
    window = studio.window(GARMENT)
    window.go("/cham-lo/muc-chi/")
    shoot(window, "muc-chi")
    window.go("/cham-lo/?tinh_trang=open")
    _first(window, "Số ")
    shoot(window, "de-nghi-tham-hoi", whole=True)
    with window.page.expect_navigation():
        window.page.get_by_role("link", name="Duyệt", exact=True).click()
    window.page.locator("main [name=rate]").first.check()
    window.fill(amount="500.000")
    shoot(window, "duyet-tro-cap", whole=True)
    window.go("/cham-lo/chuong-trinh/")
    _first(window, "Khám sức khỏe")
    shoot(window, "chuong-trinh-uu-dai", whole=True)
    window.go("/doan-vien/de-nghi/?tinh_trang=waiting&noi_dung=birth_date")
    _first(window, "Số ")
    shoot(window, "sua-du-lieu", whole=True)
    leader = studio.window(LEADER)
    leader.go("/cham-lo/gui-thay/moi/")
    shoot(leader, "gui-thay", whole=True)


def _first(window: Any, name: str) -> None:
    window.page.locator("main").get_by_role("link", name=name).first.click()
    window.page.wait_for_load_state("networkidle")
