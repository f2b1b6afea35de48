"""Pictures of petitions: one to be handled, a promise that is kept, the board of issues."""

from _camera import GARMENT, PROVINCE, Studio, shoot


def of_petitions(studio: Studio) -> None:
    """The chair of the garment workers opens what is pressing; the province looks at the board."""
    window = studio.window(GARMENT)
    window.go("/phan-anh/?tinh_trang=accepted")
    window.page.get_by_role("link", name="Quạt thông gió").click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phan-anh-mot")
    window.page.get_by_role("link", name="Đã thực hiện").first.click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phan-anh-cam-ket")
    board = studio.window(PROVINCE)
    board.go("/phan-anh/bang-van-de/")
    shoot(board, "phan-anh-bang", whole=True)
