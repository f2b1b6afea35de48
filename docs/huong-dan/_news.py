"""Pictures of news: the editor, whom an article is for, what came of it, who registered."""

from _camera import Studio, shoot

CLERK = "vanthu.tayninh"
TEXT = """Công đoàn khám sức khỏe cho đoàn viên làm nghề nặng nhọc.

## Khi nào

- **Thứ Bảy 12/12**, từ 7 giờ
- Mang theo thẻ đoàn viên trong ứng dụng"""


def of_news(studio: Studio) -> None:
    """A clerk writes an article, says whom it is for, and looks at one that is out."""
    window = studio.window(CLERK)
    window.go("/tin-tuc/moi/")
    window.fill(title="Khám sức khỏe cho thợ vận hành máy", summary="Miễn phí, thứ Bảy 12/12.", text=TEXT)
    window.page.locator("#look h2").wait_for()
    shoot(window, "tin-tuc-soan")
    window.submit("Tiếp tục: chọn người nhận")
    window.page.get_by_label("Thợ lắp ráp").check()
    window.page.get_by_text("Nghề: Thợ lắp ráp").wait_for()
    shoot(window, "tin-tuc-nguoi-nhan")
    window.go("/tin-tuc/")
    window.page.get_by_role("link", name="Chuyến xe Công đoàn").click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "tin-tuc-ket-qua")
    window.page.get_by_role("link", name="Danh sách đăng ký").click()
    window.page.wait_for_load_state("networkidle")
    shoot(window, "tin-tuc-dang-ky")
