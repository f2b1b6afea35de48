"""Pictures of surveys: a slip on the phone, what came of one, the groups of opinion before a dialogue."""

from _app import app_window
from _camera import GARMENT, Studio, shoot


def of_surveys(studio: Studio) -> None:
    """A member answers; the chair of the garment workers reads."""
    phone = app_window(studio, 2)
    phone.go("/app/khao-sat")
    phone.page.get_by_role("link", name="Hoạt động văn hóa").click()
    phone.page.get_by_role("link", name="Trả lời").click()
    phone.page.wait_for_load_state("networkidle")
    shoot(phone, "khao-sat-phieu")
    office = studio.window(GARMENT)
    for title, name in (("Bữa ăn ca", "khao-sat-ket-qua"), ("Ý kiến trước đối thoại định kỳ", "khao-sat-y-kien")):
        office.go("/khao-sat/")
        office.page.get_by_role("link", name=title).first.click()
        office.page.wait_for_load_state("networkidle")
        shoot(office, name)
