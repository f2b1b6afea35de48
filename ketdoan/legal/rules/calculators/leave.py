"""Annual leave: how many days, and what those not taken are paid."""

from fractions import Fraction

from .shape import Calculator, Field, Figure, Kind, Result, Working, as_decimal, choice, day, money, whole
from .sources import DECREE_145, LABOUR_CODE, law
from .writing import dong, written

PART = "Nghỉ phép"
NORMAL, HARD, VERY_HARD = "binh-thuong", "nang-nhoc", "dac-biet"
CONDITIONS = {
    NORMAL: "Bình thường",
    HARD: "Nặng nhọc, độc hại, nguy hiểm; người chưa thành niên; người khuyết tật",
    VERY_HARD: "Đặc biệt nặng nhọc, độc hại, nguy hiểm",
}
NAMES = {
    NORMAL: ("binh_thuong", "a"),
    HARD: ("nang_nhoc_chua_thanh_nien_khuyet_tat", "b"),
    VERY_HARD: ("dac_biet_nang_nhoc", "c"),
}


def annual_leave(working: Working) -> Result:
    """The days of leave of a year."""
    name, point = NAMES[working["dieu_kien"]]
    base = working.rate("phep-nam.ngay").whole(name)
    working.tell(
        f"Điều kiện {CONDITIONS[working['dieu_kien']].lower()}: {base} ngày làm việc một năm.",
        law(LABOUR_CODE, "113", "1", point),
    )
    seniority = working.rate("phep-nam.tham-nien")
    each, years = seniority.whole("moi_so_nam"), working["nam_tham_nien"]
    more = years // each * seniority.whole("them_ngay")
    working.tell(f"Thâm niên {years} năm, cứ đủ {each} năm thêm 1 ngày: thêm {more} ngày.", seniority)
    days, months = Fraction(base + more), working["thang_lam_trong_nam"]
    if months < 12:
        part = days / 12 * months
        sum_text = f"({base} + {more})" if more else str(base)
        working.tell(
            f"Làm {months} tháng trong năm: {sum_text} : 12 × {months} = {written(part)} ngày.",
            law(LABOUR_CODE, "113", "2"),
            law(DECREE_145, "66", "1"),
        )
        month = working.rate("phep-nam.thang-tinh-tron")
        working.tell(
            "Tháng làm không đủ được tính một tháng nếu ngày làm và ngày nghỉ có lương từ 50% số ngày làm việc "
            "bình thường.",
            month,
        )
        days = part
    if days.denominator != 1:
        working.leave_open("Nghị định không quy định làm tròn phần lẻ của ngày; xem nội quy, thỏa ước của công ty.")
    return working.result(
        Figure("so_ngay", "Số ngày nghỉ hằng năm", as_decimal(days, 2), Kind.DECIMAL, "ngày làm việc")
    )


def unused(working: Working) -> Result:
    """What days of leave not taken are paid when somebody leaves."""
    wage, normal, left = working["luong_hop_dong"], working["ngay_cong_chuan"], Fraction(working["ngay_chua_nghi"])
    amount = Fraction(wage, normal) * left
    working.rate("phep-nam.ngay")
    working.tell(
        "Thôi việc, mất việc mà chưa nghỉ hết phép thì được trả tiền lương cho những ngày chưa nghỉ.",
        law(LABOUR_CODE, "113", "3"),
    )
    working.tell(
        f"Theo lương hợp đồng của tháng trước liền kề: {dong(wage)} : {normal} × {written(left)} = {dong(amount)}.",
        law(DECREE_145, "67", "3"),
    )
    return working.result(Figure("tien", "Tiền phép chưa nghỉ", working.rounded(amount)))


CALCULATORS = (
    Calculator(
        "phep-nam",
        PART,
        "Số ngày nghỉ hằng năm",
        "Kể cả ngày thêm theo thâm niên và khi làm chưa đủ năm.",
        "ngay",
        (
            choice("dieu_kien", "Điều kiện làm việc", CONDITIONS),
            whole("thang_lam_trong_nam", "Số tháng làm việc trong năm", 1, 12),
            whole("nam_tham_nien", "Số năm đã làm cho công ty", 0, 60, "Chỉ tính năm đủ."),
            day("ngay", "Một ngày của năm cần tính"),
        ),
        annual_leave,
        ("nghi.phep-nam", "nghi.phep-chua-du-nam", "nghi.phep-thoi-gian-tinh"),
    ),
    Calculator(
        "tien-phep",
        PART,
        "Tiền phép chưa nghỉ khi thôi việc",
        "Số ngày phép chưa nghỉ được trả bao nhiêu tiền.",
        "ngay",
        (
            Field("ngay_chua_nghi", "Số ngày phép chưa nghỉ", Kind.DECIMAL, "", 0, 100),
            money("luong_hop_dong", "Tiền lương theo hợp đồng của tháng trước tháng nghỉ việc"),
            whole("ngay_cong_chuan", "Số ngày làm việc bình thường của tháng đó", 1, 31),
            day("ngay", "Ngày nghỉ việc"),
        ),
        unused,
        ("nghi.phep-tra-tien",),
    ),
)
