"""The templates that are shipped, made by code so that anybody can read and rebuild them.

Page, type and places of the parts follow Nghị định 30/2020/NĐ-CP, Phụ lục I, which the unions take up in Quyết định
933/QĐ-TLĐ of 14/5/2024; the wording (articles.toml) is a proposal that each union may change in Word.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from .kinds import all_kinds
from .page import Page

# Columns of tables: heading, name, width in millimetres.
MEMBERS = [("TT", "tt", 12), ("Họ và tên", "ho_ten", 53), ("Năm sinh", "nam_sinh", 20), ("Chức vụ", "chuc_vu", 80)]
UNITS = [("TT", "tt", 12), ("Mã đơn vị", "ma", 33), ("Tên đơn vị", "ten", 75), ("Loại đơn vị", "loai", 45)]
STEPS = [
    ("TT", "tt", 12),
    ("Nội dung", "noi_dung", 48),
    ("Đơn vị được sắp xếp", "don_vi", 60),
    ("Ghi chú", "ghi_chu", 45),
]
TABLES = {"uy_vien": MEMBERS, "viec": STEPS}
WORK = ("Nhiệm vụ được phân công", "phan_cong", 45)
STATUS = ("Tình trạng", "tinh_trang", 28)


@cache
def default_template(code: str) -> bytes:
    """The shipped .docx of a kind. Raises KeyError where there is none."""
    kind = all_kinds()[code]
    if kind.shipped:
        return kind.shipped()
    page = Page(kind.title)
    if code == "list.units":
        _units(page)
    elif code == "list.officers":
        _officers(page)
    else:
        _decision(page, _wording()[code])
    return page.content()


@cache
def _wording() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))


def _decision(page: Page, wording: dict[str, Any]) -> None:
    page.heading("Số: {{ so_ky_hieu }}")
    page.title("QUYẾT ĐỊNH", "{{ trich_yeu }}")
    page.centred("{{ co_quan_ban_hanh }} {{ don_vi_ban_hanh }}", bold=True)
    page.line("{%p for dong in can_cu %}")
    page.body("{{ dong.noi_dung }}", italic=True)
    page.line("{%p endfor %}")
    page.body(wording["proposal"], italic=True)
    page.centred("QUYẾT ĐỊNH:", bold=True)
    for number, text in enumerate(wording["articles"], start=1):
        page.article(number, text)
        if number == 1 and (table := wording.get("table")):
            with page.where(table if wording.get("table_may_be_empty") else ""):
                page.table(table, TABLES.get(table, UNITS))
    page.signature(wording["receivers"])


def _units(page: Page) -> None:
    page.heading()
    page.title("DANH SÁCH", "Đơn vị trực thuộc {{ ten_don_vi }}")
    page.centred("(Số liệu ngày {{ tai_ngay }})", italic=True)
    page.table("don_vi", [*_widths(UNITS, 12, 30, 60, 35), STATUS])
    page.body("Tổng số: {{ so_don_vi }} đơn vị./.")
    page.signature()


def _officers(page: Page) -> None:
    page.heading()
    page.title("DANH SÁCH CÁN BỘ", "{{ ten_don_vi }}")
    page.centred("(Số liệu ngày {{ tai_ngay }})", italic=True)
    page.line("{%p for cq in co_quan %}")
    page.body(
        "{{ cq.ten }}{% if cq.nhiem_ky %}, nhiệm kỳ {{ cq.nhiem_ky }}{% endif %}: {{ cq.so_nguoi }} người", bold=True
    )
    page.table("cq.thanh_vien", [*_widths(MEMBERS, 12, 48, 18, 42), WORK])
    page.line("{%p endfor %}")
    page.signature()


def _widths(columns: list[tuple[str, str, int]], *widths: int) -> list[tuple[str, str, int]]:
    return [(heading, name, width) for (heading, name, _), width in zip(columns, widths, strict=True)]
