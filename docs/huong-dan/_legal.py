"""Pictures of the legal assistant."""

from _camera import PACKAGING, Studio, shoot


def of_legal(studio: Studio) -> None:
    """A chair asks without marks, and works out a severance allowance."""
    window = studio.window(PACKAGING)
    window.go("/phap-luat/")
    window.page.get_by_label("Câu hỏi").fill("cty cham luong 20 ngay thi phai tra them gi")
    window.page.get_by_role("button", name="Hỏi", exact=True).click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-hoi")
    window.go("/phap-luat/may-tinh/tro-cap-thoi-viec/")
    window.fill(lam_thuc_te_thang="64", that_nghiep_thang="36", luong_binh_quan_6_thang="8.000.000")
    window.submit("Tính")
    shoot(window, "phap-luat-tinh")
