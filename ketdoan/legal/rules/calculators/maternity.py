"""Maternity: leave and allowances of mothers and fathers, visits, miscarriage, rest afterwards."""

from fractions import Fraction

from .counting import NOT_THE_FIRST, days_after
from .shape import Calculator, Figure, Kind, Result, Working, choice, day, money, perhaps, whole, yes
from .sources import INSURANCE, law
from .writing import dong, percent, written

PART = "Thai sản"
AVERAGE = money(
    "binh_quan_6_thang",
    "Bình quân tiền lương đóng bảo hiểm xã hội của 6 tháng gần nhất trước khi nghỉ",
    "Chưa đủ 6 tháng thì lấy bình quân các tháng đã đóng.",
)


def birth(working: Working) -> Result:
    """A mother's leave and money when she gives birth."""
    if not _insured_enough(working):
        return working.result(
            Figure("tong", "Tiền thai sản", 0),
            Figure("thang", "Thời gian nghỉ hưởng chế độ", 0, Kind.WHOLE, "tháng"),
            Figure("du_dieu_kien", "Đủ điều kiện hưởng", value=False, kind=Kind.YES),
        )
    months, average, children = _months(working), working["binh_quan_6_thang"], working["so_con"]
    share = working.rate("thai-san.ty-le")
    monthly = share.number() * average * months
    working.tell(
        f"Trợ cấp thai sản mỗi tháng {percent(share.number())} mức bình quân: {months} × {dong(average)} = "
        f"{dong(monthly)}.",
        share,
    )
    times, reference = working.rate("thai-san.tro-cap-mot-lan.lan-muc-tham-chieu"), working.rate("muc-tham-chieu")
    once = times.number() * reference.number() * children
    each = f"{children} × " if children > 1 else ""
    working.tell(
        f"Trợ cấp một lần cho mỗi con {written(times.number())} lần mức tham chiếu của tháng sinh: "
        f"{each}{written(times.number())} × {dong(reference.number())} = {dong(once)}.",
        times,
        reference,
    )
    return working.result(
        Figure("tong", "Tiền thai sản", working.rounded(monthly + once)),
        Figure("thang", "Thời gian nghỉ hưởng chế độ", months, Kind.WHOLE, "tháng"),
        Figure("hang_thang", "Trợ cấp thai sản cả thời gian nghỉ", working.rounded(monthly)),
        Figure("mot_lan", "Trợ cấp một lần", working.rounded(once)),
        Figure("du_dieu_kien", "Đủ điều kiện hưởng", value=True, kind=Kind.YES),
    )


def _insured_enough(working: Working) -> bool:
    asked = working.rate("thai-san.dieu-kien")
    paid, least, within = working["thang_dong_trong_12"], asked.whole("thang_dong"), asked.whole("trong_thang")
    if paid >= least:
        working.tell(f"Đã đóng {paid} tháng trong {within} tháng trước khi sinh, đủ {least} tháng.", asked)
        return True
    resting, rest = asked.value["duong_thai"], law(INSURANCE, "50", "3")
    if working["duong_thai"]:
        told = (
            f"nghỉ dưỡng thai theo chỉ định: cần đóng từ đủ {resting['tong']} tháng (đã đóng "
            f"{working['thang_dong_tong']}) và {resting['thang_dong']} tháng trong {resting['trong_thang']} tháng "
            "trước "
            f"khi sinh (đã đóng {paid})"
        )
        enough = working["thang_dong_tong"] >= resting["tong"] and paid >= resting["thang_dong"]
        working.tell(f"{'Đủ' if enough else 'Chưa đủ'} điều kiện khi {told}.", rest)
        return enough
    barren = asked.value["vo_sinh"]
    if working["vo_sinh"]:
        enough = working["thang_dong_trong_24"] >= barren["thang_dong"]
        working.tell(
            f"Nghỉ việc điều trị vô sinh: cần {barren['thang_dong']} tháng trong {barren['trong_thang']} tháng trước "
            f"khi sinh, đã đóng {working['thang_dong_trong_24']} tháng: {'đủ' if enough else 'chưa đủ'} điều kiện.",
            law(INSURANCE, "50", "5"),
        )
        return enough
    working.tell(f"Đã đóng {paid} tháng, chưa đủ {least} tháng trong {within} tháng trước khi sinh.", asked)
    return False


def _months(working: Working) -> int:
    rate, children, order = working.rate("thai-san.thang"), working["so_con"], working["thu_tu_con"]
    second = order == 2 and "con_thu_hai" in rate.value
    months = rate.whole("con_thu_hai" if second else "con_thu_nhat")
    working.tell(f"Sinh {'con thứ hai' if second else 'con'} ngày {working.day:%d/%m/%Y}: nghỉ {months} tháng.", rate)
    if children > 1:
        more = rate.whole("moi_con_them_khi_sinh_doi_tro_len") * (children - 1)
        working.tell(
            f"Sinh {children} con: từ con thứ hai mỗi con thêm 1 tháng, {months} + {more} = {months + more} tháng.",
            rate,
        )
        if second:
            working.leave_open(
                "Chưa đọc được quy định nào về sinh đôi khi đây là lần sinh con thứ hai; ở đây cộng cả hai."
            )
        months += more
    return months


def visits(working: Working) -> Result:
    """Money for days of prenatal visits."""
    rate, days, average = working.rate("thai-san.kham-thai"), working["ngay_nghi"], working["binh_quan_6_thang"]
    most = rate.whole("lan") * rate.whole("ngay_moi_lan")
    if days > most:
        working.refuse(
            "ngay_nghi",
            f"Nhiều nhất {rate.whole('lan')} lần, mỗi lần không quá {rate.whole('ngay_moi_lan')} ngày: {most} ngày.",
        )
    working.tell(
        f"Được nghỉ khám thai {rate.whole('lan')} lần, mỗi lần không quá {rate.whole('ngay_moi_lan')} ngày làm việc.",
        rate,
    )
    amount = Fraction(average, rate.whole("chia")) * days
    working.tell(
        f"Một ngày bằng mức bình quân chia {rate.whole('chia')}: {dong(average)} : {rate.whole('chia')} × {days} = "
        f"{dong(amount)}.",
        law(INSURANCE, "59", "2"),
    )
    return working.result(Figure("tien", "Trợ cấp khi khám thai", working.rounded(amount)))


def miscarriage(working: Working) -> Result:
    """Days and money after a miscarriage."""
    rate, weeks, told = working.rate("thai-san.say-thai"), working["tuan_thai"], working["ngay_chi_dinh"]
    row = next(index for index, row in enumerate(rate.value) if weeks < row["duoi_tuan"])
    most = int(rate.value[row]["ngay"])
    days = min(told, most)
    working.tell(
        f"Thai {weeks} tuần tuổi: nghỉ theo chỉ định nhưng tối đa {most} ngày, kể cả ngày nghỉ; chỉ định {told} ngày "
        f"nên được {days} ngày.",
        law(INSURANCE, "52", "1", "abcd"[row]),
        law(INSURANCE, "52", "3"),
    )
    per = working.rate("thai-san.chia-ngay").whole("khac")
    amount = Fraction(working["binh_quan_6_thang"], per) * days
    working.tell(
        f"Một ngày bằng mức bình quân chia {per}: {dong(working['binh_quan_6_thang'])} : {per} × {days} = "
        f"{dong(amount)}.",
        law(INSURANCE, "59", "3"),
    )
    if row == len(rate.value) - 1:
        working.tell(
            "Thai từ đủ 22 tuần mà đủ điều kiện thì được nghỉ và hưởng như khi sinh con: hãy dùng phép tính “Thai "
            "sản khi sinh con”.",
            law(INSURANCE, "52", "2"),
        )
    return working.result(
        Figure("tien", "Trợ cấp", working.rounded(amount)), Figure("ngay", "Số ngày nghỉ", days, Kind.WHOLE, "ngày")
    )


PLAIN, OPERATED = "thuong", "phau-thuat"
BIRTHS = {PLAIN: "Sinh thường", OPERATED: "Phẫu thuật, hoặc sinh con dưới 32 tuần tuổi"}


def father(working: Working) -> Result:
    """A father's days and money when his wife gives birth."""
    rate = working.rate("thai-san.cha-ngay-lam-viec")
    days = _days_of_father(working)
    per = working.rate("thai-san.chia-ngay").whole("kham_thai_va_cha")
    amount = Fraction(working["binh_quan_6_thang"], per) * days
    working.tell(
        f"Một ngày bằng mức bình quân chia {per}: {dong(working['binh_quan_6_thang'])} : {per} × {days} = "
        f"{dong(amount)}.",
        law(INSURANCE, "59", "2"),
    )
    within = rate.whole("han_bat_dau_ngay")
    last = days_after(working.day, within)
    working.tell(
        f"Phải bắt đầu nghỉ trong {within} ngày từ ngày vợ sinh, chậm nhất {last:%d/%m/%Y}.",
        law(INSURANCE, "53", "3"),
        NOT_THE_FIRST,
    )
    return working.result(
        Figure("ngay_lam_viec", "Số ngày nghỉ", days, Kind.WHOLE, "ngày làm việc"),
        Figure("tien", "Trợ cấp", working.rounded(amount)),
        Figure("bat_dau_cham_nhat", "Bắt đầu nghỉ chậm nhất", last, Kind.DAY),
    )


def _days_of_father(working: Working) -> int:
    rate, children, operated = (
        working.rate("thai-san.cha-ngay-lam-viec"),
        working["so_con"],
        working["sinh"] == OPERATED,
    )
    if children > 1:
        days = rate.whole("sinh_doi_phau_thuat" if operated else "sinh_doi")
        more = rate.whole("moi_con_tu_con_thu_ba") * (children - 2)
        told = f" + {more} = {days + more}" if more else ""
        working.tell(
            f"Vợ sinh {children} con{', phẫu thuật' if operated else ''}: {days}{told} ngày làm việc.",
            law(INSURANCE, "53", "2", "d" if operated else "c"),
        )
        days += more
    else:
        days = rate.whole("phau_thuat_hoac_duoi_32_tuan" if operated else "sinh_thuong")
        working.tell(
            f"{BIRTHS[working['sinh']]}: {days} ngày làm việc.", law(INSURANCE, "53", "2", "b" if operated else "a")
        )
    if working["thu_tu_con"] == 2 and "con_thu_hai" in rate.value:
        second = rate.whole("con_thu_hai")
        working.tell(f"Vợ sinh con thứ hai từ 01/07/2026: {second} ngày làm việc.", rate)
        if days != second and (operated or children > 1):
            working.leave_open("Chưa đọc được quy định nói cộng hay thay; ở đây lấy số ngày cao hơn.")
        days = max(days, second)
    return days


RESTS = {
    "sinh-hai-con": ("Sau sinh một lần từ hai con trở lên", "thai-san.duong-suc", "sinh_tu_hai_con", ("60", "2", "a")),
    "sinh-phau-thuat": ("Sau sinh con phải phẫu thuật", "thai-san.duong-suc", "phau_thuat", ("60", "2", "b")),
    "thai-san-khac": ("Sau thai sản, trường hợp khác", "thai-san.duong-suc", "khac", ("60", "2", "c")),
    "om-dai-ngay": ("Sau ốm đau cần chữa trị dài ngày", "om-dau.duong-suc", "dai_ngay", ("46", "2", "a")),
    "om-phau-thuat": ("Sau ốm đau phải phẫu thuật", "om-dau.duong-suc", "phau_thuat", ("46", "2", "b")),
    "om-khac": ("Sau ốm đau, trường hợp khác", "om-dau.duong-suc", "khac", ("46", "2", "c")),
}


def rest(working: Working) -> Result:
    """Money for days of rest after maternity or sickness."""
    words, key, name, place = RESTS[working["sau"]]
    rate, days = working.rate(key), working["ngay_nghi"]
    most = rate.whole(name)
    if days > most:
        working.refuse("ngay_nghi", f"{words}: nhiều nhất {most} ngày.")
    working.tell(f"{words}: tối đa {most} ngày, kể cả ngày nghỉ.", law(INSURANCE, *place))
    share, reference = rate.number("ty_le_muc_tham_chieu"), working.rate("muc-tham-chieu")
    amount = days * share * reference.number()
    working.tell(
        f"Mỗi ngày {percent(share)} mức tham chiếu: {days} × {percent(share)} × {dong(reference.number())} = "
        f"{dong(amount)}.",
        law(INSURANCE, place[0], "3"),
        reference,
    )
    return working.result(Figure("tien", "Tiền dưỡng sức", working.rounded(amount)))


CHILDREN = whole("so_con", "Số con sinh lần này", 1, 6)
ORDER = whole("thu_tu_con", "Đây là con thứ mấy", 1, 15, "Sinh đôi trở lên thì ghi con đầu của lần sinh này.")
CALCULATORS = (
    Calculator(
        "thai-san",
        PART,
        "Thai sản khi sinh con",
        "Người mẹ được nghỉ mấy tháng, bao nhiêu tiền, có đủ điều kiện không.",
        "ngay_sinh",
        (
            day("ngay_sinh", "Ngày sinh con", "Chưa sinh thì ghi ngày dự sinh."),
            CHILDREN,
            ORDER,
            AVERAGE,
            whole("thang_dong_trong_12", "Số tháng đóng bảo hiểm xã hội trong 12 tháng trước khi sinh", 0, 12),
            yes("duong_thai", "Phải nghỉ dưỡng thai theo chỉ định của cơ sở khám chữa bệnh"),
            perhaps("thang_dong_tong", "Tổng số tháng đã đóng", 600, "Chỉ cần khi nghỉ dưỡng thai."),
            yes("vo_sinh", "Phải nghỉ việc để điều trị vô sinh"),
            perhaps(
                "thang_dong_trong_24",
                "Số tháng đóng trong 24 tháng trước khi sinh",
                24,
                "Chỉ cần khi điều trị vô sinh.",
            ),
        ),
        birth,
        ("thai-san.tien-huong", "thai-san.nghi-bao-lau", "thai-san.dieu-kien", "thai-san.con-thu-hai"),
    ),
    Calculator(
        "cha-nghi",
        PART,
        "Chồng nghỉ khi vợ sinh",
        "Được nghỉ mấy ngày, bao nhiêu tiền, bắt đầu nghỉ chậm nhất ngày nào.",
        "ngay_sinh",
        (day("ngay_sinh", "Ngày vợ sinh"), choice("sinh", "Sinh", BIRTHS), CHILDREN, ORDER, AVERAGE),
        father,
        ("thai-san.chong-nghi", "thai-san.con-thu-hai"),
    ),
    Calculator(
        "kham-thai",
        PART,
        "Nghỉ khám thai",
        "Tiền của những ngày nghỉ đi khám thai.",
        "ngay",
        (whole("ngay_nghi", "Số ngày nghỉ khám thai", 1, 60), AVERAGE, day("ngay", "Ngày nghỉ đầu tiên")),
        visits,
        ("thai-san.kham-thai",),
    ),
    Calculator(
        "say-thai",
        PART,
        "Nghỉ khi sảy thai, thai chết lưu, phá thai",
        "Được nghỉ mấy ngày, bao nhiêu tiền.",
        "ngay",
        (
            whole("tuan_thai", "Tuổi thai, số tuần đủ", 0, 45),
            whole("ngay_chi_dinh", "Số ngày nghỉ theo chỉ định", 1, 90),
            AVERAGE,
            day("ngay", "Ngày nghỉ đầu tiên"),
        ),
        miscarriage,
        ("thai-san.say-thai",),
    ),
    Calculator(
        "duong-suc",
        PART,
        "Dưỡng sức sau sinh, sau ốm",
        "Tiền của những ngày nghỉ dưỡng sức, phục hồi sức khỏe.",
        "ngay",
        (
            choice("sau", "Trường hợp", {code: words for code, (words, *_) in RESTS.items()}),
            whole("ngay_nghi", "Số ngày nghỉ", 1, 30),
            day("ngay", "Ngày nghỉ đầu tiên"),
        ),
        rest,
        ("thai-san.duong-suc", "om-dau.duong-suc"),
    ),
)
