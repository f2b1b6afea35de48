"""Severance and job-loss allowance."""

from fractions import Fraction

from .counting import years_counted
from .shape import Calculator, Figure, Kind, Result, Working, choice, day, money, perhaps, whole
from .sources import DECREE_145, LABOUR_CODE, law
from .writing import dong, span, written

PART = "Hợp đồng, nghỉ việc"
LEAST_MONTHS = 12
DUE = "duoc"
#: Reasons for which severance is not paid, and where that stands.
NOT_DUE = {
    "huu": ("đủ điều kiện hưởng lương hưu", law(LABOUR_CODE, "46", "1")),
    "bo-viec": ("tự ý bỏ việc từ 05 ngày làm việc liên tục không có lý do chính đáng", law(LABOUR_CODE, "46", "1")),
    "sa-thai": ("bị sa thải", law(LABOUR_CODE, "46", "1")),
    "trai-luat": ("người lao động đơn phương chấm dứt trái luật", law(LABOUR_CODE, "40", "1")),
}
REASONS = {
    DUE: "Hết hạn, thỏa thuận, tự nghỉ có báo trước, công ty cho nghỉ theo Điều 36…",
    **{code: f"{words[0].upper()}{words[1:]}" for code, (words, _) in NOT_DUE.items()},
}


def severance(working: Working) -> Result:
    """What is paid to who leaves."""
    if working["ly_do"] in NOT_DUE:
        words, source = NOT_DUE[working["ly_do"]]
        working.tell(f"Trường hợp {words}: không có trợ cấp thôi việc.", source)
        return working.result(Figure("tien", "Trợ cấp thôi việc", 0))
    a_year = working.rate("tro-cap-thoi-viec.moi-nam")
    if not _long_enough(working, "46"):
        return working.result(Figure("tien", "Trợ cấp thôi việc", 0))
    years = _years(working, "46")
    amount = years * a_year.number() * working["luong_binh_quan_6_thang"]
    working.tell(
        f"Mỗi năm {written(a_year.number())} tháng lương: {written(years)} × {written(a_year.number())} × "
        f"{dong(working['luong_binh_quan_6_thang'])} = {dong(amount)}.",
        a_year,
        law(LABOUR_CODE, "46", "3"),
    )
    return working.result(
        Figure("tien", "Trợ cấp thôi việc", working.rounded(amount)),
        Figure("nam", "Thời gian tính trợ cấp", years, Kind.DECIMAL, "năm"),
    )


def job_loss(working: Working) -> Result:
    """What is paid to who loses the job for reasons of structure, technology, economy or reorganisation."""
    a_year = working.rate("tro-cap-mat-viec.moi-nam")
    if not _long_enough(working, "47"):
        return working.result(Figure("tien", "Trợ cấp mất việc làm", 0))
    years, wage = _years(working, "47"), working["luong_binh_quan_6_thang"]
    by_years = years * a_year.number("thang")
    least = a_year.number("toi_thieu_thang")
    working.tell(
        f"Mỗi năm {written(a_year.number('thang'))} tháng lương: {written(by_years)} × {dong(wage)} = "
        f"{dong(by_years * wage)}.",
        a_year,
        law(LABOUR_CODE, "47", "3"),
    )
    if by_years < least:
        working.tell(
            f"Thấp hơn mức ít nhất {written(least)} tháng lương nên được {dong(least * wage)}.",
            law(LABOUR_CODE, "47", "1"),
            law(DECREE_145, "8", "2"),
        )
    if not years:
        working.leave_open(
            "Thời gian tính trợ cấp bằng 0: nghị định nói “ít hơn 24 tháng” mà không loại trừ trường hợp này; ở đây "
            "vẫn "
            "tính mức ít nhất. Hãy hỏi cơ quan lao động khi công ty hiểu khác."
        )
    return working.result(
        Figure("tien", "Trợ cấp mất việc làm", working.rounded(max(by_years, least) * wage)),
        Figure("nam", "Thời gian tính trợ cấp", years, Kind.DECIMAL, "năm"),
    )


def _long_enough(working: Working, article: str) -> bool:
    months = working["lam_thuc_te_thang"]
    if months >= LEAST_MONTHS:
        return True
    working.tell(f"Làm việc {months} tháng, chưa đủ 12 tháng: không có trợ cấp.", law(LABOUR_CODE, article, "1"))
    return False


def _years(working: Working, article: str) -> Fraction:
    """The years that count: those worked without those insured or paid for already."""
    worked, insured, paid = (working[key] for key in ("lam_thuc_te_thang", "that_nghiep_thang", "da_tra_thang"))
    months = worked - insured - paid
    if months < 0:
        key = "that_nghiep_thang" if insured > worked else "da_tra_thang"
        working.refuse(key, f"Không thể nhiều hơn thời gian làm việc thực tế ({worked} tháng).")
    working.tell(
        f"Thời gian tính trợ cấp: {worked} − {insured}{f' − {paid}' if paid else ''} = {months} tháng"
        f"{f' ({span(months)})' if months >= LEAST_MONTHS else ''}.",
        law(LABOUR_CODE, article, "2"),
        law(DECREE_145, "8", "3"),
    )
    rounding = working.rate("tro-cap.lam-tron")
    years = years_counted(months, rounding.number("den_6_thang"), rounding.number("tren_6_thang"))
    if months % 12:
        working.tell(
            f"Tháng lẻ: {months % 12} tháng, "
            f"{'không quá 6 nên tính nửa năm' if months % 12 <= 6 else 'trên 6 nên tính một năm'}"
            f"; cộng lại {written(years)} năm.",
            rounding,
        )
    return years


FIELDS = (
    whole(
        "lam_thuc_te_thang",
        "Thời gian làm việc thực tế cho công ty, số tháng",
        0,
        720,
        "Kể cả thử việc, nghỉ ốm, nghỉ thai sản, nghỉ phép, ngừng việc không do lỗi mình.",
    ),
    perhaps("that_nghiep_thang", "Trong đó đã tham gia bảo hiểm thất nghiệp, số tháng", 720, "Xem sổ bảo hiểm xã hội."),
    perhaps("da_tra_thang", "Trong đó đã được trả trợ cấp thôi việc, mất việc, số tháng", 720),
    money(
        "luong_binh_quan_6_thang",
        "Tiền lương bình quân 6 tháng liền kề trước khi nghỉ",
        "Theo hợp đồng lao động, một tháng.",
    ),
)
CALCULATORS = (
    Calculator(
        "tro-cap-thoi-viec",
        PART,
        "Trợ cấp thôi việc",
        "Công ty phải trả bao nhiêu khi hợp đồng chấm dứt.",
        "ngay",
        (choice("ly_do", "Nghỉ việc vì", REASONS), *FIELDS, day("ngay", "Ngày chấm dứt hợp đồng")),
        severance,
        (
            "cham-dut.tro-cap-thoi-viec",
            "cham-dut.thoi-gian-tinh-tro-cap",
            "that-nghiep.va-tro-cap-thoi-viec",
            "cham-dut.het-han",
        ),
    ),
    Calculator(
        "tro-cap-mat-viec",
        PART,
        "Trợ cấp mất việc làm",
        "Bị mất việc vì thay đổi cơ cấu, công nghệ, lý do kinh tế, chia tách, sáp nhập, bán doanh nghiệp.",
        "ngay",
        (*FIELDS, day("ngay", "Ngày chấm dứt hợp đồng")),
        job_loss,
        ("cham-dut.tro-cap-mat-viec", "cham-dut.thoi-gian-tinh-tro-cap", "cham-dut.tai-co-cau"),
    ),
)
