"""Unemployment: whether somebody is entitled, to how much, for how long, from when."""

from datetime import date

from .counting import BY_MONTHS, NEXT_WORKING_DAY, months_after, next_working, working_days_after
from .overtime import REGION
from .shape import Calculator, Figure, Kind, Result, Working, choice, day, money, whole
from .sources import JOBS, OLD_JOBS, Rate, law
from .writing import dong, percent, written

PART = "Thất nghiệp"
NEW_LAW = date(2026, 1, 1)
LONG, SHORT = "tu-12", "duoi-12"
CONTRACTS = {LONG: "Không xác định thời hạn, hoặc từ 12 tháng trở lên", SHORT: "Từ 1 đến dưới 12 tháng"}
CONDITIONS = "that-nghiep.dieu-kien"
EMPLOYER, STATE = "doanh-nghiep", "nha-nuoc"
SYSTEMS = {EMPLOYER: "Do công ty quyết định", STATE: "Do Nhà nước quy định"}


def unemployment(working: Working) -> Result:
    """The allowance. It is the law of the day on which it is applied for that counts."""
    if working["ngay_nop"] < working["ngay_cham_dut"]:
        working.refuse("ngay_nop", "Phải từ ngày chấm dứt hợp đồng trở đi.")
    if working["thang_dong"] < working["thang_dong_trong_ky"]:
        working.refuse("thang_dong", "Không thể ít hơn số tháng đóng trong thời gian xét.")
    entitled = _entitled(working)
    months = _months(working)
    if not entitled and months:
        working.tell("Chưa đủ điều kiện nên chưa được hưởng.", working.rate(CONDITIONS))
        months = 0
    monthly = _monthly(working) if months else 0
    figures = [
        Figure("muc", "Trợ cấp mỗi tháng", monthly),
        Figure("so_thang", "Số tháng hưởng", months, Kind.WHOLE, "tháng"),
        Figure("tong", "Tổng cộng", monthly * months),
        Figure("du", "Đủ điều kiện hưởng", entitled, Kind.YES),
    ]
    if months:
        figures.append(Figure("huong_tu", "Hưởng từ ngày", _begins(working), Kind.DAY))
    return working.result(*figures)


def _entitled(working: Working) -> bool:
    asked, short = working.rate(CONDITIONS), working["hop_dong"] == SHORT
    within = asked.whole("hop_dong_duoi_12_thang_trong" if short else "trong_thang")
    least, paid = asked.whole("thang_dong"), working["thang_dong_trong_ky"]
    if paid > within:
        working.refuse("thang_dong_trong_ky", f"Nhiều nhất {within} tháng.")
    enough = paid >= least
    old = working.day < NEW_LAW
    working.tell(
        f"Đóng {paid} tháng trong {within} tháng trước khi chấm dứt hợp đồng, cần từ đủ {least} tháng: "
        f"{'đủ' if enough else 'chưa đủ'}.",
        law(OLD_JOBS, "49", "2") if old else law(JOBS, "38", "1", "b"),
    )
    if old and short:
        working.tell(
            "Luật Việc làm 2013 chỉ xét trong 36 tháng với hợp đồng theo mùa vụ hoặc một công việc nhất định từ đủ 3 "
            "đến dưới 12 tháng.",
            law(OLD_JOBS, "43", "1", "c"),
        )
    counted = months_after(working["ngay_cham_dut"], asked.whole("han_nop_thang"))
    last = next_working(counted)
    in_time = working["ngay_nop"] <= last
    working.tell(
        f"Hạn nộp hồ sơ: {asked.whole('han_nop_thang')} tháng từ ngày chấm dứt, đến {last:%d/%m/%Y}; nộp ngày "
        f"{working['ngay_nop']:%d/%m/%Y} là {'trong' if in_time else 'quá'} hạn.",
        law(OLD_JOBS, "46", "1") if old else law(JOBS, "38", "1", "c"),
        BY_MONTHS if last == counted else NEXT_WORKING_DAY,
    )
    if old:
        working.tell(
            "Nộp trước 01/01/2026 mà đến ngày đó chưa có quyết định hưởng thì tính theo Luật Việc làm 2025.",
            law(JOBS, "55", "4"),
        )
    return enough and in_time


def _months(working: Working) -> int:
    rate, paid = working.rate("that-nghiep.thang"), working["thang_dong"]
    least = rate.whole("thang_dau_tu")
    if paid < least:
        working.tell(f"Đã đóng {paid} tháng, chưa đủ {least} tháng: chưa có tháng hưởng nào.", rate)
        return 0
    base, upto = rate.whole("huong"), rate.whole("thang_dau_den")
    more = max(paid - upto, 0) // 12 * rate.whole("moi_12_thang_them")
    months = min(base + more, rate.whole("toi_da"))
    told = f"Đã đóng {paid} tháng: từ đủ {least} đến đủ {upto} tháng được {base} tháng"
    if paid > upto:
        told += f"; vượt {paid - upto} tháng, cứ đủ 12 tháng thêm 1 tháng: {base} + {more} = {base + more} tháng"
    if months < base + more:
        told += f", tối đa {months} tháng"
    working.tell(f"{told}.", rate)
    return months


def _monthly(working: Working) -> int:
    share, average = working.rate("that-nghiep.ty-le"), working["binh_quan_6_thang"]
    amount = share.number() * average
    working.tell(f"{percent(share.number())} × {dong(average)} = {dong(amount)}.", share)
    times = working.rate("that-nghiep.tran-lan-luong-vung")
    base, words = _base(working)
    most = times.number() * base.number(working["vung"] if isinstance(base.value, dict) else "")
    working.tell(
        f"Không quá {written(times.number())} lần {words}: {written(times.number())} × {dong(most / times.number())} = "
        f"{dong(most)}.",
        times,
        base,
    )
    return working.rounded(min(amount, most))


def _base(working: Working) -> tuple[Rate, str]:
    """What the ceiling is a multiple of."""
    ended = working["ngay_cham_dut"]
    if working.day < NEW_LAW and working["che_do"] == STATE:
        return working.rate("luong-co-so", "ngay_cham_dut"), f"lương cơ sở ngày {ended:%d/%m/%Y}"
    when = (
        "ngày chấm dứt hợp đồng" if working.day < NEW_LAW else "tháng cuối cùng đóng, ở đây lấy tháng chấm dứt hợp đồng"
    )
    return working.rate(
        "luong-toi-thieu.thang", "ngay_cham_dut"
    ), f"lương tối thiểu tháng vùng {working['vung']} tại {when}"


def _begins(working: Working) -> date:
    rate = working.rate(CONDITIONS)
    count = rate.whole("huong_tu_ngay_lam_viec")
    day_of = working_days_after(working, "ngay_nop", count)
    source = law("28/2015/NĐ-CP", "18", "1") if working.day < NEW_LAW else law(JOBS, "39", "3")
    working.tell(f"Hưởng từ ngày làm việc thứ {count} kể từ ngày nộp đủ hồ sơ: {day_of:%d/%m/%Y}.", source)
    return day_of


CALCULATORS = (
    Calculator(
        "that-nghiep",
        PART,
        "Trợ cấp thất nghiệp",
        "Có đủ điều kiện không, mỗi tháng bao nhiêu, mấy tháng, từ ngày nào.",
        "ngay_nop",
        (
            day("ngay_cham_dut", "Ngày chấm dứt hợp đồng", required=True),
            day(
                "ngay_nop",
                "Ngày nộp đủ hồ sơ",
                "Trước 01/01/2026 theo Luật Việc làm 2013, từ đó theo Luật Việc làm 2025.",
            ),
            choice("hop_dong", "Loại hợp đồng", CONTRACTS),
            whole(
                "thang_dong_trong_ky",
                "Số tháng đóng trong 24 tháng trước khi nghỉ",
                0,
                36,
                "Hợp đồng dưới 12 tháng: trong 36 tháng.",
            ),
            whole("thang_dong", "Tổng số tháng đã đóng mà chưa hưởng", 0, 600),
            money("binh_quan_6_thang", "Bình quân tiền lương đóng của 6 tháng đã đóng gần nhất"),
            REGION,
            choice("che_do", "Tiền lương", SYSTEMS, "Chỉ khác nhau khi nộp trước 01/01/2026."),
        ),
        unemployment,
        ("that-nghiep.muc", "that-nghiep.bao-lau", CONDITIONS, "that-nghiep.ho-so"),
    ),
)
