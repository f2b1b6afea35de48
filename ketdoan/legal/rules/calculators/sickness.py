"""Sickness: one's own, long ones, that of children."""

from fractions import Fraction

from .shape import Calculator, Figure, Kind, Result, Working, choice, day, money, perhaps, whole
from .sources import INSURANCE, Source, law
from .writing import dong, percent

PART = "Ốm đau"
NORMAL, HARD = "binh-thuong", "nang-nhoc"
CONDITIONS = {NORMAL: "Bình thường", HARD: "Nặng nhọc, độc hại, nguy hiểm, hoặc vùng đặc biệt khó khăn"}
WAGE = money(
    "luong_dong",
    "Tiền lương đóng bảo hiểm xã hội của tháng gần nhất trước tháng nghỉ",
    "Nghỉ ngay trong tháng đầu đóng thì lấy lương của tháng đó.",
)
YEARS = whole("nam_dong", "Số năm đã đóng bảo hiểm xã hội bắt buộc", 0, 60, "Chỉ tính năm đủ.")
DAYS = whole("ngay_nghi", "Số ngày nghỉ ốm, tính theo ngày làm việc", 1, 366)


def sick(working: Working) -> Result:
    """Days and money of sick leave."""
    rate, years, hard = working.rate("om-dau.ngay"), working["nam_dong"], working["dieu_kien"] == HARD
    name, words = _by_years(years)
    most, used, asked = int(rate.value[int(hard)][name]), working["da_nghi_trong_nam"], working["ngay_nghi"]
    working.tell(
        f"Điều kiện {CONDITIONS[working['dieu_kien']].lower()}, đã đóng {words}: tối đa {most} ngày làm việc một năm.",
        law(INSURANCE, "43", "1", "b" if hard else "a"),
    )
    days = min(asked, max(most - used, 0))
    working.tell(
        f"Trong năm đã hưởng {used} ngày, còn {max(most - used, 0)} ngày; nghỉ {asked} ngày nên được hưởng {days} "
        "ngày.",
        law(INSURANCE, "43", "1"),
    )
    amount = _paid(working, working.rate("om-dau.ty-le").number("thuong"), days, law(INSURANCE, "45", "2"))
    return working.result(
        Figure("tien", "Trợ cấp ốm đau", working.rounded(amount)),
        Figure("ngay_huong", "Số ngày được hưởng", days, Kind.WHOLE, "ngày"),
        Figure("ngay_toi_da", "Tối đa trong năm", most, Kind.WHOLE, "ngày"),
    )


def _by_years(years: int) -> tuple[str, str]:
    if years < 15:
        return "duoi_15_nam", "dưới 15 năm"
    return ("tu_15_den_duoi_30", "từ đủ 15 đến dưới 30 năm") if years < 30 else ("tu_30", "từ đủ 30 năm")


def _paid(working: Working, share: Fraction, days: int, *sources: Source) -> Fraction:
    """What days are paid: a share of the wage, divided by the days of a month."""
    per, wage = working.rate("om-dau.ty-le").whole("chia"), working["luong_dong"]
    amount = wage * share / per * days
    working.tell(
        f"{dong(wage)} × {percent(share)} : {per} × {days} ngày = {dong(amount)}.", *sources, law(INSURANCE, "45", "5")
    )
    return amount


LONG = {
    "duoi_15_nam": ("dai_ngay_duoi_15", "c"),
    "tu_15_den_duoi_30": ("dai_ngay_15_den_duoi_30", "b"),
    "tu_30": ("dai_ngay_tu_30_nam", "a"),
}


def long_sick(working: Working) -> Result:
    """Money of a long sickness after the days of the year are used up."""
    name, words = _by_years(working["nam_dong"])
    share, point = LONG[name]
    rate = working.rate("om-dau.ty-le")
    working.tell(
        "Đã hết số ngày hưởng trong năm mà vẫn điều trị bệnh thuộc danh mục cần chữa trị dài ngày thì được hưởng tiếp.",
        law(INSURANCE, "43", "2"),
    )
    working.tell(f"Đã đóng {words}: hưởng {percent(rate.number(share))}.", law(INSURANCE, "45", "3", point))
    amount = _paid(working, rate.number(share), working["ngay_nghi"])
    return working.result(Figure("tien", "Trợ cấp ốm đau dài ngày", working.rounded(amount)))


def sick_child(working: Working) -> Result:
    """Days and money to care for a sick child."""
    rate, age, used, asked = (
        working.rate("om-dau.con"),
        working["tuoi_con"],
        working["da_nghi_trong_nam"],
        working["ngay_nghi"],
    )
    most = rate.whole("duoi_3_tuoi" if age < 3 else "tu_3_den_duoi_7")
    days = min(asked, max(most - used, 0))
    working.tell(
        f"Con {'dưới 3 tuổi' if age < 3 else 'từ đủ 3 đến dưới 7 tuổi'}: tối đa {most} ngày làm việc một năm cho mỗi "
        f"con; đã nghỉ {used} ngày, nghỉ thêm {asked} ngày nên được hưởng {days} ngày.",
        rate,
    )
    amount = _paid(working, rate.number("ty_le"), days, law(INSURANCE, "45", "2"))
    return working.result(
        Figure("tien", "Trợ cấp khi con ốm", working.rounded(amount)),
        Figure("ngay_huong", "Số ngày được hưởng", days, Kind.WHOLE, "ngày"),
        Figure("ngay_toi_da", "Tối đa trong năm", most, Kind.WHOLE, "ngày"),
    )


FIRST = day("ngay", "Ngày nghỉ đầu tiên")
CALCULATORS = (
    Calculator(
        "om-dau",
        PART,
        "Nghỉ ốm",
        "Được hưởng bao nhiêu ngày, bao nhiêu tiền.",
        "ngay",
        (
            WAGE,
            DAYS,
            YEARS,
            choice("dieu_kien", "Điều kiện làm việc", CONDITIONS),
            perhaps("da_nghi_trong_nam", "Số ngày ốm đã hưởng trong năm", 366),
            FIRST,
        ),
        sick,
        ("om-dau.so-ngay", "om-dau.muc-huong"),
    ),
    Calculator(
        "om-dau-dai-ngay",
        PART,
        "Ốm cần chữa trị dài ngày",
        "Tiền của những ngày nghỉ sau khi đã hết số ngày ốm trong năm.",
        "ngay",
        (WAGE, DAYS, YEARS, FIRST),
        long_sick,
        ("om-dau.muc-huong",),
    ),
    Calculator(
        "con-om",
        PART,
        "Nghỉ chăm con ốm",
        "Được hưởng bao nhiêu ngày, bao nhiêu tiền.",
        "ngay",
        (
            whole("tuoi_con", "Tuổi của con", 0, 6, "Chế độ này dành cho con dưới 7 tuổi."),
            DAYS,
            perhaps("da_nghi_trong_nam", "Số ngày đã nghỉ vì con này trong năm", 366),
            WAGE,
            FIRST,
        ),
        sick_child,
        ("om-dau.con-om",),
    ),
)
