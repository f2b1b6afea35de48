"""What is said of the figures of an article, and where nothing is said."""

from datetime import date
from decimal import Decimal

import pytest

from ketdoan.reports.articles.checking import check_article
from ketdoan.reports.articles.domain import domain
from ketdoan.reports.rules.catalogue import catalogue
from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED, WARN
from ketdoan.reports.rules.figures import Figure

IN_FORCE = date(2020, 5, 1)


def says(text, register=None):
    article = check_article(text, register, IN_FORCE)
    return {(one.check, one.verdict) for one in article.findings}


def flags(text):
    return {(check, verdict) for check, verdict in says(text) if verdict != OK}


def finding(text, check):
    (found,) = [one for one in check_article(text, None, IN_FORCE).findings if one.check == check]
    return found


MOVES = "Trong nhiệm kỳ kết nạp 300 đoàn viên, chuyển đến 120 người, chuyển đi 80 người, giảm khác 40 người."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Có 30 đơn vị, gồm 7 đơn vị lớn và 23 đơn vị nhỏ.", ("parts", OK)),
        ("Có 30 đơn vị, gồm 7 đơn vị lớn và 22 đơn vị nhỏ.", ("parts", FAIL)),
        ("Có 30 đơn vị (bao gồm: 7 đơn vị lớn, 5 đơn vị vừa, 20 đơn vị nhỏ).", ("parts", FAIL)),
        ("Thu 12,5 tỷ đồng, trong đó kinh phí 10,2 tỷ đồng, đoàn phí 2,3 tỷ đồng.", ("parts", OK)),
        ("Thu 1,33 tỷ đồng gồm 900 triệu đồng kinh phí và 428 triệu đồng đoàn phí.", ("parts", OK)),
        ("Kiểm tra 90 cuộc. Trong đó, cấp tỉnh 15 cuộc, cấp cơ sở 75 cuộc.", ("parts", OK)),
        ("Kiểm tra 951 cuộc, trong đó tài chính 428 cuộc, điều lệ 532 cuộc.", ("parts", WARN)),
        ("Xã có 640 đoàn viên, trong đó nữ 410 người.", ("subset", OK)),
        ("Xã có 640 đoàn viên, trong đó nữ 710 người.", ("subset", FAIL)),
        ("Đã có 45/50 đơn vị mở hội nghị, đạt 90%.", ("fraction", OK)),
        ("Đã có 45/52 đơn vị mở hội nghị (đạt 86,5%).", ("fraction", OK)),
        ("Đã có 45/52 đơn vị mở hội nghị, đạt 90%.", ("fraction", FAIL)),
        ("Đã có 39/44 đơn vị mở hội nghị, đạt 88%.", ("fraction", WARN)),
        ("Đã có 3/7 đơn vị mở hội nghị, đạt 42,85%.", ("fraction", OK)),
        ("Đã có 45 trên tổng số 52 đơn vị mở hội nghị, chiếm 95%.", ("fraction", FAIL)),
        ("Quản lý 1.500 đoàn viên/1.650 lao động, đạt tỷ lệ 90,9%.", ("fraction", OK)),
        ("Quản lý 1.500 đoàn viên/1.650 lao động, đạt tỷ lệ 95%.", ("fraction", FAIL)),
        ("Kết nạp 1.500 đoàn viên, đạt 150% kế hoạch (1.000 đoàn viên).", ("fraction", OK)),
        ("Kết nạp 1.500 đoàn viên, đạt 120% kế hoạch (1.000 đoàn viên).", ("fraction", FAIL)),
        ("Có 108% đoàn viên học nghị quyết.", ("above_all", FAIL)),
        ("Đoàn viên tăng từ 1.200 người lên 1.500 người, tăng 25%.", ("growth", OK)),
        ("Đoàn viên tăng từ 1.200 người lên 1.500 người, tăng 20%.", ("growth", FAIL)),
        ("Số vụ giảm từ 50 vụ xuống 40 vụ, giảm 20%.", ("growth", OK)),
        ("Mở 60 lớp, tăng 20% so với năm trước (50 lớp).", ("growth", OK)),
        ("Mở 60 lớp, tăng 12 lớp so với năm trước (50 lớp).", ("growth", FAIL)),
        ("Xảy ra 50 vụ (giảm 10 vụ tương ứng với 16,7%).", ("growth", OK)),
        ("Xảy ra 50 vụ (giảm 10 vụ tương ứng với 20%).", ("growth", FAIL)),
        ("Có 80 đơn vị đã ký kết thỏa ước.\nTỷ lệ chung: 76% doanh nghiệp đã ký kết thỏa ước.", ("base", UNDEFINED)),
        ("Có 250 đoàn viên nữ, chiếm tỷ lệ 41%.", ("base", UNDEFINED)),
        (f"{MOVES} So với đầu nhiệm kỳ tăng 300 đoàn viên.", ("movements", OK)),
        (f"{MOVES} So với đầu nhiệm kỳ tăng 330 đoàn viên.", ("movements", FAIL)),
        (f"Đầu kỳ có 1.000 đoàn viên. {MOVES} Cuối kỳ có 1.300 đoàn viên.", ("movements", OK)),
        (f"Đầu kỳ có 1.000 đoàn viên. {MOVES} Cuối kỳ có 1.380 đoàn viên.", ("movements", FAIL)),
        ("Có 200 chiến sĩ thi đua cơ sở và 1.000 lượt lao động tiên tiến.", ("award_cap", WARN)),
        ("Lao động tiên tiến: 1.000 người; chiến sĩ thi đua cơ sở: 200 người.", ("award_cap", WARN)),
        ("Chiến sĩ thi đua cơ sở 100 người, lao động tiên tiến 1.000 người.", ("award_cap", OK)),
        ("Có 120 chiến sĩ thi đua cơ sở và 1.000 lượt lao động tiên tiến.", ("award_cap", OK)),
        ("Phấn đấu 80% đạt lao động tiên tiến, 14% đạt chiến sĩ thi đua cơ sở.", ("award_cap", WARN)),
        ("Tỷ lệ tham gia trên 97% (chỉ tiêu 90%).", ("target", OK)),
        ("Tỷ lệ tham gia 87%, vượt chỉ tiêu 90%.", ("target", FAIL)),
        ("Chưa đạt: tỷ lệ tham gia 95% (chỉ tiêu 90%).", ("target", WARN)),
        ("Tỉnh có 1.923 đoàn viên.\nVới 1.293 đoàn viên, tỉnh dẫn đầu.", ("twice", WARN)),
        ("100% công đoàn cơ sở vững mạnh, không có đơn vị yếu.", ("complement", OK)),
        ("100% công đoàn cơ sở vững mạnh, còn 2 công đoàn cơ sở yếu.", ("complement", FAIL)),
        ("Nữ chiếm 56%, nam chiếm 46%.", ("complement", WARN)),
        ("Trao 40 suất quà, mỗi suất 500.000 đồng, tổng trị giá 20 triệu đồng.", ("product", OK)),
        ("Trao 40 suất quà, mỗi suất 500.000 đồng, tổng trị giá 25 triệu đồng.", ("product", WARN)),
        ("Trao 40 suất quà (500.000 đồng/suất), tổng kinh phí 2 triệu đồng.", ("product", WARN)),
        ("Trao 40 suất quà, mỗi suất 500.000 đồng và một túi quà, tổng trị giá 15 triệu đồng.", ("product", WARN)),
        ("Ban có từ 9 đến 7 người.", ("range", WARN)),
    ],
)
def test_a_relation_that_the_words_make_sure_is_judged(text, said):
    assert said in says(text)
    assert flags(text) <= {said}


@pytest.mark.parametrize(
    "text",
    [
        # Parts that need not be all, or not of this whole.
        "Xã có 640 đoàn viên, trong đó nữ 410 người, đảng viên 300 người.",
        "Kiểm tra 951 cuộc, trong đó tài chính 420 cuộc, điều lệ 502 cuộc.",
        "Có 30 đơn vị, gồm 7 đơn vị lớn và các đơn vị khác.",
        "Có 30 đơn vị, gồm 7 đơn vị lớn, một số nghiệp đoàn và 12 đơn vị nhỏ.",
        "Hội nghị có 120 đại biểu, bầu ban chấp hành gồm 9 đồng chí và ủy ban kiểm tra 3 đồng chí.",
        "Có 12 đơn vị, tăng 3 đơn vị, trong đó 5 đơn vị ngoài nhà nước.",
        "Thưởng bình quân 5 triệu đồng, trong đó cao nhất 60 triệu đồng.",
        "Trao 20 suất quà, trong đó có 30 triệu đồng của doanh nghiệp.",
        "Trên 600 đoàn viên, trong đó nữ 610 người.",
        "Khoảng 600 đoàn viên, trong đó nữ 640 người.",
        "Thu 1,3 tỷ đồng gồm 900 triệu đồng kinh phí và 428 triệu đồng đoàn phí.",
        # Percentages of a plan, of another base, or with it.
        "Kết nạp 1.250/1.200 đoàn viên, đạt 104,2% kế hoạch.",
        "Kết nạp 45/52 đoàn viên, đạt 110% kế hoạch quý.",
        "Kết nạp đoàn viên đạt 120% kế hoạch.",
        "Phát triển thêm 120% đoàn viên so với kế hoạch.",
        "Có 80 đơn vị đã ký kết thỏa ước.\nPhấn đấu 76% doanh nghiệp ký kết thỏa ước.",
        "Có 80/105 đơn vị đã ký kết thỏa ước.\nTỷ lệ chung: 76% doanh nghiệp đã ký kết thỏa ước.",
        "Xã có 610 đoàn viên. Có 250 đoàn viên nữ, chiếm tỷ lệ 41%.",
        "Đã có 250 đoàn viên dự, đạt tỷ lệ 100%.",
        "Mở 60 lớp, tăng 20% so với năm trước.",
        # Movements of which some may be missing, or whose increase is not that of the stock.
        "Kết nạp 300 đoàn viên, chuyển đi 80 người. So với đầu kỳ tăng 500 đoàn viên.",
        "Kết nạp 300 đoàn viên (tăng 50 người so với cùng kỳ), chuyển đi 80 người, giảm khác 40 người.",
        "Xã A kết nạp 300 đoàn viên, chuyển đi 80 người; xã B kết nạp 20 người. So với đầu kỳ tăng 9 đoàn viên.",
        f"{MOVES} So với đầu nhiệm kỳ tăng hơn 250 đoàn viên.",
        # Awards that are only aimed at, of others, or of teams.
        "Có 200 người đăng ký chiến sĩ thi đua cơ sở và 1.000 lượt lao động tiên tiến.",
        "Có 200 chiến sĩ thi đua cơ sở và 400 tập thể lao động tiên tiến.",
        "Có 20 chiến sĩ thi đua cấp tỉnh và 100 lao động tiên tiến.",
        # The rest.
        "Tỷ lệ tham gia 85% (chỉ tiêu 90%).",
        "Tỷ lệ tham gia 98%, vượt chỉ tiêu 3%.",
        "Xã A có 12.000 đoàn viên.\nXã B có 21.000 đoàn viên.",
        "100% công đoàn cơ sở vững mạnh, hỗ trợ 5 đoàn viên sức khỏe yếu.",
        "Nữ chiếm 55,5%, nam chiếm 44,6%.",
        "Trao 40 suất quà, mỗi suất 500.000 đồng và một túi quà, tổng trị giá 25 triệu đồng.",
        "Trao 40 suất quà, mỗi suất 500.000 đồng, nâng tổng số tiền lên 90 triệu đồng.",
        "Trao hơn 40 suất quà, mỗi suất 500.000 đồng, tổng trị giá 21 triệu đồng.",
    ],
)
def test_nothing_is_said_where_the_words_do_not_make_it_sure(text):
    assert flags(text) == set()


def test_movements_that_do_not_balance_are_told_with_all_that_would_mend_them():
    found = finding(f"{MOVES} So với đầu nhiệm kỳ tăng 330 đoàn viên.", "movements")
    assert found.sentence == "300 + 120 − 80 − 40 = 300, không khớp với 330 người."
    mended = {(one.figure.text if one.figure else None, int(one.to)) for one in found.repairs}
    assert mended >= {("300", 330), ("120", 150), ("80", 50), ("40", 10), ("330", 300), (None, 30)}


def test_a_mistyped_part_is_the_likeliest_repair():
    found = finding("Có 58 đơn vị, gồm 21 đơn vị lớn và 73 đơn vị nhỏ.", "parts")
    assert (found.repairs[0].cause, found.repairs[0].figure.text, found.repairs[0].to) == ("swapped", "73", Decimal(37))


def test_a_cap_that_nobody_has_read_says_so_and_holds_only_in_its_time():
    text = "Có 200 chiến sĩ thi đua cơ sở và 1.000 lượt lao động tiên tiến."
    assert "chưa được đối chiếu" in finding(text, "award_cap").note
    assert flags(f"Ngày 05/6/2024. {text}") == set()
    assert flags(f"Ngày 05/6/2022. {text}") == {("award_cap", WARN)}
    assert check_article(text, None, date(2016, 1, 1)).findings == []


REGISTER = {"DV.CUOI_KY": Figure(Decimal(4_120)), "TC.CDCS": Figure(Decimal(57)), "TC.TRUC_THUOC": Figure()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tính đến ngày 30/11/2024, huyện có 57 công đoàn cơ sở với 4.120 đoàn viên.", {("register", OK)}),
        (
            "Tính đến ngày 30/11/2024, huyện có 57 công đoàn cơ sở với 4.210 đoàn viên.",
            {("register", OK), ("register", WARN)},
        ),
        ("Tính đến ngày 30/11/2024, huyện quản lý hơn 4.000 đoàn viên.", set()),
        ("Tính đến ngày 30/11/2024, huyện quản lý hơn 4.500 đoàn viên.", {("register", WARN)}),
        ("Tính đến ngày 30/11/2024, huyện có 9 công đoàn trực thuộc.", set()),
        ("Tính đến ngày 30/11/2024, đã trao quà cho 300 đoàn viên.", set()),
        ("Tính đến ngày 30/11/2024, huyện có 300 đoàn viên ưu tú.", set()),
        ("Huyện có 4.000 đoàn viên.", set()),
    ],
)
def test_stocks_on_a_day_are_compared_with_the_register_that_is_handed_in(text, said):
    assert says(text, REGISTER) == said


def test_figures_of_findings_are_those_of_the_text():
    text = "Ủỷ ban\u0301: có 30 đơn vị, gồm 7 đơn vị lớn và 22 đơn vị nhỏ."
    found = finding(text, "parts")
    assert [text[one.start : one.end] for one in found.figures] == ["30", "7", "22"]


def test_what_the_checks_know_names_elements_of_the_catalogue():
    known = catalogue().elements
    named = {*domain().movement_of.values(), *domain().awards, *domain().stock_of.values()}
    named |= {deed.ratio for deed in domain().deeds}
    assert named <= set(known)
