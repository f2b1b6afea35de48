"""Takes the pictures of the user guide anew from the demo: `.venv/bin/python docs/huong-dan/chup.py`.

With names of parts (`chup.py cards review`) only theirs are taken. Needs Chromium, like `./test`. Without DATABASE_URL
an embedded database is started for the time being.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _app import of_app
from _camera import CONFEDERATION, GARMENT, PHONE, PROVINCE, SYSTEM, Studio, shoot
from _care import of_care
from _grading import of_grading
from _imports import of_member_import, of_union_import
from _legal import of_legal
from _members import of_cards, of_duplicates, of_joining, of_personal_data, of_register, of_review
from _news import of_news
from _petitions import of_petitions
from _reports import of_designing, of_reports
from _surveys import of_surveys


def main(asked: list[str]) -> None:
    """Serve the demo, take each picture, and write it beside this file."""
    parts = {name: PARTS[name] for name in asked} if asked else PARTS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("KETDOAN_DATA", temporary))
        os.environ.update(DJANGO_SETTINGS_MODULE="ketdoan.settings", KETDOAN_DATA=str(folder))
        import django

        django.setup()
        from launcher.database import database
        from tests.journeys.site import demo_site

        with database(folder, throwaway=True) as (url, _), demo_site(url, folder / "journeys", "pictures") as site:
            _take(site, parts)


def _take(site: Any, parts: dict[str, Callable[[Studio], None]]) -> None:
    from playwright.sync_api import sync_playwright

    from launcher.browser import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        studio = Studio(site, browser)
        for take in parts.values():
            take(studio)
        browser.close()


def _of_signing_in(studio: Studio) -> None:
    window = studio.window()
    window.go("/tai-khoan/login/")
    window.fill(login="totchuc.longan")
    shoot(window, "dang-nhap")
    window.give_password("ketoan.tayninh")
    shoot(window, "ma-xac-thuc")


def _of_the_tree(studio: Studio) -> None:
    window = studio.window(CONFEDERATION)
    window.go("/to-chuc/?ngay=31/10/2023")
    shoot(window, "cay-to-chuc")
    window.go("/to-chuc/don-vi/TTTT/?ngay=31/10/2023")
    shoot(window, "don-vi")


def _of_the_desk(studio: Studio) -> None:
    window = studio.window(PROVINCE)
    window.go("/")
    shoot(window, "ban-lam-viec")
    window.go("/lich/?thang=2026-02")
    shoot(window, "lich")
    window.page.keyboard.press("Control+k")
    with window.page.expect_response(lambda answer: answer.url.endswith("nhap")):
        window.page.locator("#palette input").press_sequentially("sap nhap")
    shoot(window, "tim-nhanh")
    window.go("/cai-dat/thong-bao/")
    shoot(window, "cach-nhan-thong-bao")
    window.go("/su-dung/")
    shoot(window, "muc-do-su-dung")
    window.go("/tai-khoan/2fa/")
    shoot(window, "bao-mat")
    window.go("/to-chuc/can-bo/?q=nguyen&dung_dau=on")
    shoot(window, "danh-sach")


def _of_acts(studio: Studio) -> None:
    from ketdoan.core.viet import format_date, today

    window = studio.window(PROVINCE)
    unit, vacant = "/to-chuc/don-vi/CDCS-CAOSU", "/to-chuc/don-vi/CDCS-HANVELA"
    paper = {"decision_code": "27/QĐ-LĐLĐ", "decision_signed_on": format_date(today())}
    window.go(f"{unit}/")
    window.page.locator("summary", has_text="Thao tác").click()
    shoot(window, "thao-tac")
    window.go(f"{vacant}/nguoi/")
    window.fill(name="Bùi Thị Ngọc Lan")
    window.submit("Lưu")
    window.go(f"{vacant}/chuc-vu/")
    window.fill(place="executive:member", **paper, work="Phụ trách công tác nữ công")
    window.choose("person", "bui thi ngoc lan")
    shoot(window, "bo-tri-chuc-vu", whole=True)
    window.submit("Lưu")
    window.page.locator(".body-card").first.evaluate("card => card.scrollIntoView()")
    shoot(window, "in-quyet-dinh")

    window.go(f"{unit}/nhiem-ky/")
    window.fill(kind="executive", number="VI", seats="9", **paper)
    shoot(window, "mo-nhiem-ky", whole=True)
    window.go(f"{unit}/")
    window.page.get_by_role("link", name="Kết thúc nhiệm kỳ").first.click()
    window.submit("Lưu")
    shoot(window, "ket-thuc-nhiem-ky")

    window.go(f"{unit}/chuyen/")
    window.choose("parent", "phuong long hoa")
    window.submit("Lưu")
    shoot(window, "chuyen-truc-thuoc")
    window.go(f"{unit}/sap-nhap/")
    window.choose("into", "bao bi phu thinh")
    window.submit("Lưu")
    shoot(window, "sap-nhap")

    window.go("/to-chuc/don-vi/LDLD-TAYNINH/vi-tri/giao/")
    shoot(window, "giao-vi-tri")
    window.go("/to-chuc/uy-quyen/")
    shoot(window, "uy-quyen")
    window.go("/to-chuc/quy-che/con-thieu/?loai=employer_coordination")
    shoot(window, "con-thieu-quy-che")


def _of_plans(studio: Studio) -> None:
    window = studio.window(PROVINCE)
    window.go("/to-chuc/phuong-an/?tinh_trang=draft")
    window.page.locator("#rows tbody a").first.click()
    address = window.page.url.removeprefix(window.address)
    window.go(f"{address}them/merge/?duoi=CDX-TANBIEN")
    shoot(window, "phuong-an-buoc", whole=True)
    window.go(address)
    shoot(window, "phuong-an", down_to=".before-after")
    window.page.locator(".other-plan").first.click()
    shoot(window, "phuong-an-so-sanh", whole=True)


def _of_the_log(studio: Studio) -> None:
    window = studio.window(GARMENT, PHONE)
    window.go("/cong-viec/so/")
    shoot(window, "so-cong-tac")
    window.go("/cong-viec/so/ghi/")
    window.page.locator(".kind", has_text="Thăm hỏi").click()
    shoot(window, "ghi-viec")


def _of_tasks(studio: Studio) -> None:
    from datetime import timedelta

    from ketdoan.core.viet import format_date, today

    window = studio.window(PROVINCE)
    window.go("/cong-viec/giao/moi/")
    window.fill(title="Báo cáo kết quả Tháng Công nhân", due=format_date(today() + timedelta(days=14)))
    first = window.page.locator(".question-row").first
    first.locator("[name=questions_label]").fill("Số đoàn viên được chăm lo")
    first.locator("[name=questions_uom]").fill("người")
    shoot(window, "giao-viec-soan", whole=True)
    window.go("/cong-viec/giao/")
    window.page.get_by_role("link", name="Kết quả chăm lo").click()
    shoot(window, "giao-viec-theo-doi")
    window = studio.window(GARMENT, PHONE)
    window.go("/cong-viec/")
    window.page.get_by_role("link", name="Kết quả chăm lo").click()
    window.page.get_by_role("link", name="Trả lời", exact=True).click()
    shoot(window, "giao-viec-tra-loi")


def _of_programmes(studio: Studio) -> None:
    window = studio.window(GARMENT)
    window.go("/cong-viec/chuong-trinh/")
    window.page.locator("#rows tbody a").first.click()
    shoot(window, "chuong-trinh")


def _of_rules(studio: Studio) -> None:
    window = studio.window(SYSTEM)
    window.open_administration("Đối chiếu tham số pháp luật")
    window.go("/he-thong/tham-so/?q=rut+ngan+nhiem+ky")
    shoot(window, "tham-so")
    window.page.locator("#rows tbody a").first.click()
    window.page.get_by_role("link", name="Sửa giá trị").click()
    shoot(window, "sua-tham-so")


PARTS: dict[str, Callable[[Studio], None]] = {
    "signing-in": _of_signing_in,
    "tree": _of_the_tree,
    "desk": _of_the_desk,
    "acts": _of_acts,
    "plans": _of_plans,
    "rules": _of_rules,
    "register": of_register,
    "joining": of_joining,
    "cards": of_cards,
    "review": of_review,
    "duplicates": of_duplicates,
    "personal-data": of_personal_data,
    "member-import": of_member_import,
    "union-import": of_union_import,
    "reports": of_reports,
    "legal": of_legal,
    "app": of_app,
    "petitions": of_petitions,
    "surveys": of_surveys,
    "care": of_care,
    "news": of_news,
    "designing": of_designing,
    "grading": of_grading,
    "tasks": _of_tasks,
    "log": _of_the_log,
    "programmes": _of_programmes,
}

if __name__ == "__main__":
    main(sys.argv[1:])
