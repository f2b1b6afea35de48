"""Sheets of unions become proposals of forms: twenty layouts whose truth is known, and single cases."""

import random
from io import BytesIO

import pytest

from ketdoan.core.excel import Sheet, open_book
from ketdoan.reports.designing.model import Line
from ketdoan.reports.designing.reading import propose
from ketdoan.reports.tests.sheets_of_forms import Truth, sheets, without_case

MADE = {made.name: made for made in sheets()}


def proposal(made):
    return propose(open_book(BytesIO(made.content))[0])


def told(found):
    """What a proposal says, as truth is told: by labels."""
    labels = {line.no: line.label for line in found.lines if line.kind != "section"}
    uom = {"lớp": "lớp"}
    return [
        without_case(Truth(line.label, line.kind, uom.get(line.uom, line.uom), frozenset(labels[no] for no in line.of)))
        for line in found.lines
    ]


def same(truth, found):
    """Whether a row is as it should be. What is taken for an element of the catalogue counts as that does."""
    as_catalogue = {"lớp": "cuộc", "hội nghị": "cuộc"}
    uoms = {found.uom, as_catalogue.get(found.uom, found.uom)}
    return (truth.label, truth.kind, truth.of) == (found.label, found.kind, found.of) and (
        truth.uom in uoms or as_catalogue.get(truth.uom) in uoms
    )


def right(made):
    """The rows of a sheet that were read as they should be; each of the truth stands at its place or is missed."""
    wanted, found = [without_case(row) for row in made.rows], told(proposal(made))
    pool = list(found)
    hits = []
    for row in wanted:
        hit = next((one for one in pool if same(row, one)), None)
        if hit is not None:
            pool.remove(hit)
        hits.append(hit is not None)
    return wanted, hits, pool


def test_nine_rows_of_ten_are_read_as_they_are():
    rows = [(row, hit) for made in MADE.values() for row, hit in zip(*right(made)[:2], strict=True)]
    for kinds in (("section", "line", "total", "part", "ratio"), ("total",), ("part",), ("ratio",)):
        hits = [hit for row, hit in rows if row.kind in kinds]
        assert sum(hits) >= 0.9 * len(hits), (kinds, sum(hits), len(hits))


@pytest.mark.parametrize("name", MADE)
def test_no_layout_is_read_badly(name):
    _, hits, more = right(MADE[name])
    assert sum(hits) >= 0.8 * len(hits)
    assert len(more) <= 0.2 * len(hits)


def read(*rows, merged=()):
    found = propose(Sheet("Biểu", [list(row) for row in rows], merged))
    return {line.no: line for line in found.lines if line.kind != "section"}, found


HEAD = ("TT", "Nội dung", "ĐVT", "Số liệu")


def test_a_number_with_numbers_under_it_is_their_total():
    lines, _ = read(
        HEAD,
        ("15", "Tổng số bản thỏa ước", "Bản", "20"),
        ("15,1", "Ký mới", "Bản", "5"),  # as Excel keeps 15.1
        ("15,2", "Sửa đổi, bổ sung", "Bản", "15"),
    )
    assert (lines["15"].kind, lines["15"].of) == ("total", ("15.1", "15.2"))


def test_numbers_that_do_not_add_up_are_parts_unless_words_say_that_they_do():
    rows = [("7", "Cuộc kiểm tra", "cuộc", "20"), ("7.1", "Điều lệ", "cuộc", "5"), ("7.2", "Tài chính", "cuộc", "6")]
    lines, _ = read(HEAD, *rows)
    assert (lines["7"].kind, lines["7.1"].kind, lines["7.2"].of) == ("line", "part", ("7",))
    lines, _ = read(HEAD, ("7", "Tổng số cuộc kiểm tra", "cuộc", "20"), *rows[1:])
    assert lines["7"].kind == "total"
    assert lines["7"].doubts == ("Số trong tệp không khớp với tổng này.",)


def test_lines_counted_in_something_else_are_no_parts():
    lines, _ = read(HEAD, ("5", "Tiền lương bình quân", "đồng/người", ""), ("5a", "Số người được tính", "người", ""),
                    ("6", "Tập huấn", "lớp", ""), ("6.1", "Số lượt dự", "lượt", ""))  # fmt: skip
    assert {line.kind for line in lines.values()} == {"line"}


def test_a_sum_above_its_lines_and_columns_for_women():
    lines, found = read(
        ("STT", "CHỈ TIÊU", "Tổng số", "Trong đó: nữ"),
        ("", "Tổng số", "100", "40"),
        ("1", "Khối doanh nghiệp", "60", "20"),
        ("2", "Khối hành chính sự nghiệp", "40", "20"),
    )
    assert found.columns == ["Tổng số"]
    assert (lines["T1"].kind, lines["T1"].of) == ("total", ("1", "2"))
    assert (lines["1a"].kind, lines["1a"].of, lines["1a"].figures) == ("part", ("1",), ("20",))


def test_a_sheet_without_headings_is_read_by_what_stands_in_it():
    lines, _ = read(
        ("I", "Tổng số lao động", "người", "100"),
        ("1", "Nam", "người", "55"),
        ("2", "Nữ", "người", "45"),
        ("II", "Số đoàn viên", "người", "80"),
    )
    assert (lines["I"].kind, lines["I"].of, lines["I"].cell) == ("total", ("1", "2"), "LD.TONG")
    assert lines["2"].cell == "|GIOI=NU"
    assert lines["II"].cell == "DV.CUOI_KY"


@pytest.mark.parametrize(
    ("label", "uom", "cell"),
    [
        ("Tổng số CNVCLĐ", "người", "LD.TONG"),
        ("Tổng số CNVCLĐ", "lượt", ""),
        ("Lao động tiên tiến", "người", "TD.LDTT"),
        ("Lao động tiên tiến", "lượt", ""),
        ("Đoàn viên kết nạp mới", "người", "DV.KET_NAP"),
        ("Đoàn viên kết nạp lại", "người", "DV.KET_NAP_LAI"),
        ("Đoàn viên kết nạp tại doanh nghiệp", "người", ""),
        ("Số lượt người được tư vấn pháp luật", "lượt", "PL.TU_VAN"),
        ("Số người được tư vấn pháp luật", "người", ""),
        ("Tiền chăm lo Tết", "đồng", "CL.TET_TIEN"),
        ("Tiền chăm lo Tết", "triệu đồng", ""),
    ],
)
def test_a_line_is_taken_for_an_element_only_where_it_is_that(label, uom, cell):
    lines, _ = read(HEAD, ("1", label, uom, "3"), ("2", "Việc khác", "cuộc", "4"))
    assert lines["1"].cell == cell


@pytest.mark.parametrize(
    ("above", "periods"),
    [
        ("BÁO CÁO KẾT QUẢ HOẠT ĐỘNG 6 THÁNG ĐẦU NĂM 2025", ["half"]),
        ("Báo cáo hoạt động quý II năm 2025", ["quarter"]),
        ("Báo cáo tháng 7 năm 2025", ["month"]),
        ("Báo cáo tổng kết năm 2025", ["year"]),
        ("Số liệu 6 tháng, năm 2025", ["half", "year"]),
        ("Báo cáo kết quả Tháng Công nhân", ["half", "year"]),
    ],
)
def test_the_kind_of_period_is_told_by_the_title(above, periods):
    _, found = read((above,), HEAD, ("1", "Số cuộc", "cuộc", ""), ("2", "Số lượt", "lượt", ""))
    assert list(found.periods) == periods


def test_no_grid_of_texts_stops_the_reader():
    dice = random.Random(7)
    words = [
        *("", "", "1", "1.1", "I", "A", "-", "a)", "Trong đó:", "Tổng cộng (1+2)", "Cộng", "Tỷ lệ (%)", "người", "12"),
        *("Nữ", "Chỉ tiêu", "ĐVT", "STT", "Số liệu", "Ghi chú", '"', "(người)", "1=2+3", "  x", "ngày tháng năm"),
    ]
    for _ in range(1500):
        rows = [[dice.choice(words) for _ in range(dice.randrange(6))] for _ in range(dice.randrange(12))]
        found = propose(Sheet("x", rows))
        if found is not None:
            assert [Line.from_json(line.to_json()) for line in found.lines] == found.lines
            numbers = [line.no for line in found.lines if line.kind != "section"]
            assert len(numbers) == len(set(numbers))
            assert all(set(line.of) <= set(numbers) for line in found.lines)


def test_a_sheet_without_a_table_proposes_nothing():
    assert propose(Sheet("Hướng dẫn", [["Đọc kỹ trước khi ghi."], ["Ghi rõ họ tên."]])) is None
    assert propose(Sheet("x", [["Chỉ tiêu", "Số liệu"]])) is None
