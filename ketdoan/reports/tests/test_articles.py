"""Numbers in articles: which of them are figures, and how those are read."""

import json
import unicodedata
from decimal import Decimal
from io import StringIO
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import VietError, in_words
from ketdoan.reports.articles.checking import check_article
from ketdoan.reports.articles.model import CODE, DATE, DOCUMENT, FIGURE, KINDS, NAME, ORDINAL, PHONE, TERM, TIME
from ketdoan.reports.articles.numerals import spelled
from ketdoan.reports.articles.plain import LONGEST
from ketdoan.reports.articles.words import words
from ketdoan.reports.rules.catalogue import catalogue


def figures(text):
    return [(int(one.value), one.sign, one.unit) for one in check_article(text).figures]


def others(text):
    return [(one.kind, one.text) for one in check_article(text).mentions if one.kind != FIGURE]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Huyện có 1.008 đoàn viên.", (1_008, "=", "người")),
        ("Tổng quỹ lương là 1.234.567 đồng.", (1_234_567, "=", "đồng")),
        ("Ủng hộ 78.000.000đ cho quỹ.", (78_000_000, "=", "đồng")),
        ("Ủng hộ 77,8 triệu đồng.", (77_800_000, "=", "đồng")),
        ("Chi 1,2 tỷ cho nhà ở.", (1_200_000_000, "=", "đồng")),
        ("Chi 1 tỷ 250 triệu đồng.", (1_250_000_000, "=", "đồng")),
        ("Nguồn lực 3 nghìn tỷ đồng.", (3_000_000_000_000, "=", "đồng")),
        ("Thưởng 500k mỗi tổ.", (500_000, "=", "đồng")),
        ("Có 2,4 triệu lượt người dự.", (2_400_000, "=", "lượt")),
        ("Cả nước có 11 triệu đoàn viên.", (11_000_000, "=", "người")),
        ("Có 2,596 đoàn viên.", (2_596, "=", "người")),
        ("Có 12 500 đoàn viên.", (12_500, "=", "người")),
        ("Bầu 02 đồng chí.", (2, "=", "người")),
        ("Bầu 05 đ/c vào ban.", (5, "=", "người")),
        ("Thu nhập 9.500.000 đồng/người/tháng.", (9_500_000, "=", "đồng/người")),
        ("Mức quà 300.000 đồng/suất.", (300_000, "=", "đồng/suất")),
        ("Đạt 96 phần trăm.", (96, "=", "%")),
        ("Số đoàn viên là 4.120.", (4_120, "=", "người")),
        ("Chuyển đến: 57", (57, "=", "người")),
        ("Tổng số sáng kiến gửi dự thi là 63.", (63, "=", "sáng kiến")),
        ("Số tiền 300.000 được trao ngay.", (300_000, "=", "đồng")),
        ("Gửi 17 văn bản góp ý.", (17, "=", "văn bản")),
        ("Nối với 34 điểm cầu.", (34, "=", "điểm")),
        ("Trao 250 phần quà.", (250, "=", "suất")),
        ("Tặng 6 bằng khen.", (6, "=", "cái")),
        ("Xây 12 ngôi nhà.", (12, "=", "căn")),
        ("Biểu dương 9 tập thể.", (9, "=", "tập thể")),
        ("Tiếp nhận 31 đơn kiến nghị.", (31, "=", "hồ sơ")),
        ("Khen 20 cá nhân tiêu biểu.", (20, "=", "người")),
        ("Mở 3 lớp tập huấn.", (3, "=", "cuộc")),
        ("Có 45 công đoàn cơ sở.", (45, "=", "đơn vị")),
        ("Có 2000 lao động mất việc.", (2_000, "=", "người")),
        ("Trồng 40 chậu hoa.", (40, "=", "chậu")),
        ("Xây 2 “Mái ấm Công đoàn”.", (2, "=", "căn")),
    ],
)
def test_figures_are_read_with_their_unit(text, read):
    assert figures(text) == [read]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Có hơn 500 đoàn viên.", ">"), ("Có trên 500 đoàn viên.", ">"), ("Có gần 500 đoàn viên.", "<"),
        ("Có dưới 500 đoàn viên.", "<"), ("Có khoảng 500 đoàn viên.", "~"), ("Có ít nhất 500 đoàn viên.", ">="),
        ("Có không quá 500 đoàn viên.", "<="), ("Có 500 đoàn viên trở lên.", ">="), ("Có từ 500 đoàn viên.", ">="),
        ("Có từ 500 đoàn viên đang làm việc trở lên.", ">="), ("Có đúng 500 đoàn viên.", "="),
        ("Có >500 đoàn viên.", ">"),
        ("Nâng tổng số lên 500 đoàn viên.", "="), ("Tăng từ 500 đoàn viên lên mức mới.", "="),
        ("Từ 500 đoàn viên được giới thiệu, xã chọn ra người tiêu biểu.", "="),
    ],
)  # fmt: skip
def test_bounds_keep_their_sign(text, sign):
    assert figures(text) == [(500, sign, "người")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ban có từ 5 đến 7 người.", [(5, ">=", "người"), (7, "<=", "người")]),
        ("Hỗ trợ 15 - 20 triệu đồng/nhà.", [(15_000_000, ">=", "đồng/căn"), (20_000_000, "<=", "đồng/căn")]),
        ("Có 60% - 70% lao động nữ.", [(60, ">=", "%"), (70, "<=", "%")]),
        ("Đã có 40/52 công đoàn cơ sở.", [(40, "=", "đơn vị"), (52, "=", "đơn vị")]),
        ("Lần lượt có 10, 12 và 15 sáng kiến.", [(n, "=", "sáng kiến") for n in (10, 12, 15)]),
        ("Tăng từ 5 lên 7 triệu đồng.", [(5_000_000, "=", "đồng"), (7_000_000, "=", "đồng")]),
        ("Có 12 người (nữ 7, nam 5).", [(12, "=", "người"), (7, "=", "người"), (5, "=", "người")]),
        ("Khen 3 tập thể và 8 cá nhân.", [(3, "=", "tập thể"), (8, "=", "người")]),
    ],
)
def test_numbers_that_stand_together_share_what_they_count(text, read):
    assert figures(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ba mươi hai đoàn viên được khen.", [(32, "=", "người")]),
        ("Đã tổ chức hai cuộc đối thoại.", [(2, "=", "cuộc")]),
        ("Một trăm linh năm suất quà.", [(105, "=", "suất")]),
        ("Năm đoàn viên được giúp đỡ.", [(5, "=", "người")]),
        ("Ban gồm năm đồng chí.", [(5, "=", "người")]),
        ("Trong năm đoàn viên đã thi đua.", []),
        ("Hằng năm công đoàn tổ chức hội thi.", []),
        ("Mỗi năm một cuộc.", []),
        ("Một đoàn viên kể lại.", []),
        ("Hàng nghìn công nhân về quê.", []),
        ("Hai bên cùng ký.", []),
    ],
)
def test_numbers_in_words_are_figures_where_something_is_counted(text, read):
    assert figures(text) == read


@given(st.integers(2, 99_999))
def test_numbers_in_words_are_read_as_they_are_said(number):
    assert spelled(in_words(number).split()) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Họp ngày 05/11/2024 tại xã.", DATE), ("Sáng 9-10, xã khai mạc.", DATE),
        ("Mừng Quốc tế Phụ nữ 8.3 tại xã.", DATE),
        ("Họp ngày 7 tháng 9 năm 2024.", DATE), ("Tổng kết năm 2024.", DATE), ("Quý III/2024 đã xong.", DATE),
        ("Trong tháng 6, xã tổng kết.", DATE), ("Xuân Giáp Thìn 2024 đã về.", DATE),
        ("Kết quả ngày 2 và 3/9.", DATE),
        ("Khai mạc lúc 8h30.", TIME), ("Đăng 07:45.", TIME), ("Từ 9 giờ, khách đến.", TIME),
        ("Nhiệm kỳ 2023 – 2028 bắt đầu.", TERM), ("Năm học 2022-2023 đã qua.", TERM),
        ("6 tháng đầu năm đã qua.", TERM),
        ("Theo Hướng dẫn 27/HD-TLĐ.", DOCUMENT), ("Nghị quyết số 08 của tỉnh.", DOCUMENT),
        ("Theo Luật 50/2024/QH15.", DOCUMENT), ("Theo Nghị định 191/2013/NĐ-CP.", DOCUMENT),
        ("Công điện 1170 nêu rõ.", DOCUMENT),
        ("Hội nghị lần thứ 7 đã bế mạc.", ORDINAL), ("Đại hội khóa XIV.", ORDINAL),
        ("Theo Điều 9 của luật.", ORDINAL),
        ("(2) Xây dựng quy chế.", ORDINAL), ("3. Về tổ chức.", ORDINAL), ("Ảnh 4.", ORDINAL),
        ("Đại hội lần thứ hai.", ORDINAL),
        ("Điện thoại 0243 825 1234.", PHONE), ("Hotline: 1900 1234.", PHONE),
        ("Tài khoản 1020304050 của quỹ.", CODE),
        ("Dịch Covid-19 đã qua.", NAME), ("Người tiếp xúc F1.", NAME), ("Hướng tới công nghiệp 4.0.", NAME),
        ("Xem https://congdoan.example/tin-12345.html", NAME), ("Phiếu “0 đồng” được phát.", NAME),
    ],
)  # fmt: skip
def test_what_counts_nothing_is_told_apart(text, kind):
    assert figures(text) == []
    assert {found for found, _ in others(text)} == {kind}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Đến nay 7/9 công đoàn cơ sở đã đại hội.", [(7, "=", "đơn vị"), (9, "=", "đơn vị")]),
        ("Hoàn thành 5/6 chỉ tiêu.", [(5, "=", "chỉ tiêu"), (6, "=", "chỉ tiêu")]),
        ("Cấp 12.000 thẻ đoàn viên.", [(12_000, "=", "thẻ")]),
        ("Phát 2024 suất quà.", [(2_024, "=", "suất")]),
        ("Trong 5 năm qua.", [(5, "=", "năm")]),
        ("Quận 5, 6 và 7 dự.", []),
        ("Phát triển đoàn viên được 51/60, đạt 85%.", [(51, "=", "người"), (60, "=", "người"), (85, "=", "%")]),
        ("Sập giàn giáo ở tầng 9 bất ngờ.", []),
        ("Đã có 35 trên 40 đơn vị xong.", [(35, "=", "đơn vị"), (40, "=", "đơn vị")]),
        ("Đội thắng 3-1, vào bán kết.", []),
    ],
)
def test_what_could_be_either_goes_by_what_follows(text, read):
    assert figures(text) == read


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
        lambda text: text.replace("n", "n\u200b"),
    ],
    ids=["decomposed", "hard spaces", "full width", "invisible"],
)
def test_however_a_text_is_encoded_it_reads_the_same_and_places_are_those_of_the_text(change):
    text = "Khoá trước có 1.250 đoàn viên, trong đó nữ 640 người; thu hơn 35,5 triệu đồng."
    pasted = change(text)
    read = check_article(pasted).figures
    assert [(one.value, one.unit, one.sign) for one in read] == [
        (Decimal(1250), "người", "="), (Decimal(640), "người", "="), (Decimal("35500000.0"), "đồng", ">"),
    ]  # fmt: skip
    assert [one.text for one in read] == [pasted[one.start : one.end] for one in read]


def test_a_figure_names_what_it_counts():
    text = "Có 12 công đoàn cơ sở trực thuộc được khen và 80 lượt đoàn viên khó khăn được thăm."
    assert [one.what for one in check_article(text).figures] == [
        "công đoàn cơ sở trực thuộc", "lượt đoàn viên khó khăn",
    ]  # fmt: skip


def test_units_that_the_catalogue_has_carry_its_names():
    known = {element.uom for element in catalogue().elements.values()} - {"đồng/người"}
    assert known <= set(words().unit_of.values())


def test_a_text_that_is_too_long_is_refused():
    check_article("a" * LONGEST)
    with pytest.raises(VietError):
        check_article("a" * (LONGEST + 1))


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for one in check_article(text).mentions:
        assert (one.kind in KINDS, one.text) == (True, text[one.start : one.end])


PIECES = [
    "1", "12.", "3,", "/", "%", " ", "\n", "(", ")", "“", "”", "-", ";", ":", "gồm ", "trong đó ", "từ ", "đến ",
    "năm ",
    "hai ", "mươi ", "triệu ", "đồng", "người ", "đoàn viên ", "kết nạp ", "chuyển đi ", "tăng ", "so với ",
    "mỗi suất ",
    "tổng ", "ngày ", "2024", "đạt ", "chỉ tiêu ", "lần thứ ", "số ", "ký thỏa ước ", "nam ", "nữ ", "chiếm ",
    "0", "999",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=80))
def test_any_mixture_of_its_words_is_read(pieces):
    text = "".join(pieces)
    for one in check_article(text).mentions:
        assert one.text == text[one.start : one.end]


@pytest.mark.parametrize("piece", [*PIECES, "1 ", "1, ", "1/", "(1) ", "gồm 1 người, ", "1 người ", "a@a.", "a-"])
def test_twice_the_text_takes_about_twice_the_time(piece):
    def seconds(length):
        text = (piece * length)[:length]
        begun = perf_counter()
        check_article(text)
        return perf_counter() - begun

    seconds(2_000)
    assert seconds(20_000) < 0.5 + 25 * min(seconds(4_000) for _ in range(2))


def test_the_command_tells_an_article_as_json(tmp_path):
    file, out = tmp_path / "bai.txt", StringIO()
    file.write_text("Có 30 đơn vị, gồm 7 đơn vị lớn và 22 đơn vị nhỏ.", encoding="utf-8")
    call_command("reports", "article", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [one["value"] for one in told["mentions"]] == [30, 7, 22]
    (finding,) = told["findings"]
    assert (finding["verdict"], finding["figures"]) == ("FAIL", [0, 1, 2])
    assert {"cause": "one_cell", "figure": 2, "to": 23.0} in finding["repairs"]


def test_the_command_tells_what_is_wrong_in_words(tmp_path):
    file, out = tmp_path / "bai.txt", StringIO()
    file.write_text("Có 30 đơn vị, gồm 7 đơn vị lớn và 22 đơn vị nhỏ.", encoding="utf-8")
    call_command("reports", "article", str(file), stdout=out)
    assert "Sai: Các phần 7 + 22 = 29, không bằng 30 đơn vị." in out.getvalue()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"a" * (LONGEST + 1)])
def test_the_command_refuses_a_file_that_it_cannot_read(tmp_path, content):
    file = tmp_path / "bai.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("reports", "article", str(file))
