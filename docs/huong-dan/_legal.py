"""Pictures of the legal assistant, of its calculators and of the legal desk."""

from _camera import PACKAGING, Studio, shoot

OFFICER = "phapluat.tayninh"


def of_legal(studio: Studio) -> None:
    """A chair asks without marks, and works out a severance allowance."""
    window = studio.window(PACKAGING)
    window.go("/phap-luat/")
    window.page.get_by_label("Câu hỏi").fill("cty cham luong 20 ngay thi phai tra them gi")
    window.page.get_by_role("button", name="Hỏi", exact=True).click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-hoi")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Chuyển cho cán bộ pháp luật").click()
    shoot(window, "phap-luat-chuyen", whole=True)
    window.go("/phap-luat/may-tinh/tro-cap-thoi-viec/")
    window.fill(lam_thuc_te_thang="64", that_nghiep_thang="36", luong_binh_quan_6_thang="8.000.000")
    window.submit("Tính")
    shoot(window, "phap-luat-tinh")
    _of_desk(studio)


def _of_desk(studio: Studio) -> None:
    """A legal officer opens the case that is late."""
    window = studio.window(OFFICER)
    window.go("/phap-luat/tu-van/?han=qua")
    window.page.get_by_role("link", name="Số ").first.click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-tra-loi")
