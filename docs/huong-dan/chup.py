"""Takes the pictures of the user guide anew from the demo: `.venv/bin/python docs/huong-dan/chup.py`.

Needs Chromium, like `./test`. Without DATABASE_URL an embedded database is started for the time being.
"""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))
SIZE = {"width": 1200, "height": 760}
PHONE = {"width": 390, "height": 760}
COLOURS = 160  # enough for a page, and a third of the size


def main() -> None:
    """Serve the demo, take each picture, and write it beside this file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("KETDOAN_DATA", temporary))
        os.environ.update(DJANGO_SETTINGS_MODULE="ketdoan.settings", KETDOAN_DATA=str(folder))
        import django

        django.setup()
        from launcher.database import database
        from tests.journeys.site import demo_site

        with database(folder, throwaway=True) as (url, _), demo_site(url, folder / "journeys", "pictures") as site:
            _take_all(site.address)


def _take_all(address: str) -> None:
    from playwright.sync_api import sync_playwright

    from launcher.browser import chromium
    from tests.journeys.browsing import Visitor, visitor

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        guest: Visitor = visitor(browser, address, viewport=SIZE)
        _pictures_of_signing_in(guest)
        for username, take in ((CONFEDERATION, _of_the_tree), (PROVINCE, _of_acts), (SYSTEM, _of_rules)):
            window: Visitor = visitor(browser, address, viewport=SIZE)
            window.sign_in(username)
            take(window)
        _of_members(visitor(browser, address, viewport=SIZE))
        _of_joining(*(visitor(browser, address, viewport=SIZE) for _ in range(2)))
        _of_tasks(visitor(browser, address, viewport=SIZE))
        phone = visitor(browser, address, viewport=PHONE)
        _of_the_log(phone)
        _of_answering(phone)
        _of_programmes(visitor(browser, address, viewport=SIZE))
        browser.close()


CONFEDERATION, PROVINCE, SYSTEM = "totchuc.tld", "totchuc.tayninh", "quantri"


def _shoot(window, name: str, whole: bool = False) -> None:
    """Write a picture of what the window shows, with few colours."""
    from PIL import Image

    file, size = HERE / f"{name}.png", window.page.viewport_size
    window.page.evaluate("() => document.fonts.ready")
    window.page.wait_for_load_state("networkidle")
    if whole:
        height = window.page.evaluate("() => document.documentElement.scrollHeight")
        window.page.set_viewport_size({**size, "height": height})
    window.page.screenshot(path=file, animations="disabled")
    window.page.set_viewport_size(size)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def _of_members(window) -> None:
    window.sign_in(PROVINCE)
    window.go("/doan-vien/")
    _shoot(window, "doan-vien-danh-sach")
    window.go("/doan-vien/don-vi/LDLD-TAYNINH/")
    _shoot(window, "doan-vien-tang-giam")


APPLICANTS = [
    ("Phạm Thị Ngọc Lan", "02/09/1996", "Nữ", "072196012311"),
    ("Đỗ Thành Công", "1997", "Nam", "072097012312"),
    ("Huỳnh Kim Phụng", "15/11/2001", "Nữ", "072301012313"),
]


def _of_joining(source, to) -> None:
    """A list of applicants becomes members of one union; another union asks for one of them."""
    source.sign_in("chutich.hanvela")
    to.sign_in("chutich.phuthinh")
    source.go("/doan-vien/don/nhan/")
    for at, row in enumerate(APPLICANTS):
        for name, text in zip(("name", "birth", "sex", "citizen_id"), row, strict=True):
            source.page.locator(f"[name=people_{name}]").nth(at).fill(text)
    _shoot(source, "nhan-don")
    source.submit("Kiểm tra")
    source.submit("Ghi nhận đơn")
    for name, *_ in APPLICANTS:
        source.page.get_by_role("checkbox", name=f"Chọn {name}").check()
    source.page.get_by_role("button", name="Đưa ra Ban Chấp hành").click()
    source.submit("Lập đợt kết nạp")
    source.page.reload()
    _shoot(source, "dot-ket-nap")
    source.page.get_by_role("link", name="Ghi quyết định, kết nạp").click()
    day = source.page.locator("[name=on]").input_value()
    source.fill(decision_code="05/QĐ-CĐCS", decision_signed_on=day)
    source.submit("Kết nạp 3 người")
    name, born, _, number = APPLICANTS[0]
    to.go("/doan-vien/chuyen/den/")
    to.fill(number=number, name=name, birth_year=born[-4:])
    to.submit("Tìm")
    _shoot(to, "tiep-nhan")
    to.submit("Gửi đề nghị đến nơi đi")
    source.go(to.page.url.removeprefix(to.address))
    _shoot(source, "chuyen-sinh-hoat")


def _pictures_of_signing_in(window) -> None:
    window.go("/tai-khoan/login/")
    window.fill(login="totchuc.longan")
    _shoot(window, "dang-nhap")
    window.give_password("ketoan.tayninh")
    _shoot(window, "ma-xac-thuc")


def _of_the_tree(window) -> None:
    window.go("/to-chuc/?ngay=31/10/2023")
    _shoot(window, "cay-to-chuc")
    window.go("/to-chuc/don-vi/TTTT/?ngay=31/10/2023")
    _shoot(window, "don-vi")


def _of_the_desk(window) -> None:
    window.go("/lich/?thang=2026-02")
    _shoot(window, "lich")
    window.page.keyboard.press("Control+k")
    with window.page.expect_response(lambda answer: "/tim-kiem/?q=" in answer.url):
        window.page.locator("#palette input").press_sequentially("sap nhap")
    _shoot(window, "tim-nhanh")
    window.go("/cai-dat/thong-bao/")
    _shoot(window, "cach-nhan-thong-bao")
    window.go("/su-dung/")
    _shoot(window, "muc-do-su-dung")


def _of_acts(window) -> None:
    from ketdoan.core.viet import format_date, today

    unit, vacant = "/to-chuc/don-vi/CDCS-CAOSU", "/to-chuc/don-vi/CDCS-HANVELA"
    paper = {"decision_code": "27/QĐ-LĐLĐ", "decision_signed_on": format_date(today())}
    _shoot(window, "ban-lam-viec")
    _of_the_desk(window)
    window.go("/tai-khoan/2fa/")
    _shoot(window, "bao-mat")
    window.go("/to-chuc/can-bo/?q=nguyen&dung_dau=on")
    _shoot(window, "danh-sach")

    window.go(f"{unit}/")
    window.page.locator("summary", has_text="Thao tác").click()
    _shoot(window, "thao-tac")
    window.go(f"{vacant}/nguoi/")
    window.fill(name="Bùi Thị Ngọc Lan")
    window.submit("Lưu")
    window.go(f"{vacant}/chuc-vu/")
    window.fill(place="executive:member", **paper, work="Phụ trách công tác nữ công")
    window.choose("person", "bui thi ngoc lan")
    _shoot(window, "bo-tri-chuc-vu", whole=True)
    window.submit("Lưu")
    window.page.locator(".body-card").first.evaluate("card => card.scrollIntoView()")
    _shoot(window, "in-quyet-dinh")

    window.go(f"{unit}/nhiem-ky/")
    window.fill(kind="executive", number="VI", seats="9", **paper)
    _shoot(window, "mo-nhiem-ky", whole=True)
    window.go(f"{unit}/")
    window.page.get_by_role("link", name="Kết thúc nhiệm kỳ").first.click()
    window.submit("Lưu")
    _shoot(window, "ket-thuc-nhiem-ky")

    window.go(f"{unit}/chuyen/")
    window.choose("parent", "phuong long hoa")
    window.submit("Lưu")
    _shoot(window, "chuyen-truc-thuoc")
    window.go(f"{unit}/sap-nhap/")
    window.choose("into", "bao bi phu thinh")
    window.submit("Lưu")
    _shoot(window, "sap-nhap")

    window.go("/to-chuc/don-vi/LDLD-TAYNINH/vi-tri/giao/")
    _shoot(window, "giao-vi-tri")
    window.go("/to-chuc/uy-quyen/")
    _shoot(window, "uy-quyen")
    window.go("/to-chuc/quy-che/con-thieu/?loai=employer_coordination")
    _shoot(window, "con-thieu-quy-che")
    _of_plans(window)


def _of_plans(window) -> None:
    window.go("/to-chuc/phuong-an/?tinh_trang=draft")
    window.page.locator("#rows tbody a").first.click()
    address = window.page.url.removeprefix(window.address)
    window.go(f"{address}them/merge/?duoi=CDX-TANBIEN")
    _shoot(window, "phuong-an-buoc", whole=True)
    window.go(address)
    _shoot(window, "phuong-an", whole=True)
    window.page.locator(".other-plan").first.click()
    _shoot(window, "phuong-an-so-sanh", whole=True)


def _of_the_log(window) -> None:
    window.sign_in("chutich.hanvela")
    window.go("/cong-viec/so/")
    _shoot(window, "so-cong-tac")
    window.go("/cong-viec/so/ghi/")
    window.page.locator(".kind", has_text="Thăm hỏi").click()
    _shoot(window, "ghi-viec")


def _of_tasks(window) -> None:
    from datetime import timedelta

    from ketdoan.core.viet import format_date, today

    window.sign_in(PROVINCE)
    window.go("/cong-viec/giao/moi/")
    window.fill(title="Báo cáo kết quả Tháng Công nhân", due=format_date(today() + timedelta(days=14)))
    first = window.page.locator(".question-row").first
    first.locator("[name=questions_label]").fill("Số đoàn viên được chăm lo")
    first.locator("[name=questions_uom]").fill("người")
    _shoot(window, "giao-viec-soan", whole=True)
    window.go("/cong-viec/giao/")
    window.page.get_by_role("link", name="Kết quả chăm lo").click()
    _shoot(window, "giao-viec-theo-doi")


def _of_answering(window) -> None:
    window.go("/cong-viec/")
    window.page.get_by_role("link", name="Kết quả chăm lo").click()
    window.page.get_by_role("link", name="Trả lời", exact=True).click()
    _shoot(window, "giao-viec-tra-loi")


def _of_programmes(window) -> None:
    window.sign_in("chutich.hanvela")
    window.go("/cong-viec/chuong-trinh/")
    window.page.locator("#rows tbody a").first.click()
    _shoot(window, "chuong-trinh")


def _of_rules(window) -> None:
    window.open_administration("Đối chiếu tham số pháp luật")
    window.go("/he-thong/tham-so/?q=rut+ngan+nhiem+ky")
    _shoot(window, "tham-so")
    window.page.locator("#rows tbody a").first.click()
    window.page.get_by_role("link", name="Sửa giá trị").click()
    _shoot(window, "sua-tham-so")


if __name__ == "__main__":
    main()
