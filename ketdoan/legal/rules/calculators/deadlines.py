"""Deadlines that the law sets: by days, working days, months, or the end of the next month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .counting import (
    BY_MONTHS,
    NEXT_WORKING_DAY,
    NOT_THE_FIRST,
    days_after,
    end_of_month,
    is_working,
    months_after,
    next_working,
    weekday,
    working_days_after,
)
from .shape import Calculator, Figure, Kind, Result, Working, choice, day
from .sources import INSURANCE, LABOUR_CODE, Rate, Source, law

PART = "Thời hạn"


class By(StrEnum):
    """What a term is counted in."""

    DAYS = "ngày"
    WORKING_DAYS = "ngày làm việc"
    MONTHS = "tháng"
    NEXT_MONTH = "ngày cuối tháng sau"


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline: of what, since which event, the figure of law that says how long and its name there."""

    what: str
    since: str
    key: str
    name: str
    by: By
    place: Source | None = None


def _disputes(key: str, article: str, whose: str) -> dict[str, Term]:
    since = "ngày phát hiện hành vi vi phạm"
    asked = (
        ("hoa-giai", "hòa giải viên lao động", "hoa_giai_thang"),
        ("trong-tai", "Hội đồng trọng tài lao động", "trong_tai_thang"),
        ("toa-an", "Tòa án", "toa_an_thang"),
    )
    return {
        f"{code}{'-tap-the' if whose == 'tập thể về quyền' else ''}": Term(
            f"Yêu cầu {who} giải quyết tranh chấp lao động {whose}",
            since,
            key,
            name,
            By.MONTHS,
            law(LABOUR_CODE, article, str(clause)),
        )
        for clause, (code, who, name) in enumerate(asked, 1)
    }


TERMS: Mapping[str, Term] = {
    **_disputes("thoi-hieu.ca-nhan", "190", "cá nhân"),
    **_disputes("thoi-hieu.tap-the-ve-quyen", "194", "tập thể về quyền"),
    "hoa-giai-xong": Term(
        "Hòa giải viên lao động kết thúc việc hòa giải",
        "ngày nhận được yêu cầu",
        "hoa-giai.ngay-lam-viec",
        "",
        By.WORKING_DAYS,
    ),
    "khieu-nai": Term(
        "Khiếu nại lần đầu về lao động", "ngày biết được quyết định, hành vi", "khieu-nai.lan-dau-ngay", "", By.DAYS
    ),
    "ky-luat": Term(
        "Công ty xử lý kỷ luật lao động", "ngày xảy ra vi phạm", "ky-luat.thoi-hieu", "thuong_thang", By.MONTHS
    ),
    "ky-luat-tai-san": Term(
        "Công ty xử lý kỷ luật về tài chính, tài sản, bí mật",
        "ngày xảy ra vi phạm",
        "ky-luat.thoi-hieu",
        "tai_san_thang",
        By.MONTHS,
    ),
    "thanh-toan": Term(
        "Thanh toán khi chấm dứt hợp đồng",
        "ngày chấm dứt hợp đồng",
        "thanh-toan-khi-cham-dut",
        "ngay_lam_viec",
        By.WORKING_DAYS,
    ),
    "thanh-toan-keo-dai": Term(
        "Thanh toán khi công ty ngừng hoạt động, đổi cơ cấu, sáp nhập, thiên tai",
        "ngày chấm dứt hợp đồng",
        "thanh-toan-khi-cham-dut",
        "toi_da_ngay",
        By.DAYS,
    ),
    "that-nghiep": Term(
        "Nộp hồ sơ hưởng trợ cấp thất nghiệp",
        "ngày chấm dứt hợp đồng",
        "that-nghiep.dieu-kien",
        "han_nop_thang",
        By.MONTHS,
    ),
    "hoc-nghe": Term(
        "Nộp hồ sơ hỗ trợ đào tạo nghề khi thất nghiệp",
        "ngày chấm dứt hợp đồng",
        "that-nghiep.hoc-nghe",
        "han_nop_thang",
        By.MONTHS,
        None,
    ),
    "om-dau": Term("Nộp hồ sơ ốm đau cho công ty", "ngày trở lại làm việc", "om-dau.han-nop-ho-so-ngay", "", By.DAYS),
    "thai-san": Term(
        "Nộp hồ sơ thai sản cho công ty", "ngày hết thời gian nghỉ thai sản", "thai-san.han-nop-ho-so-ngay", "", By.DAYS
    ),
    "cha-nghi": Term(
        "Chồng bắt đầu nghỉ khi vợ sinh",
        "ngày vợ sinh",
        "thai-san.cha-ngay-lam-viec",
        "han_bat_dau_ngay",
        By.DAYS,
        law(INSURANCE, "53", "3"),
    ),
    "tai-nan": Term(
        "Công ty trả bồi thường, trợ cấp tai nạn lao động",
        "ngày có kết luận giám định",
        "tai-nan.tra-ngay",
        "",
        By.DAYS,
    ),
    "dang-ky-bhxh": Term(
        "Công ty đăng ký bảo hiểm xã hội", "ngày thuộc diện tham gia", "bhxh.dang-ky", "han_ngay", By.DAYS
    ),
    "dong-bhxh": Term(
        "Công ty đóng bảo hiểm xã hội của một tháng", "một ngày của tháng đó", "dong.han", "", By.NEXT_MONTH
    ),
    "kinh-phi": Term(
        "Công ty đóng kinh phí công đoàn của một tháng",
        "một ngày của tháng đó",
        "cong-doan.kinh-phi-han",
        "",
        By.NEXT_MONTH,
    ),
    "nuoc-ngoai": Term(
        "Thanh lý hợp đồng đưa đi làm việc ở nước ngoài",
        "ngày chấm dứt hợp đồng lao động",
        "nuoc-ngoai.thanh-ly-ngay",
        "",
        By.DAYS,
    ),
}


def deadline(working: Working) -> Result:
    """The last day of a term."""
    term = TERMS[working["viec"]]
    rate = working.rate(term.key)
    last = _last(working, term, rate)
    figures = [Figure("ngay_cuoi", "Ngày cuối cùng", last, Kind.DAY)]
    if term.by is not By.WORKING_DAYS and not is_working(last):
        moved = next_working(last)
        working.tell(
            f"{last:%d/%m/%Y} là {weekday(last)}, ngày nghỉ: thời hạn kết thúc vào ngày làm việc tiếp theo, "
            f"{moved:%d/%m/%Y}. Để chắc chắn, hãy làm trước ngày {last:%d/%m/%Y}.",
            NEXT_WORKING_DAY,
        )
        figures.append(Figure("ket_thuc", "Vì là ngày nghỉ nên hạn kéo đến", moved, Kind.DAY))
    if working["viec"] == "dang-ky-bhxh":
        figures.append(Figure("tron_dong_tu", "Bị coi là trốn đóng từ ngày", _evading(working, rate, last), Kind.DAY))
    if term.key.startswith("thoi-hieu"):
        working.tell(
            "Có sự kiện bất khả kháng, trở ngại khách quan thì thời gian đó không tính vào thời hiệu.",
            law(LABOUR_CODE, "190", "4"),
        )
    return working.result(*figures)


def _last(working: Working, term: Term, rate: Rate) -> date:
    begun, source = working["ngay"], term.place or rate.source
    if term.by is By.NEXT_MONTH:
        last = end_of_month(months_after(begun.replace(day=1), rate.whole()))
        working.tell(f"{term.what}: chậm nhất ngày cuối cùng của tháng tiếp theo, {last:%d/%m/%Y}.", source)
        return last
    length = rate.whole(term.name)
    working.tell(f"{term.what}: {length} {term.by} từ {term.since}.", source)
    if term.by is By.MONTHS:
        last, how = months_after(begun, length), BY_MONTHS
    elif term.by is By.DAYS:
        last, how = days_after(begun, length), NOT_THE_FIRST
    else:
        last, how = working_days_after(working, "ngay", length), NOT_THE_FIRST
    working.tell(f"Không tính ngày {begun:%d/%m/%Y}; hết {length} {term.by} vào {weekday(last)}, {last:%d/%m/%Y}.", how)
    return last


def _evading(working: Working, rate: Rate, last: date) -> date:
    more = rate.whole("tron_dong_sau_ngay")
    begins = days_after(last, more) + timedelta(days=1)
    working.tell(
        f"Sau {more} ngày nữa mà vẫn không đăng ký thì bị coi là trốn đóng, từ {begins:%d/%m/%Y}.",
        law(INSURANCE, "39", "1", "a"),
    )
    working.leave_open("Luật không nói ngày cuối là ngày nghỉ thì có kéo dài hay không; ở đây không kéo dài.")
    return begins


CALCULATORS = (
    Calculator(
        "han",
        PART,
        "Hạn chót và thời hiệu",
        "Khiếu nại, tranh chấp, kỷ luật, nộp hồ sơ: ngày cuối cùng là ngày nào.",
        "ngay",
        (
            choice("viec", "Việc", {code: term.what for code, term in TERMS.items()}),
            day(
                "ngay",
                "Tính từ ngày",
                "Ngày phát hiện vi phạm, chấm dứt hợp đồng, trở lại làm việc…, tùy việc.",
                required=True,
            ),
        ),
        deadline,
        (
            "tranh-chap.thoi-hieu",
            "khieu-nai.thu-tuc",
            "ky-luat.thoi-hieu",
            "cham-dut.thanh-toan",
            "that-nghiep.ho-so",
            "om-dau.giay-to",
            "thai-san.ho-so",
            "tranh-chap.hoa-giai",
        ),
    ),
)
