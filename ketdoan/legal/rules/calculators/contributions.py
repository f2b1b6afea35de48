"""Contributions to insurance and to the union; what late ones cost; what going to work abroad may cost."""

from fractions import Fraction

from .overtime import REGION
from .shape import Calculator, Figure, Result, Working, day, money, perhaps, whole, yes
from .sources import ABROAD, law
from .writing import dong, percent, written

PART = "Tiền đóng bảo hiểm, công đoàn"
#: Names of the shares, and what they are paid on: social and health insurance have one ceiling, unemployment another.
WORKER_PAYS = {"huu_tri": "bhxh", "y_te": "bhyt", "that_nghiep": "bhtn"}
WORDS = {
    "huu_tri": "hưu trí, tử tuất",
    "om_dau_thai_san": "ốm đau, thai sản",
    "tai_nan": "tai nạn lao động",
    "y_te": "y tế",
    "that_nghiep": "thất nghiệp",
    "kinh_phi_cong_doan": "kinh phí công đoàn",
}


def contributions(working: Working) -> Result:
    """What worker and employer pay each month."""
    bases = {"that_nghiep": _unemployment_base(working)}
    social = _social_base(working)
    worker, employer = working.rate("dong.nguoi-lao-dong"), working.rate("dong.nguoi-su-dung-lao-dong")
    own = {name: worker.number(name) * bases.get(name, social) for name in worker.value}
    told = ", ".join(f"{WORDS[name]} {percent(worker.number(name))} = {dong(amount)}" for name, amount in own.items())
    working.tell(f"Người lao động đóng: {told}.", worker)
    theirs = {name: employer.number(name) * bases.get(name, social) for name in employer.value}
    told = ", ".join(
        f"{WORDS[name]} {percent(employer.number(name))} = {dong(amount)}" for name, amount in theirs.items()
    )
    working.tell(f"Công ty đóng: {told}.", employer)
    union = theirs.pop("kinh_phi_cong_doan")
    return working.result(
        Figure("nguoi_lao_dong", "Người lao động đóng mỗi tháng", working.rounded(sum(own.values(), Fraction(0)))),
        *(Figure(key, f"trong đó {WORDS[name]}", working.rounded(own[name])) for name, key in WORKER_PAYS.items()),
        Figure("cong_ty", "Công ty đóng bảo hiểm mỗi tháng", working.rounded(sum(theirs.values(), Fraction(0)))),
        Figure("kinh_phi", "Công ty đóng kinh phí công đoàn", working.rounded(union)),
    )


def _social_base(working: Working) -> int:
    rate, reference, wage = working.rate("dong.tran"), working.rate("muc-tham-chieu"), working["luong_dong"]
    least, most = (rate.whole(name) * reference.whole() for name in ("san_lan_muc_tham_chieu", "lan_muc_tham_chieu"))
    base = min(max(wage, least), most)
    working.tell(
        f"Căn cứ đóng bảo hiểm xã hội, y tế từ {dong(least)} đến {dong(most)} "
        f"(1 đến {rate.whole('lan_muc_tham_chieu')} lần mức tham chiếu): lấy {dong(base)}.",
        rate,
        reference,
    )
    return int(base)


def _unemployment_base(working: Working) -> int:
    times, region, wage = working.rate("dong.tran-that-nghiep-lan-luong-vung"), working["vung"], working["luong_dong"]
    least_wage = working.rate("luong-toi-thieu.thang")
    most = times.whole() * least_wage.whole(region)
    base = min(wage, most)
    working.tell(
        f"Căn cứ đóng bảo hiểm thất nghiệp không quá {times.whole()} lần lương tối thiểu vùng {region}, "
        f"{dong(most)}: lấy "
        f"{dong(base)}.",
        times,
        least_wage,
    )
    return int(base)


def late(working: Working) -> Result:
    """What an employer owes who pays contributions late."""
    rate, owed, days = working.rate("cham-dong.lai-ngay"), working["so_tien"], working["so_ngay"]
    amount = rate.number() * owed * days
    working.tell(
        f"Mỗi ngày {percent(rate.number())}: {dong(owed)} × {percent(rate.number())} × {days} = {dong(amount)}.", rate
    )
    return working.result(Figure("tien", "Công ty phải nộp thêm", working.rounded(amount)))


def union_fund(working: Working) -> Result:
    """What an employer pays to the union's fund."""
    rate, wages = working.rate("cong-doan.kinh-phi"), working["quy_luong_dong"]
    amount = rate.number() * wages
    working.tell(f"{percent(rate.number())} × {dong(wages)} = {dong(amount)}.", rate)
    return working.result(Figure("tien", "Kinh phí công đoàn", working.rounded(amount)))


def dues(working: Working) -> Result:
    """What a member pays each month."""
    rate, base, wage = working.rate("cong-doan.doan-phi"), working.rate("luong-co-so"), working["luong_dong"]
    amount, most = rate.number("ty_le") * wage, rate.number("tran_ty_le_luong_co_so") * base.number()
    working.tell(f"{percent(rate.number('ty_le'))} × {dong(wage)} = {dong(amount)}.", rate)
    working.tell(f"Không quá {percent(rate.number('tran_ty_le_luong_co_so'))} lương cơ sở: {dong(most)}.", rate, base)
    return working.result(Figure("tien", "Đoàn phí mỗi tháng", working.rounded(min(amount, most))))


def service_fee(working: Working) -> Result:
    """The most that may be asked of who goes to work abroad."""
    rate, months, wage = working.rate("nuoc-ngoai.tien-dich-vu"), working["thang_hop_dong"], working["luong_thang"]
    each = rate.number("thuyen_vien" if working["thuyen_vien"] else "thang_moi_12_thang")
    times = Fraction(months, 12) * each
    source = law(ABROAD, "23", "4", "a")
    if months >= 36 and times > rate.number("toi_da_hop_dong_tu_36_thang"):
        times = rate.number("toi_da_hop_dong_tu_36_thang")
    if months >= 36:
        working.tell(
            f"Hợp đồng từ 36 tháng: không quá {written(rate.number('toi_da_hop_dong_tu_36_thang'))} tháng lương.",
            source,
        )
    else:
        working.tell(
            f"Không quá {written(each)} tháng lương cho mỗi 12 tháng: {months} : 12 × {written(each)} = "
            f"{written(times)} tháng.",
            source,
        )
    if months < 36 and months % 12:
        working.leave_open("Luật không nói rõ thời gian lẻ dưới 12 tháng; ở đây tính theo tỷ lệ.")
    again = working["thang_gia_han"]
    if again:
        more = Fraction(again, 12) * rate.number("gia_han_moi_12_thang")
        working.tell(
            f"Gia hạn {again} tháng: {again} : 12 × {written(rate.number('gia_han_moi_12_thang'))} = {written(more)} "
            "tháng.",
            law(ABROAD, "23", "4", "b"),
        )
        times += more
    working.tell(
        f"{written(times)} × {dong(wage)} = {dong(times * wage)}; có thị trường, nghề được quy định thấp hơn.",
        law(ABROAD, "23", "4", "c"),
    )
    return working.result(Figure("tien", "Tiền dịch vụ nhiều nhất", working.rounded(times * wage)))


MONTH = day("ngay", "Một ngày của tháng cần tính")
CALCULATORS = (
    Calculator(
        "dong-bao-hiem",
        PART,
        "Tiền đóng bảo hiểm mỗi tháng",
        "Người lao động và công ty mỗi bên đóng bao nhiêu.",
        "ngay",
        (money("luong_dong", "Tiền lương làm căn cứ đóng"), REGION, MONTH),
        contributions,
        ("bhxh.ty-le-dong", "bhxh.luong-dong", "bhyt.dong"),
    ),
    Calculator(
        "cham-dong",
        PART,
        "Tiền phải nộp thêm khi chậm đóng, trốn đóng",
        "Công ty nộp thêm bao nhiêu vào quỹ bảo hiểm.",
        "ngay",
        (
            money("so_tien", "Số tiền chậm đóng, trốn đóng"),
            whole("so_ngay", "Số ngày chậm", 1, 3650),
            day("ngay", "Tính đến ngày"),
        ),
        late,
        ("bhxh.cham-dong", "bhxh.khong-dong"),
    ),
    Calculator(
        "kinh-phi-cong-doan",
        PART,
        "Kinh phí công đoàn",
        "Công ty phải đóng bao nhiêu mỗi tháng.",
        "ngay",
        (money("quy_luong_dong", "Quỹ tiền lương làm căn cứ đóng bảo hiểm xã hội"), MONTH),
        union_fund,
        ("cong-doan.kinh-phi",),
    ),
    Calculator(
        "doan-phi",
        PART,
        "Đoàn phí công đoàn",
        "Đoàn viên đóng bao nhiêu mỗi tháng.",
        "ngay",
        (money("luong_dong", "Tiền lương đóng bảo hiểm xã hội"), MONTH),
        dues,
        ("cong-doan.doan-phi",),
    ),
    Calculator(
        "nuoc-ngoai-phi",
        "Làm việc ở nước ngoài",
        "Tiền dịch vụ đi làm ở nước ngoài",
        "Doanh nghiệp dịch vụ được thu nhiều nhất bao nhiêu.",
        "ngay",
        (
            money("luong_thang", "Tiền lương một tháng theo hợp đồng, đổi ra đồng"),
            whole("thang_hop_dong", "Thời hạn hợp đồng, số tháng", 1, 120),
            yes("thuyen_vien", "Sĩ quan, thuyền viên tàu vận tải biển"),
            perhaps("thang_gia_han", "Số tháng gia hạn", 120, "Nếu hợp đồng có thỏa thuận thu cho thời gian gia hạn."),
            day("ngay", "Ngày ký hợp đồng"),
        ),
        service_fee,
        ("nuoc-ngoai.phi-dich-vu",),
    ),
)
