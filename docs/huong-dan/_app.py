"""Pictures of the member's app, and of the pages by which a union invites into it."""

from typing import Any

from _camera import GARMENT, PHONE, Studio, shoot


def of_app(studio: Studio) -> None:
    """A member on the phone, and the chair who invites and confirms."""
    window = app_window(studio)
    shoot(window, "ung-dung-trang-chu")
    window.go("/app/the")
    shoot(window, "ung-dung-the")
    office = studio.window(GARMENT)
    office.go("/ung-dung/")
    shoot(office, "ung-dung-xac-nhan")
    office.page.get_by_role("link", name="Đường dẫn mời").click()
    office.page.wait_for_load_state("networkidle")
    shoot(office, "ung-dung-moi")


def app_window(studio: Studio, number: int = 0) -> Any:
    """A phone on which one of the demo's members is signed in."""
    from ketdoan.portal.demo import PHONES

    window = studio.window(size=PHONE)
    window.go("/app/vao")
    window.fill(who=PHONES[number])
    window.submit("Gửi mã cho tôi")
    window.fill(code=window.page.locator("main strong.mono").inner_text())
    window.submit("Vào ứng dụng")
    return window
