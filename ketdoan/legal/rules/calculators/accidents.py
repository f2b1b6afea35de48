"""Accidents at work and occupational diseases: what employer and insurance pay."""

from collections.abc import Callable
from fractions import Fraction

from .shape import Calculator, Figure, Result, Working, choice, day, money, perhaps, whole, yes
from .sources import SAFETY, law
from .writing import dong, percent, written

PART = "Tai nạn lao động"
LEAST = 5
NOT_OWN, OWN = "khong", "co"
FAULTS = {
    NOT_OWN: "Không hoàn toàn do lỗi của người bị nạn, hoặc bệnh nghề nghiệp",
    OWN: "Do chính người bị nạn gây ra",
}


def from_the_employer(working: Working) -> Result:
    """What the employer pays."""
    rate = working.rate("tai-nan.boi-thuong")
    months = _months(working)
    amount = months * working["luong_thang"]
    working.tell(f"{written(months)} × {dong(working['luong_thang'])} = {dong(amount)}.", law(SAFETY, "38", "4"))
    if working["loi"] == OWN:
        share = rate.number("ty_le_do_loi_nld")
        working.tell(
            f"Tai nạn do lỗi của chính người lao động: trợ cấp ít nhất {percent(share)}, {dong(amount * share)}.",
            law(SAFETY, "38", "5"),
        )
        amount *= share
    label = "Trợ cấp" if working["loi"] == OWN else "Bồi thường"
    return working.result(Figure("tien", f"{label} của công ty, ít nhất", working.rounded(amount)))


def _months(working: Working) -> Fraction:
    rate, lost = working.rate("tai-nan.boi-thuong"), working["suy_giam"]
    if not working["chet"] and lost < LEAST:
        working.refuse(
            "suy_giam", "Ghi tỷ lệ suy giảm khả năng lao động, từ 5% trở lên; dưới 5% luật không quy định bồi thường."
        )
    if working["chet"] or lost >= 81:
        months = rate.number("tu_81_hoac_chet")
        words = "Chết" if working["chet"] else f"Suy giảm {lost}%, từ 81% trở lên"
        working.tell(f"{words}: ít nhất {written(months)} tháng tiền lương.", law(SAFETY, "38", "4", "b"))
        return months
    first, each = rate.number("5_den_10"), rate.number("moi_phan_tram_tu_11")
    more = max(lost - 10, 0)
    told = f", thêm {more}% × {written(each)}" if more else ""
    months = first + more * each
    working.tell(
        f"Suy giảm {lost}%: {written(first)} tháng cho 5–10%{told} = ít nhất {written(months)} tháng tiền lương.",
        law(SAFETY, "38", "4", "a"),
    )
    return months


#: The least loss, and the names of what it gives, each further per cent, the first year, each further one.
ONCE = (5, "o_5_phan_tram", "moi_phan_tram", "nam_dau_thang", "moi_nam_sau_thang")
MONTHLY = (31, "o_31_phan_tram", "moi_phan_tram", "nam_dau", "moi_nam_sau")


def from_the_insurance(working: Working) -> Result:
    """What the insurance pays: once for a loss of up to 30 per cent, every month above."""
    lost, years, wage = working["suy_giam"], max(working["nam_dong"], 1), working["luong_dong"]
    base, monthly = working.rate("luong-co-so").number(), lost >= MONTHLY[0]
    rate = working.rate("tai-nan.hang-thang" if monthly else "tai-nan.mot-lan")
    article = "49" if monthly else "48"
    write: Callable[[Fraction], str] = percent if monthly else written
    least, *names = MONTHLY if monthly else ONCE
    start, each, first, later = (rate.number(name) for name in names)
    by_loss = (start + (lost - least) * each) * base
    working.tell(
        f"Suy giảm {lost}%: ({write(start)} + {lost - least} × {write(each)}) × lương cơ sở {dong(base)} = "
        f"{dong(by_loss)}.",
        law(SAFETY, article, "2", "a"),
        working.rate("luong-co-so"),
    )
    by_years = (first + (years - 1) * later) * wage
    working.tell(
        f"Theo số năm đóng vào quỹ: ({write(first)} + {years - 1} × {write(later)}) × {dong(wage)} = {dong(by_years)}.",
        law(SAFETY, article, "2", "b"),
    )
    amount = working.rounded(by_loss + by_years)
    return working.result(Figure("tien", "Trợ cấp hằng tháng" if monthly else "Trợ cấp một lần", amount))


def death(working: Working) -> Result:
    """What the insurance pays once after a death by an accident at work."""
    times, base = working.rate("tai-nan.chet-lan-luong-co-so"), working.rate("luong-co-so")
    amount = times.number() * base.number()
    working.tell(
        f"{written(times.number())} × lương cơ sở {dong(base.number())} = {dong(amount)}, ngoài chế độ tử tuất.",
        times,
        base,
    )
    return working.result(Figure("tien", "Trợ cấp một lần cho thân nhân", working.rounded(amount)))


CALCULATORS = (
    Calculator(
        "tai-nan-boi-thuong",
        PART,
        "Công ty bồi thường, trợ cấp tai nạn lao động",
        "Công ty phải trả ít nhất bao nhiêu.",
        "ngay",
        (
            perhaps("suy_giam", "Suy giảm khả năng lao động, %", 100, "Theo kết luận giám định."),
            yes("chet", "Người lao động đã chết"),
            money("luong_thang", "Tiền lương một tháng", "Gồm mức lương, phụ cấp lương, các khoản bổ sung."),
            choice("loi", "Nguyên nhân", FAULTS),
            day("ngay", "Ngày bị tai nạn"),
        ),
        from_the_employer,
        ("tai-nan.boi-thuong", "tai-nan.cong-ty-tra-gi"),
    ),
    Calculator(
        "tai-nan-bao-hiem",
        PART,
        "Bảo hiểm tai nạn lao động, bệnh nghề nghiệp",
        "Trợ cấp một lần (suy giảm 5–30%) hoặc hằng tháng (từ 31%).",
        "ngay",
        (
            whole("suy_giam", "Suy giảm khả năng lao động, %", LEAST, 100),
            whole(
                "nam_dong",
                "Số năm đã đóng vào quỹ bảo hiểm tai nạn lao động",
                0,
                60,
                "Từ một năm trở xuống tính là một năm.",
            ),
            money("luong_dong", "Tiền lương đóng của tháng liền kề trước tháng bị tai nạn"),
            day("ngay", "Ngày tính hưởng"),
        ),
        from_the_insurance,
        ("tai-nan.tro-cap-quy", "tai-nan.benh-nghe-nghiep"),
    ),
    Calculator(
        "tai-nan-chet",
        PART,
        "Trợ cấp khi chết vì tai nạn lao động",
        "Khoản một lần của quỹ bảo hiểm cho thân nhân.",
        "ngay",
        (day("ngay", "Ngày chết"),),
        death,
        ("tai-nan.chet",),
    ),
)
