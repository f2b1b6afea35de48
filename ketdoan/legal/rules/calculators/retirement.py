"""When somebody reaches the age of retirement."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ketdoan.core.viet import format_date

from .counting import end_of_month, months_after
from .shape import Calculator, Figure, Kind, Result, Working, choice, day, yes
from .sources import RETIRING, law

PART = "Hưu trí, bảo hiểm xã hội một lần"
WOMAN, MAN = "nu", "nam"
SEXES = {WOMAN: "Nữ", MAN: "Nam"}
NORMAL, EARLIER = "binh-thuong", "som"
CONDITIONS = {
    NORMAL: "Bình thường",
    EARLIER: "Đủ 15 năm nặng nhọc, độc hại hoặc vùng đặc biệt khó khăn; hoặc suy giảm khả năng lao động từ 61%",
}


def retirement(working: Working) -> Result:
    """The age of retirement, and the day on which it is reached."""
    born = working["ngay_sinh"]
    if working["chi_biet_nam"]:
        born = born.replace(month=1, day=1)
        working.tell(f"Hồ sơ chỉ có năm sinh: lấy ngày {format_date(born)}.", law(RETIRING, "3", "3"))
    earlier = working["dieu_kien"] == EARLIER
    rate = working.rate(f"tuoi-huu{'-som' if earlier else ''}.{working['gioi']}")
    reached = [(row, months_after(born, row["tuoi"] * 12 + row["thang"])) for row in rate.value]
    if reached[0][1].year < reached[0][0]["nam"]:
        working.refuse(
            "ngay_sinh", "Người sinh ngày này đã đến tuổi nghỉ hưu trước năm 2021, theo luật cũ: chưa tính được."
        )
    row, day_of = next((found for found in reached[:-1] if found[1].year == found[0]["nam"]), reached[-1])
    last = end_of_month(day_of)
    words = "tuổi nghỉ hưu thấp nhất" if earlier else "tuổi nghỉ hưu"
    working.tell(f"{SEXES[working['gioi']]}, {_year(row, rate.value)}: {words} là {_age(row)}.", rate)
    working.tell(f"Sinh ngày {format_date(born)}, đủ {_age(row)} vào ngày {format_date(day_of)}.", rate)
    working.tell(f"Nghỉ hưu khi hết ngày cuối của tháng đủ tuổi: {format_date(last)}.", law(RETIRING, "3", "1"))
    begins = last + timedelta(days=1)
    working.tell(
        f"Chế độ hưu trí hưởng từ ngày đầu tháng liền sau: {format_date(begins)}, nếu đủ thời gian đóng bảo hiểm xã "
        "hội.",
        law(RETIRING, "3", "2"),
    )
    return working.result(
        Figure("huong_tu", "Hưởng lương hưu từ ngày", begins, Kind.DAY),
        Figure("du_tuoi", "Đủ tuổi ngày", day_of, Kind.DAY),
        Figure("nghi_het_ngay", "Nghỉ hưu hết ngày", last, Kind.DAY),
        Figure("tuoi", "Tuổi nghỉ hưu", row["tuoi"], Kind.WHOLE, "tuổi"),
        Figure("thang", "và số tháng lẻ", row["thang"], Kind.WHOLE, "tháng"),
    )


def _age(row: Mapping[str, Any]) -> str:
    months = f" {row['thang']} tháng" if row["thang"] else ""
    return f"{row['tuoi']} tuổi{months}"


def _year(row: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> str:
    return f"từ năm {row['nam']}" if row is rows[-1] else f"năm {row['nam']}"


CALCULATORS = (
    Calculator(
        "tuoi-huu",
        PART,
        "Tuổi và ngày nghỉ hưu",
        "Bao nhiêu tuổi, ngày nào thì đến tuổi nghỉ hưu.",
        "ngay",
        (
            choice("gioi", "Giới tính", SEXES, required=True),
            day("ngay_sinh", "Ngày sinh", required=True),
            yes("chi_biet_nam", "Hồ sơ chỉ có năm sinh", "Ghi ngày bất kỳ của năm đó vào ô ngày sinh."),
            choice("dieu_kien", "Điều kiện làm việc", CONDITIONS),
            day("ngay", "Theo luật ngày"),
        ),
        retirement,
        ("huu-tri.tuoi", "cao-tuoi.tuoi-nghi-huu", "huu-tri.nghi-som"),
    ),
)
