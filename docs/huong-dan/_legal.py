"""Pictures of the legal assistant, its library, its calculators and the legal desk."""

from _camera import CONFEDERATION, PACKAGING, Studio, shoot

ACT = """Số: 905/2025/NĐ-CP
Hà Nội, ngày 05 tháng 6 năm 2025
NGHỊ ĐỊNH
Quy định về giữ sổ của phòng đọc
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về giữ sổ.
Điêu 2. Giữ sổ
1. Sổ do tổ trưởng giữ.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2025.
"""

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
    _of_import(studio)
    _of_desk(studio)


def _of_import(studio: Studio) -> None:
    """The keeper looks over an act in which a heading was mistyped."""
    window = studio.window(CONFEDERATION)
    window.go("/phap-luat/thu-vien/nhap/")
    file = {"name": "thong-tu.txt", "mimeType": "text/plain", "buffer": ACT.encode()}
    window.page.locator("main [name=file]").set_input_files(file)
    window.page.get_by_role("button", name="Đọc tệp").click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-nhap")
    window.page.get_by_role("button", name="Bỏ tệp này").click()


def _of_desk(studio: Studio) -> None:
    """A legal officer opens the case that is late."""
    window = studio.window(OFFICER)
    window.go("/phap-luat/tu-van/?han=qua")
    window.page.get_by_role("link", name="Số ").first.click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "phap-luat-tra-loi")
