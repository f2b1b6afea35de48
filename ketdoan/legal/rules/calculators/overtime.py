"""Pay for overtime, night work and work on holidays; wages held against the least that is allowed."""

from fractions import Fraction

from .shape import Calculator, Field, Figure, Kind, Result, Working, choice, day, money, perhaps
from .sources import DECREE_145, LABOUR_CODE, Rate, beside, law
from .writing import dong, percent, written

PART = "Tiền lương"
MOST_HOURS = 400
#: Hours by when they were worked: what it is called, and the name of the share in the figures of law.
BY_DAY = {
    "gio_thuong": ("làm thêm ngày thường", "ngay_thuong", "a"),
    "gio_nghi_tuan": ("làm thêm ngày nghỉ hằng tuần", "nghi_tuan", "b"),
    "gio_le": ("làm thêm ngày lễ, tết, ngày nghỉ có hưởng lương", "le_tet", "c"),
}
BY_NIGHT = {
    "gio_dem_thuong": ("làm thêm ban đêm ngày thường", "ngay_thuong", Fraction(1)),
    "gio_dem_thuong_sau_ngay": (
        "làm thêm ban đêm ngày thường, sau khi đã làm thêm ban ngày",
        "ngay_thuong_da_lam_them_ban_ngay",
        Fraction(3, 2),
    ),
    "gio_dem_nghi_tuan": ("làm thêm ban đêm ngày nghỉ hằng tuần", "nghi_tuan", Fraction(2)),
    "gio_dem_le": ("làm thêm ban đêm ngày lễ, tết, ngày nghỉ có hưởng lương", "le_tet", Fraction(3)),
}
ON_SHIFT = "gio_ca_dem"


def overtime(working: Working) -> Result:
    """What hours of overtime and of the night are paid at least."""
    if not any(working[key] for key in (*BY_DAY, *BY_NIGHT, ON_SHIFT)):
        working.refuse("gio_thuong", "Chưa có giờ nào. Ghi số giờ vào ít nhất một ô.")
    hourly = _hourly(working)
    total = _by_day(working, hourly) + _by_night(working, hourly) + _on_shift(working, hourly)
    _limits(working)
    return working.result(
        Figure("tien", "Tiền lương của những giờ này, ít nhất", working.rounded(total)),
        Figure("luong_gio", "Tiền lương một giờ của ngày làm việc bình thường", working.rounded(hourly)),
    )


def _hourly(working: Working) -> Fraction:
    source = law(DECREE_145, "55", "1", "a")
    if working["luong_gio"]:
        hourly = Fraction(working["luong_gio"])
        working.tell(f"Tiền lương một giờ của ngày làm việc bình thường: {dong(hourly)}.", source)
        return hourly
    wage, days, hours = (working[key] for key in ("luong_thang", "ngay_cong_chuan", "gio_moi_ngay"))
    if not wage:
        working.refuse("luong_thang", "Ghi tiền lương tháng, hoặc ghi thẳng tiền lương một giờ.")
    for key, number in (("ngay_cong_chuan", days), ("gio_moi_ngay", hours)):
        if not number:
            working.refuse(key, "Cần số này để tính lương một giờ.")
    hourly = Fraction(wage) / days / Fraction(hours)
    working.tell(
        f"Tiền lương một giờ của ngày làm việc bình thường: {dong(wage)} : {days} ngày : {written(Fraction(hours))} "
        "giờ = "
        f"{dong(hourly)}.",
        source,
    )
    return hourly


def _by_day(working: Working, hourly: Fraction) -> Fraction:
    shares, total = working.rate("lam-them.he-so"), Fraction(0)
    for key, (words, name, point) in BY_DAY.items():
        if working[key]:
            hours, share = Fraction(working[key]), shares.number(name)
            amount = hourly * share * hours
            total += amount
            working.tell(
                f"{written(hours)} giờ {words}: {dong(hourly)} × {percent(share)} × {written(hours)} = {dong(amount)}.",
                law(LABOUR_CODE, "98", "1", point),
            )
    if working["gio_le"]:
        working.tell(
            "Chưa kể tiền lương của chính ngày lễ, tết đối với người hưởng lương ngày.",
            law(LABOUR_CODE, "98", "1", "c"),
        )
    return total


def _by_night(working: Working, hourly: Fraction) -> Fraction:
    total = Fraction(0)
    for key, (words, name, by_day) in BY_NIGHT.items():
        if not working[key]:
            continue
        hours, shares = Fraction(working[key]), working.rate("lam-them-dem.he-so")
        base = working.rate("lam-them.he-so").number(name.removesuffix("_da_lam_them_ban_ngay"))
        night, more = working.rate("lam-dem.cong-them").number(), working.rate("lam-them-dem.cong-them").number()
        share = shares.number(name)
        amount = hourly * share * hours
        total += amount
        working.tell(
            f"{written(hours)} giờ {words}: {percent(base)} + {percent(night)} + {percent(more)} × {percent(by_day)} = "
            f"{percent(share)}; {dong(hourly)} × {percent(share)} × {written(hours)} = {dong(amount)}.",
            law(LABOUR_CODE, "98", "3"),
            law(DECREE_145, "57", "1", "b"),
        )
    return total


def _on_shift(working: Working, hourly: Fraction) -> Fraction:
    if not working[ON_SHIFT]:
        return Fraction(0)
    more, hours = working.rate("lam-dem.cong-them"), Fraction(working[ON_SHIFT])
    share = 1 + more.number()
    working.tell(
        f"{written(hours)} giờ làm đêm trong ca bình thường: {dong(hourly)} × (100% + {percent(more.number())}) × "
        f"{written(hours)} = {dong(hourly * share * hours)}, gồm cả lương bình thường của những giờ đó.",
        more,
        law(DECREE_145, "56", "1"),
    )
    return hourly * share * hours


def _limits(working: Working) -> None:
    hours = sum((Fraction(working[key]) for key in (*BY_DAY, *BY_NIGHT)), Fraction(0))
    most = working.rate("lam-them.toi-da").whole("thang")
    if hours > most:
        working.tell(
            f"Tổng số giờ làm thêm là {written(hours)}. Nếu đều trong một tháng thì quá mức {most} giờ một tháng; "
            "làm quá "
            "giờ vẫn phải được trả đủ.",
            law(LABOUR_CODE, "107", "2", "b"),
        )


MONTHLY, WEEKLY, DAILY, HOURLY = "thang", "tuan", "ngay", "gio"
WAYS = {MONTHLY: "Lương tháng", DAILY: "Lương ngày", WEEKLY: "Lương tuần", HOURLY: "Lương giờ"}
REGIONS = {region: f"Vùng {region}" for region in ("I", "II", "III", "IV")}


def least_wage(working: Working) -> Result:
    """Whether a wage is as high as the least of its region and day."""
    way, region = working["hinh_thuc"], working["vung"]
    rate = working.rate("luong-toi-thieu.gio" if way == HOURLY else "luong-toi-thieu.thang")
    least = rate.whole(region)
    working.tell(
        f"Lương tối thiểu {'giờ' if way == HOURLY else 'tháng'} vùng {region} ngày {working.day:%d/%m/%Y}: "
        f"{dong(least)}.",
        rate,
    )
    turned = _turned(working, rate)
    enough = turned >= least
    verdict = "không thấp hơn" if enough else "thấp hơn"
    working.tell(f"{dong(turned)} {verdict} {dong(least)}.", beside(rate, "4", "1" if way != HOURLY else "2"))
    figures = [
        Figure("muc", "Lương tối thiểu", least),
        Figure("quy_doi_thang" if way != HOURLY else "luong_gio", "Lương đem so", working.rounded(turned)),
        Figure("dat", "Đạt lương tối thiểu", enough, Kind.YES),
    ]
    if not enough:
        figures.append(Figure("thieu", "Còn thiếu", working.rounded(least - turned)))
    return working.result(*figures)


def _turned(working: Working, rate: Rate) -> Fraction:
    """A wage as that of a month, or of an hour where it is one."""
    way, wage = working["hinh_thuc"], Fraction(working["luong"])
    if way in (MONTHLY, HOURLY):
        return wage
    if rate.source.citation.act == "90/2019/NĐ-CP":
        working.refuse("hinh_thuc", "Trước ngày 01/07/2022 chỉ so được lương tháng; cách quy đổi khi đó chưa có.")
    source = beside(rate, "4", "3", "a")
    if way == WEEKLY:
        month = wage * 52 / 12
        working.tell(f"Quy đổi theo tháng: {dong(wage)} × 52 : 12 = {dong(month)}.", source)
        return month
    if not working["ngay_cong"]:
        working.refuse("ngay_cong", "Cần số ngày làm việc bình thường trong tháng để quy đổi lương ngày.")
    month = wage * working["ngay_cong"]
    working.tell(f"Quy đổi theo tháng: {dong(wage)} × {working['ngay_cong']} ngày = {dong(month)}.", source)
    return month


REGION = choice(
    "vung", "Vùng", REGIONS, "Nơi công ty hoạt động; xem danh mục của nghị định về lương tối thiểu.", required=True
)


def _hours(key: str, words: str, hint: str = "") -> Field:
    return perhaps(key, f"Giờ {words}", MOST_HOURS, hint, kind=Kind.DECIMAL)


CALCULATORS = (
    Calculator(
        "lam-them",
        PART,
        "Tiền làm thêm giờ, làm đêm, làm ngày lễ",
        "Tiền lương ít nhất của những giờ làm thêm và làm đêm, để so với phiếu lương.",
        "ngay",
        (
            money(
                "luong_thang",
                "Tiền lương tháng thực trả của công việc đang làm",
                "Không kể tiền thưởng, tiền ăn ca, hỗ trợ xăng xe, điện thoại, nhà ở và tiền làm thêm.",
                low=0,
                required=False,
            ),
            perhaps("ngay_cong_chuan", "Số ngày làm việc bình thường trong tháng", 31),
            Field(
                "gio_moi_ngay",
                "Số giờ làm việc bình thường một ngày",
                Kind.DECIMAL,
                "",
                1,
                12,
                required=False,
                default=8,
            ),
            money(
                "luong_gio",
                "Hoặc: tiền lương một giờ",
                "Nếu đã biết thì không cần ghi lương tháng.",
                low=0,
                required=False,
            ),
            _hours("gio_thuong", "làm thêm ngày thường"),
            _hours("gio_nghi_tuan", "làm thêm ngày nghỉ hằng tuần"),
            _hours("gio_le", "làm thêm ngày lễ, tết"),
            _hours(ON_SHIFT, "làm đêm trong ca bình thường", "Từ 22 giờ đến 06 giờ."),
            _hours("gio_dem_thuong", "làm thêm ban đêm ngày thường"),
            _hours("gio_dem_thuong_sau_ngay", "làm thêm ban đêm ngày thường, đã làm thêm ban ngày"),
            _hours("gio_dem_nghi_tuan", "làm thêm ban đêm ngày nghỉ hằng tuần"),
            _hours("gio_dem_le", "làm thêm ban đêm ngày lễ, tết"),
            day("ngay", "Một ngày của tháng cần tính"),
        ),
        overtime,
        ("luong.tang-ca", "luong.lam-dem", "luong.tang-ca-dem", "luong.lam-ngay-le", "gio-lam.lam-them-toi-da"),
    ),
    Calculator(
        "luong-toi-thieu",
        PART,
        "So với lương tối thiểu vùng",
        "Lương có thấp hơn lương tối thiểu của vùng vào một ngày hay không.",
        "ngay",
        (
            REGION,
            choice("hinh_thuc", "Cách trả lương", WAYS),
            money("luong", "Tiền lương theo cách đó"),
            perhaps("ngay_cong", "Số ngày làm việc bình thường trong tháng", 31, "Chỉ cần cho lương ngày."),
            day("ngay", "Ngày"),
        ),
        least_wage,
        ("luong.toi-thieu-vung", "luong.toi-thieu-truoc-2026", "luong.toi-thieu-ap-dung"),
    ),
)
