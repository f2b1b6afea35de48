"""Ending a contract: how long before it has to be announced, what is owed where it is ended against the law; trial."""

from fractions import Fraction

from .counting import NOT_THE_FIRST, WEEKS, days_after, nth_working_day, working_days_after
from .shape import Calculator, Figure, Kind, Result, Working, choice, day, money, perhaps, whole
from .sources import DECREE_145, LABOUR_CODE, law
from .writing import dong, percent, written

PART = "Hợp đồng, nghỉ việc"
WORKER, EMPLOYER = "nguoi-lao-dong", "nguoi-su-dung-lao-dong"
WHO = {WORKER: "Người lao động", EMPLOYER: "Người sử dụng lao động"}
OPEN_ENDED, LONG, SHORT = "khong-xac-dinh", "12-den-36", "duoi-12"
CONTRACTS = {
    OPEN_ENDED: "Không xác định thời hạn",
    LONG: "Xác định thời hạn từ 12 đến 36 tháng",
    SHORT: "Xác định thời hạn dưới 12 tháng",
}
TERMS = {OPEN_ENDED: "khong_xac_dinh_thoi_han", LONG: "12_den_36_thang", SHORT: "duoi_12_thang"}
POINTS = {OPEN_ENDED: "a", LONG: "b", SHORT: "c"}
NO_REASON, ILL = "khong", "om-lau"
#: Reasons for which nothing has to be announced: who may have them, and where they stand.
AT_ONCE = {
    "khong-dung-viec": (WORKER, "không được bố trí đúng việc, nơi làm, điều kiện", ("35", "2", "a")),
    "cham-luong": (WORKER, "không được trả đủ lương hoặc trả không đúng hạn", ("35", "2", "b")),
    "nguoc-dai": (WORKER, "bị ngược đãi, nhục mạ, cưỡng bức lao động", ("35", "2", "c")),
    "quay-roi": (WORKER, "bị quấy rối tình dục tại nơi làm việc", ("35", "2", "d")),
    "mang-thai": (WORKER, "mang thai phải nghỉ theo xác nhận của cơ sở y tế", ("35", "2", "đ")),
    "tuoi-huu": (WORKER, "đủ tuổi nghỉ hưu", ("35", "2", "e")),
    "thong-tin-sai": (WORKER, "được cung cấp thông tin không trung thực", ("35", "2", "g")),
    "khong-tro-lai": (EMPLOYER, "người lao động không trở lại sau khi tạm hoãn hợp đồng", ("36", "3", "")),
    "bo-viec": (EMPLOYER, "người lao động tự ý bỏ việc từ 05 ngày làm việc liên tục", ("36", "3", "")),
}
REASONS = {
    NO_REASON: "Lý do khác, hoặc không nêu lý do",
    ILL: "Công ty cho nghỉ: người lao động ốm đau, tai nạn điều trị quá lâu",
    **{
        code: f"{'Người lao động' if who == WORKER else 'Công ty cho nghỉ'}: {words}"
        for code, (who, words, _) in AT_ONCE.items()
    },
}
SPECIAL = law(DECREE_145, "7", "1")


def notice(working: Working) -> Result:
    """How long before the end of a contract it has to be announced."""
    reason, who = working["ly_do"], working["ai"]
    if (reason in AT_ONCE and AT_ONCE[reason][0] != who) or (reason == ILL and who != EMPLOYER):
        working.refuse("ly_do", f"Lý do này không phải của bên đã chọn ({WHO[who].lower()}).")
    term = working.rate(f"bao-truoc.{who}")
    article = term.source.citation.article
    if reason in AT_ONCE:
        _, words, place = AT_ONCE[reason]
        working.tell(f"{WHO[who]} chấm dứt vì {words}: không phải báo trước.", law(LABOUR_CODE, *place))
        return _ends(working, 0, "ngày")
    if who == EMPLOYER:
        working.tell(
            "Người sử dụng lao động chỉ được đơn phương chấm dứt khi có một trong các lý do luật nêu.",
            law(LABOUR_CODE, "36", "1"),
        )
    if reason == ILL:
        short = term.value["duoi_12_thang"]["so"]
        working.tell(
            f"Người lao động điều trị quá lâu: báo trước ít nhất {short} ngày làm việc với mọi loại hợp đồng.",
            law(LABOUR_CODE, "36", "2", "c"),
        )
        return _ends(working, short, "ngày làm việc")
    if working["nghe"]:
        return _ends(working, _special(working), "ngày")
    told = term.value[TERMS[working["hop_dong"]]]
    working.tell(
        f"Hợp đồng {CONTRACTS[working['hop_dong']].lower()}: báo trước ít nhất {told['so']} {told['don_vi']}.",
        law(LABOUR_CODE, article, "1" if who == WORKER else "2", POINTS[working["hop_dong"]]),
    )
    return _ends(working, told["so"], told["don_vi"])


def _special(working: Working) -> int:
    rate = working.rate("bao-truoc.nghe-dac-thu")
    if working["hop_dong"] != SHORT:
        days = int(rate.value["tu_12_thang_tro_len"]["so"])
        working.tell(
            f"Ngành, nghề, công việc đặc thù, hợp đồng từ 12 tháng trở lên: báo trước ít nhất {days} ngày.",
            SPECIAL,
            law(DECREE_145, "7", "2", "a"),
        )
        return days
    if not working["ngay_hop_dong"]:
        working.refuse("ngay_hop_dong", "Nghề đặc thù, hợp đồng dưới 12 tháng: cần biết hợp đồng dài bao nhiêu ngày.")
    quarter = Fraction(rate.value["duoi_12_thang"]["so"]) * working["ngay_hop_dong"]
    days = -(-quarter.numerator // quarter.denominator)
    working.tell(
        f"Nghề đặc thù, hợp đồng dưới 12 tháng: ít nhất một phần tư thời hạn, {working['ngay_hop_dong']} : 4 = "
        f"{written(quarter)} ngày.",
        SPECIAL,
        law(DECREE_145, "7", "2", "b"),
    )
    if quarter.denominator != 1:
        working.leave_open(f"Luật không quy định cách làm tròn; vì là “ít nhất” nên lấy {days} ngày.")
    return days


def _ends(working: Working, days: int, unit: str) -> Result:
    count = Figure("so_ngay" if unit == "ngày" else "so_ngay_lam_viec", "Báo trước ít nhất", days, Kind.WHOLE, unit)
    if not days:
        return working.result(count)
    told = working["ngay_bao"]
    if unit == "ngày":
        last = days_after(told, days)
        working.tell(
            f"Không tính ngày báo {told:%d/%m/%Y}; ngày thứ {days} là {last:%d/%m/%Y}, hết thời hạn báo trước.",
            NOT_THE_FIRST,
        )
    else:
        last = working_days_after(working, "ngay_bao", days, working["tuan_lam"])
        working.tell(
            f"Không tính ngày báo {told:%d/%m/%Y}; đếm {days} ngày làm việc ({WEEKS[working['tuan_lam']]}, trừ lễ, "
            "tết) "
            f"thì hết thời hạn báo trước ngày {last:%d/%m/%Y}.",
            NOT_THE_FIRST,
        )
        working.leave_open(
            "Luật không nói ngày làm việc theo lịch nào; ở đây lấy ngày nghỉ lễ, tết và ngày nghỉ hoán đổi của cơ quan "
            "nhà nước. Công ty có lịch khác thì đếm theo lịch đó."
        )
    return working.result(count, Figure("het_han_bao_truoc", "Hết thời hạn báo trước", last, Kind.DAY))


BACK, AWAY, UNWANTED = "tro-lai", "khong-muon", "cong-ty-khong-nhan"
AFTERWARDS = {
    BACK: "Người lao động trở lại làm việc",
    AWAY: "Người lao động không muốn làm tiếp",
    UNWANTED: "Công ty không muốn nhận lại, người lao động đồng ý",
}


def against_the_law(working: Working) -> Result:
    """What is owed by who ended a contract against the law."""
    wage, days = working["luong_thang"], working["ngay_khong_bao_truoc"]
    missing = Fraction(wage, working["ngay_cong_chuan"]) * days
    worker = working["ai"] == WORKER
    rate = working.rate("boi-thuong.nld-cham-dut-trai-luat" if worker else "boi-thuong.nsdld-cham-dut-trai-luat")
    months = rate.number("thang_luong" if worker else "thang_luong_toi_thieu")
    total = wage * months
    working.tell(
        f"{'' if worker else 'Ít nhất '}{written(months)} tháng lương: {written(months)} × {dong(wage)} = "
        f"{dong(total)}.",
        rate,
    )
    if days:
        working.tell(
            f"Lương của những ngày không báo trước: {dong(wage)} : {working['ngay_cong_chuan']} × {days} = "
            f"{dong(missing)}.",
            rate,
        )
        working.leave_open(
            "Luật không nói chia lương tháng cho bao nhiêu ngày; ở đây chia cho số ngày làm việc bình thường trong "
            "tháng."
        )
    if not worker:
        total += _for_the_time(working, wage)
    amount = working.rounded(total + missing)
    label = "Người lao động phải trả công ty" if worker else "Công ty phải trả ít nhất"
    return working.result(Figure("tong", label, amount))


def _for_the_time(working: Working, wage: int) -> Fraction:
    """What an employer owes beyond the months and days."""
    rate = working.rate("boi-thuong.nsdld-cham-dut-trai-luat")
    more = Fraction(wage * working["thang_nghi"])
    if working["thang_nghi"]:
        working.tell(
            f"Lương của {working['thang_nghi']} tháng không được làm việc: {dong(more)}; công ty còn phải đóng "
            "bảo hiểm cho thời gian này.",
            law(LABOUR_CODE, "41", "1"),
        )
    if working["sau_do"] == UNWANTED:
        extra = rate.number("them_khi_khong_nhan_lai")
        more += extra * wage
        working.tell(
            f"Bồi thường thêm ít nhất {written(extra)} tháng lương: {dong(extra * wage)}.", law(LABOUR_CODE, "41", "3")
        )
    if working["sau_do"] != BACK:
        clause = "3" if working["sau_do"] == UNWANTED else "2"
        working.tell("Ngoài ra còn trợ cấp thôi việc, tính riêng.", law(LABOUR_CODE, "41", clause))
    return more


MANAGER, COLLEGE, SKILLED, OTHER = "quan-ly", "cao-dang", "trung-cap", "khac"
JOBS_ON_TRIAL = {
    OTHER: "Công việc khác (lao động phổ thông)",
    SKILLED: "Cần trình độ trung cấp, công nhân kỹ thuật, nhân viên nghiệp vụ",
    COLLEGE: "Cần trình độ từ cao đẳng trở lên",
    MANAGER: "Người quản lý doanh nghiệp",
}
LONGEST_TRIAL = {
    MANAGER: ("quan_ly_doanh_nghiep_ngay", "1"),
    COLLEGE: ("cao_dang_tro_len_ngay", "2"),
    SKILLED: ("trung_cap_ngay", "3"),
    OTHER: ("khac_ngay_lam_viec", "4"),
}


def trial(working: Working) -> Result:
    """How long a trial may last, and what it has to be paid at least."""
    longest, least = working.rate("thu-viec.toi-da"), working.rate("thu-viec.luong-toi-thieu")
    name, clause = LONGEST_TRIAL[working["viec"]]
    days = longest.whole(name)
    unit = "ngày làm việc" if working["viec"] == OTHER else "ngày"
    working.tell(f"{JOBS_ON_TRIAL[working['viec']]}: thử việc không quá {days} {unit}.", law(LABOUR_CODE, "25", clause))
    wage = working.rounded(least.number() * working["luong"])
    working.tell(f"Lương thử việc ít nhất {percent(least.number())} × {dong(working['luong'])} = {dong(wage)}.", least)
    if working["viec"] == OTHER:
        last = nth_working_day(working, "ngay_bat_dau", days, working["tuan_lam"])
    else:
        last = days_after(working["ngay_bat_dau"], days - 1)
    working.leave_open(
        f"Luật không nói rõ có tính ngày đầu tiên hay không; ở đây tính cả ngày đầu, nên muộn nhất hết {last:%d/%m/%Y}."
    )
    return working.result(
        Figure("so_ngay", "Thử việc nhiều nhất", days, Kind.WHOLE, unit),
        Figure("het_thu_viec", "Hết thử việc chậm nhất", last, Kind.DAY),
        Figure("luong_it_nhat", "Lương thử việc mỗi tháng ít nhất", wage),
    )


WEEK = choice("tuan_lam", "Tuần làm việc", {code: f"{words[0].upper()}{words[1:]}" for code, words in WEEKS.items()})
CALCULATORS = (
    Calculator(
        "bao-truoc",
        PART,
        "Thời hạn báo trước khi chấm dứt hợp đồng lao động",
        "Phải báo trước bao nhiêu ngày và đến ngày nào thì được nghỉ.",
        "ngay_bao",
        (
            choice("ai", "Ai chấm dứt hợp đồng", WHO),
            choice("hop_dong", "Loại hợp đồng", CONTRACTS),
            choice("ly_do", "Lý do", REASONS),
            choice(
                "nghe",
                "Ngành, nghề",
                {
                    "": "Bình thường",
                    "dac-thu": "Đặc thù: tổ bay, kỹ thuật hàng không, quản lý doanh nghiệp, thuyền viên",
                },
            ),
            perhaps(
                "ngay_hop_dong",
                "Thời hạn hợp đồng, tính bằng ngày",
                365,
                "Chỉ cần cho nghề đặc thù có hợp đồng dưới 12 tháng.",
            ),
            day("ngay_bao", "Ngày báo"),
            WEEK,
        ),
        notice,
        ("cham-dut.bao-truoc", "cham-dut.cong-ty-bao-truoc", "cham-dut.nghe-dac-thu", "cham-dut.khong-bao-truoc"),
    ),
    Calculator(
        "cham-dut-trai-luat",
        PART,
        "Tiền phải trả khi chấm dứt hợp đồng trái luật",
        "Người lao động nghỉ ngang hoặc công ty cho nghỉ trái luật thì phải trả bên kia bao nhiêu.",
        "ngay",
        (
            choice("ai", "Ai chấm dứt trái luật", WHO),
            money("luong_thang", "Tiền lương tháng theo hợp đồng"),
            perhaps("ngay_khong_bao_truoc", "Số ngày không báo trước", 180, "Chỉ tính những ngày phải làm việc."),
            whole("ngay_cong_chuan", "Số ngày làm việc bình thường trong tháng", 1, 31),
            perhaps("thang_nghi", "Số tháng không được làm việc", 120, "Chỉ khi công ty chấm dứt trái luật."),
            choice("sau_do", "Sau đó", AFTERWARDS, "Chỉ khi công ty chấm dứt trái luật."),
            day("ngay", "Ngày chấm dứt"),
        ),
        against_the_law,
        ("cham-dut.trai-luat", "cham-dut.nghi-ngang"),
    ),
    Calculator(
        "thu-viec",
        PART,
        "Thời gian và tiền lương thử việc",
        "Thử việc dài nhất bao lâu, lương thử việc thấp nhất bao nhiêu.",
        "ngay_bat_dau",
        (
            choice("viec", "Công việc", JOBS_ON_TRIAL),
            money("luong", "Mức lương của công việc đó, một tháng"),
            day("ngay_bat_dau", "Ngày bắt đầu thử việc"),
            WEEK,
        ),
        trial,
        ("thu-viec.thoi-gian", "thu-viec.luong"),
    ),
)
