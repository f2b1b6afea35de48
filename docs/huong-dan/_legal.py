"""A picture of the legal assistant."""

from _camera import PACKAGING, Studio, shoot


def of_legal(studio: Studio) -> None:
    """A chair asks without marks."""
    window = studio.window(PACKAGING)
    window.go("/phap-luat/")
    window.page.get_by_label("Câu hỏi").fill("cty cham luong 20 ngay thi phai tra them gi")
    window.page.get_by_role("button", name="Hỏi", exact=True).click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-hoi")
