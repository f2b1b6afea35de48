"""Pensions, the money withdrawn at once instead, their increase in 2026, money after a death."""

from fractions import Fraction

from .counting import years_counted
from .retirement import MAN, PART, SEXES
from .shape import Calculator, Figure, Kind, Result, Working, as_decimal, choice, day, money, perhaps, whole, yes
from .sources import INSURANCE, Rate, beside, law
from .writing import dong, percent, span, written

YEAR = 12


def pension(working: Working) -> Result:
    """The share of the average wage that is paid as a pension."""
    least = working.rate("huu.nam-dong-toi-thieu")
    months, early = working["thang_dong"], working["nghi_som_thang"]
    if months < least.whole() * YEAR:
        working.refuse("thang_dong", f"Chưa đủ {least.whole()} năm ({least.whole() * YEAR} tháng) để hưởng lương hưu.")
    _check_early(working)
    years = _years(working, months)
    share = _share(working, years)
    if early:
        share -= _cut(working, early)
    amount = share * working["binh_quan"]
    working.tell(f"{percent(share)} × {dong(working['binh_quan'])} = {dong(amount)}.", law(INSURANCE, "66", "1"))
    return working.result(
        Figure("tien", "Lương hưu mỗi tháng", working.rounded(amount)),
        Figure("ty_le", "Tỷ lệ hưởng", as_decimal(share, 4), Kind.PERCENT),
        Figure("mot_lan", "Trợ cấp một lần khi nghỉ hưu", _once(working, months)),
    )


def _check_early(working: Working) -> None:
    lost, early = working["suy_giam"], working["nghi_som_thang"]
    if early and not lost:
        working.refuse("suy_giam", "Nghỉ trước tuổi chỉ bị trừ khi suy giảm khả năng lao động: ghi tỷ lệ, từ 61%.")
    if lost and lost < 61:
        working.refuse("suy_giam", "Phải từ 61% trở lên.")
    if early and working["thang_dong"] < 20 * YEAR:
        working.refuse("thang_dong", "Nghỉ hưu do suy giảm khả năng lao động phải đóng từ đủ 20 năm (240 tháng).")
    most = 10 if lost >= 81 else 5
    if early > most * YEAR:
        working.refuse("nghi_som_thang", f"Suy giảm {lost}%: sớm nhiều nhất {most} năm ({most * YEAR} tháng).")


def _years(working: Working, months: int) -> Fraction:
    rounding = working.rate("bhxh.lam-tron-thang-le")
    years = years_counted(months, rounding.number("1_den_6"), rounding.number("7_den_11"))
    working.tell(
        f"Đã đóng {span(months)}, tính {written(years)} năm (lẻ 1–6 tháng là nửa năm, 7–11 tháng là một năm).", rounding
    )
    return years


def _share(working: Working, years: Fraction) -> Fraction:
    rate = working.rate("huu.ty-le")
    man = working["gioi"] == MAN
    name = ("nam" if years >= rate.value["nam"]["nam_goc"] else "nam_15_den_duoi_20") if man else "nu"
    row = {key: Fraction(number) for key, number in rate.value[name].items()}
    more = years - row["nam_goc"]
    share, most = row["ty_le"] + more * row["moi_nam"], rate.number("toi_da")
    told = (
        f"{SEXES[working['gioi']]}: {percent(row['ty_le'])} cho {written(row['nam_goc'])} năm, mỗi năm thêm "
        f"{percent(row['moi_nam'])}: {percent(row['ty_le'])} + {written(more)} × {percent(row['moi_nam'])} = "
        f"{percent(share)}"
    )
    limit = f", tối đa {percent(most)}" if share > most else ""
    working.tell(f"{told}{limit}.", law(INSURANCE, "66", "1", "b" if man else "a"))
    return min(share, most)


def _cut(working: Working, early: int) -> Fraction:
    rate = working.rate("huu.giam-nghi-som")
    years, rest = divmod(early, YEAR)
    odd = rate.number("tu_6_den_duoi_12_thang" if rest >= 6 else "duoi_6_thang")
    cut = years * rate.number("moi_nam") + odd
    working.tell(
        f"Nghỉ trước tuổi {span(early)}: trừ {years} × {percent(rate.number('moi_nam'))} + {percent(odd)} cho {rest} "
        f"tháng lẻ = {percent(cut)}.",
        rate,
    )
    return cut


def _once(working: Working, months: int) -> int:
    """What is paid once for years beyond those that still add to the pension."""
    rate = working.rate("huu.mot-lan")
    upto = rate.whole("nam_tren" if working["gioi"] == MAN else "nu_tren")
    over = months - upto * YEAR
    if over <= 0:
        return 0
    rounding = working.rate("bhxh.lam-tron-thang-le")
    late = min(over, working["thang_sau_tuoi"])
    parts = [
        (over - late, rate.number("moi_nam"), "đến tuổi nghỉ hưu"),
        (late, rate.number("moi_nam_sau_tuoi_huu"), "sau tuổi nghỉ hưu"),
    ]
    total = Fraction(0)
    for extra, times, words in parts:
        if extra:
            years = years_counted(extra, rounding.number("1_den_6"), rounding.number("7_den_11"))
            amount = years * times * working["binh_quan"]
            total += amount
            working.tell(
                f"Đóng hơn {upto} năm là {written(years)} năm {words}: {written(years)} × {written(times)} × "
                f"{dong(working['binh_quan'])} = {dong(amount)}.",
                rate,
            )
    return working.rounded(total)


def withdrawal(working: Working) -> Result:
    """What is paid to who takes the insurance out at once."""
    before, after, average = working["thang_truoc_2014"], working["thang_tu_2014"], working["binh_quan"]
    if before + after == 0:
        working.refuse("thang_tu_2014", "Chưa có tháng nào đã đóng.")
    if before + after < YEAR:
        return _less_than_a_year(working)
    rate, rounding = working.rate("bhxh-mot-lan.thang-moi-nam"), working.rate("bhxh.lam-tron-thang-le")
    if before % YEAR and after:
        working.tell(
            f"Trước 2014 đóng {span(before)}: {before % YEAR} tháng lẻ chuyển sang giai đoạn từ 2014.",
            law(INSURANCE, "70", "3", "a"),
        )
        before, after = before - before % YEAR, after + before % YEAR
    total = Fraction(0)
    for months, name, words, point in ((before, "truoc_2014", "trước 2014", "a"), (after, "tu_2014", "từ 2014", "b")):
        if months:
            years = years_counted(months, rounding.number("1_den_6"), rounding.number("7_den_11"))
            part = years * rate.number(name)
            total += part
            working.tell(
                f"Đóng {words}: {span(months)}, tính {written(years)} năm; {written(years)} × "
                f"{written(rate.number(name))} = {written(part)} tháng.",
                law(INSURANCE, "70", "3", point),
                rounding,
            )
    working.tell(f"{written(total)} × {dong(average)} = {dong(total * average)}.", rate)
    return working.result(Figure("tien", "Bảo hiểm xã hội một lần", working.rounded(total * average)))


def _less_than_a_year(working: Working) -> Result:
    paid, most = working["so_tien_da_dong"], 2 * working["binh_quan"]
    if not paid:
        working.refuse("so_tien_da_dong", "Đóng chưa đủ một năm: mức hưởng bằng số tiền đã đóng, nên cần số này.")
    working.tell(
        f"Chưa đủ một năm: bằng số tiền đã đóng {dong(paid)} nhưng không quá 2 tháng bình quân, {dong(most)}.",
        law(INSURANCE, "70", "3", "c"),
    )
    return working.result(Figure("tien", "Bảo hiểm xã hội một lần", min(paid, most)))


def raised(working: Working) -> Result:
    """A pension after the increase of July 2026."""
    rate, before = working.rate("huu.tang"), working["luong_huu"]
    amount = before * (1 + rate.number("ty_le"))
    working.tell(
        f"Tăng {percent(rate.number('ty_le'))} trên mức tháng 6/2026: {dong(before)} × "
        f"{percent(1 + rate.number('ty_le'))} "
        f"= {dong(amount)}.",
        rate,
    )
    if working["truoc_1995"] and amount < rate.number("truoc_1995_duoi"):
        amount = _raised_again(working, rate, amount)
    return working.result(Figure("tien", "Lương hưu từ 01/07/2026", working.rounded(amount)))


def _raised_again(working: Working, rate: Rate, amount: Fraction) -> Fraction:
    upto, more, least = (rate.number(name) for name in ("nguong_cong", "cong", "truoc_1995_duoi"))
    if amount <= upto:
        working.tell(
            f"Hưởng từ trước năm 1995, không quá {dong(upto)}: cộng {dong(more)}.", beside(rate, "2", "2", "a")
        )
        return amount + more
    working.tell(
        f"Hưởng từ trước năm 1995, trên {dong(upto)} và dưới {dong(least)}: nâng lên {dong(least)}.",
        beside(rate, "2", "2", "b"),
    )
    return least


def after_death(working: Working) -> Result:
    """Money for the funeral and for those who are left."""
    reference, rate = working.rate("muc-tham-chieu"), working.rate("tuat.hang-thang")
    times = working.rate("tuat.mai-tang-lan")
    funeral = times.number() * reference.number()
    working.tell(
        f"Trợ cấp mai táng: {written(times.number())} × {dong(reference.number())} = {dong(funeral)}.", times, reference
    )
    kin, alone, most = working["so_than_nhan"], working["so_khong_nguoi_nuoi"], rate.whole("toi_da_nguoi")
    if kin > most:
        working.refuse("so_than_nhan", f"Trợ cấp tuất hằng tháng cho nhiều nhất {most} thân nhân.")
    if alone > kin:
        working.refuse("so_khong_nguoi_nuoi", "Không thể nhiều hơn số thân nhân.")
    monthly = (
        (kin - alone) * rate.number("thuong") + alone * rate.number("khong_nguoi_nuoi_duong")
    ) * reference.number()
    working.tell(
        f"Trợ cấp tuất mỗi tháng: ({kin - alone} × {percent(rate.number('thuong'))} + {alone} × "
        f"{percent(rate.number('khong_nguoi_nuoi_duong'))}) × {dong(reference.number())} = {dong(monthly)}.",
        rate,
        reference,
    )
    working.tell(
        "Chỉ khi người chết và thân nhân đủ điều kiện hưởng hằng tháng; nếu không thì được trợ cấp tuất một lần, không "
        "tính ở đây.",
        law(INSURANCE, "86"),
    )
    return working.result(
        Figure("mai_tang", "Trợ cấp mai táng", working.rounded(funeral)),
        Figure("hang_thang", "Trợ cấp tuất hằng tháng, tất cả thân nhân", working.rounded(monthly)),
    )


AVERAGE = money(
    "binh_quan", "Mức bình quân tiền lương đóng bảo hiểm xã hội", "Sau khi đã điều chỉnh theo hệ số trượt giá."
)
CALCULATORS = (
    Calculator(
        "luong-huu",
        PART,
        "Lương hưu",
        "Tỷ lệ hưởng, tiền mỗi tháng và trợ cấp một lần khi nghỉ hưu.",
        "ngay",
        (
            choice("gioi", "Giới tính", SEXES, required=True),
            whole("thang_dong", "Số tháng đã đóng bảo hiểm xã hội", 1, 720, "20 năm là 240 tháng."),
            AVERAGE,
            perhaps("suy_giam", "Suy giảm khả năng lao động, %", 100, "Chỉ khi nghỉ hưu trước tuổi vì suy giảm."),
            perhaps(
                "nghi_som_thang", "Nghỉ trước tuổi bao nhiêu tháng", 120, "Chỉ khi nghỉ hưu trước tuổi vì suy giảm."
            ),
            perhaps("thang_sau_tuoi", "Số tháng đóng sau khi đã đủ tuổi nghỉ hưu", 240),
            day("ngay", "Ngày nghỉ hưu"),
        ),
        pension,
        ("huu-tri.muc-luong-huu", "huu-tri.mot-lan-khi-nghi", "huu-tri.nghi-som", "huu-tri.dieu-kien"),
    ),
    Calculator(
        "bhxh-mot-lan",
        PART,
        "Bảo hiểm xã hội một lần",
        "Rút một lần được bao nhiêu tiền.",
        "ngay",
        (
            perhaps("thang_truoc_2014", "Số tháng đóng trước năm 2014", 720),
            perhaps("thang_tu_2014", "Số tháng đóng từ năm 2014", 720),
            AVERAGE,
            money("so_tien_da_dong", "Số tiền đã đóng", "Chỉ cần khi đóng chưa đủ một năm.", low=0, required=False),
            day("ngay", "Ngày quyết định hưởng"),
        ),
        withdrawal,
        ("bhxh.mot-lan-muc", "bhxh.rut-mot-lan"),
    ),
    Calculator(
        "huu-tang-2026",
        PART,
        "Lương hưu tăng từ 01/07/2026",
        "Lương hưu mới của người hưởng trước ngày đó.",
        "ngay",
        (
            money("luong_huu", "Lương hưu của tháng 6/2026"),
            yes("truoc_1995", "Hưởng từ trước năm 1995"),
            day("ngay", "Tính cho ngày"),
        ),
        raised,
        ("huu-tri.tang-2026",),
    ),
    Calculator(
        "tuat",
        PART,
        "Trợ cấp mai táng và tuất hằng tháng",
        "Thân nhân được bao nhiêu khi người lao động chết.",
        "ngay",
        (
            day("ngay", "Ngày chết"),
            whole("so_than_nhan", "Số thân nhân đủ điều kiện hưởng hằng tháng", 0, 20),
            perhaps("so_khong_nguoi_nuoi", "Trong đó không có người trực tiếp nuôi dưỡng", 20),
        ),
        after_death,
        ("tu-tuat.mai-tang", "tu-tuat.hang-thang"),
    ),
)
