"""Reading a union from sheets: any sane layout of one union says the same; what cannot be read is said in words."""

import io
import zipfile
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.excel import Sheet, data_rows, open_book
from ketdoan.core.viet import VietError
from ketdoan.units.importing import cells
from ketdoan.units.importing.columns import meaning_of
from ketdoan.units.importing.layout import find_layout
from ketdoan.units.importing.numbering import Outline, marks, roman
from ketdoan.units.importing.reading import read
from ketdoan.units.importing.writing import sample
from ketdoan.units.queries.vocabulary import vocabulary

from .sheets import excel

pytestmark = pytest.mark.django_db  # words come from the dated rules

HEADINGS = {
    "code": ["Mã đơn vị", "Mã CĐCS", "MÃ SỐ", "Mã công đoàn cơ sở (*)"],
    "name": ["Tên đơn vị", "Tên công đoàn cơ sở", "TÊN CĐCS", "Đơn vị", "Công đoàn cơ sở"],
    "kind": ["Loại đơn vị", "Loại công đoàn", "Loại hình tổ chức công đoàn", "Cấp công đoàn"],
    "parent": ["Cấp trên trực tiếp", "Đơn vị chủ quản", "Trực thuộc", "Công đoàn cấp trên trực tiếp"],
    "workers": ["Số lao động", "Tổng số CNVCLĐ", "Số CNLĐ", "Lao động (người)"],
    "women": ["Nữ", "Trong đó nữ", "Lao động nữ", "Số nữ"],
    "address": ["Địa chỉ", "Trụ sở", "Địa chỉ trụ sở"],
    "term": ["Nhiệm kỳ", "Nhiệm kỳ đại hội"],
    "founded": ["Ngày thành lập", "Thời gian thành lập"],
    "office:executive:chair": ["Chủ tịch", "Họ tên Chủ tịch", "Chủ tịch CĐCS", "Đồng chí Chủ tịch"],
    "office:inspection:chair": ["Chủ nhiệm UBKT", "Chủ nhiệm Ủy ban kiểm tra"],
    "person": ["Họ và tên", "HỌ TÊN", "Họ và tên cán bộ"],
    "office": ["Chức vụ", "Chức danh công đoàn"],
    "birth_date": ["Ngày sinh", "Ngày tháng năm sinh", "Năm sinh"],
    "tax_code": ["Mã số thuế", "MST"],
    "number": ["STT", "TT", "Số TT"],
    "parent_code": ["Mã đơn vị cấp trên", "Mã cấp trên"],
    "seats": ["Số ủy viên", "Số lượng ủy viên BCH"],
    "-": ["Số đoàn viên", "Đoàn viên nữ", "Ghi chú", "Chức vụ chính quyền"],
}


@pytest.mark.parametrize(("code", "heading"), [(code, h) for code, texts in HEADINGS.items() for h in texts])
def test_a_heading_means_what_officials_mean_by_it(code, heading):
    assert meaning_of(heading).rstrip("?") == code


def units_of(number, seed):
    """A union as plain facts: communes, grassroots unions under them, groups in some."""
    random = Random(seed)
    facts = []
    for at in range(number):
        above = random.randrange(-1, at) if at else -1
        depth = 0 if above < 0 else facts[above]["depth"] + 1
        if depth > 2:
            above, depth = -1, 0
        workers = random.randrange(10, 2_000)
        facts.append(
            {
                "code": f"DV-{at}",
                "name": ("Công đoàn xã Hòa", "Công đoàn cơ sở Công ty Đá", "Tổ công đoàn Xưởng")[depth] + f" {at}",
                "kind": ("Công đoàn xã", "CĐCS", "Tổ công đoàn")[depth],
                "above": above,
                "depth": depth,
                "workers": workers,
                "women": random.randrange(workers),
                "address": f"Số {at} đường Lê Lợi",
                "founded": date(2020, 1, 1 + at % 28),
                "chair": f"Nguyễn Văn {chr(65 + at % 26)}",
            }
        )
    return facts


def in_order(facts):
    """Those above before those below, each subtree together, with a number for each."""

    def below(above, numbers):
        for place, (at, fact) in enumerate([(i, f) for i, f in enumerate(facts) if f["above"] == above], 1):
            yield at, fact, [*numbers, place]
            yield from below(at, [*numbers, place])

    return list(below(-1, []))


ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
STYLES = {
    "dotted": lambda numbers: ".".join(map(str, numbers)),
    "signs": lambda numbers: (ROMAN[numbers[-1]], str(numbers[-1]), "-")[len(numbers) - 1],
}


def lay_out(facts, random, words):
    """The union as a sheet of one of many layouts, and the rows that say it."""
    by_numbers = random.random() < 0.5
    columns = ["code", "name", "kind", "workers", "women", "address", "founded", "office:executive:chair"]
    columns.append("number" if by_numbers else random.choice(["parent", "parent_code"]))
    random.shuffle(columns)
    style = STYLES[random.choice(sorted(STYLES))]
    rows = []
    for _, fact, numbers in in_order(facts):
        above = facts[fact["above"]] if fact["above"] >= 0 else None
        said = {
            **fact,
            "number": style(numbers),
            "parent": above["name"] if above else "",
            "parent_code": above["code"] if above else "",
            "office:executive:chair": fact["chair"],
            "founded": random.choice(
                [fact["founded"].strftime("%d/%m/%Y"), str((fact["founded"] - date(1899, 12, 30)).days)]
            ),
        }
        rows.append([str(said[column]) for column in columns])
    titles = [["LIÊN ĐOÀN LAO ĐỘNG TỈNH"], [], ["DANH SÁCH", "", "năm 2026"]][: random.randrange(4)]
    head = [random.choice(HEADINGS[column]) for column in columns]
    total = [["", *[""] * (len(columns) - 1)], ["Tổng cộng"] * 1] if random.random() < 0.5 else []
    sheet = Sheet("DS", [*titles, head, *rows, *total])
    layout = find_layout(sheet, words)
    return read(list(data_rows(0, layout, sheet.rows)), [layout], words), layout


def told(said):
    """What was read, by code and without the rows on which it stood."""
    units = said.units
    names = {unit.name: unit.code for unit in units.values()}
    found = {}
    for unit in units.values():
        above = units[unit.above].code if unit.above is not None else ""
        if unit.parent:
            above = unit.parent.code or names[unit.parent.name]
        found[unit.code] = (unit.name, unit.kind, above, unit.founded, tuple(sorted(unit.values.items())))
    officers = sorted((units[o.unit].code, o.name, o.body, o.office) for o in said.officers)
    return found, officers


@given(number=st.integers(2, 12), seed=st.integers(0, 10_000))
def test_every_layout_of_one_union_says_the_same(number, seed):
    facts, words = units_of(number, seed), vocabulary()
    kinds = ("commune_union", "grassroots_union", "union_group")
    wanted = {
        f["code"]: (
            f["name"], kinds[f["depth"]], facts[f["above"]]["code"] if f["above"] >= 0 else "", f["founded"],
            (("address", f["address"]), ("women", f["women"]), ("workers", f["workers"])),
        )
        for f in facts
    }  # fmt: skip
    officers = sorted((f["code"], f["chair"], "executive", "chair") for f in facts)
    for attempt in range(4):
        said, layout = lay_out(facts, Random(seed * 10 + attempt), words)
        assert not said.faults, (layout, said.faults)
        assert told(said) == (wanted, officers), layout


@given(st.text(max_size=40))
def test_whatever_a_cell_says_each_row_is_read_faulted_or_left_out(text):
    words = vocabulary()
    head = ["STT", "Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Số lao động", "Nhiệm kỳ", "Ngày thành lập", "Chủ tịch"]
    sheet = Sheet("DS", [head, [text] * len(head), ["1", "A", "CĐCS A", "", "5"]])
    layout = find_layout(sheet, words)
    rows = list(data_rows(0, layout, sheet.rows))
    said = read(rows, [layout], words)
    assert said.units.keys() | said.faults.keys() | said.ignored == set(range(len(rows)))


@given(st.integers(1, 80))
def test_roman_numbers_follow_one_another(number):
    units, tens = (
        ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"],
        ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"],
    )
    assert roman(tens[number // 10] + units[number % 10]) == number


def outlined(*numbers):
    outline = Outline()
    return [outline.place(row, marks(number)) for row, number in enumerate(numbers)]


def test_a_letter_is_a_letter_or_a_roman_number_as_it_goes_on():
    assert outlined("A", "I", "1", "2", "II", "1", "B", "I") == [None, 0, 1, 1, 0, 4, None, 6]
    assert outlined("G", "H", "I", "K") == [None] * 4
    assert outlined("I", "1", "1.1", "1.2", "2", "II") == [None, 0, 1, 1, 0, None]


def test_names_may_carry_the_numbers_or_spaces_that_show_the_tree():
    words = vocabulary()
    for names in (
        ["I. Công đoàn xã Hòa", "1. CĐCS Công ty A", "- Tổ công đoàn 1", "2. CĐCS Công ty B"],
        ["Công đoàn xã Hòa", "  CĐCS Công ty A", "    Tổ công đoàn 1", "  CĐCS Công ty B"],
    ):
        sheet = Sheet("DS", [["Tên đơn vị", "Địa chỉ"], *([name, "x"] for name in names)])
        layout = find_layout(sheet, words)
        said = read(list(data_rows(0, layout, sheet.rows)), [layout], words)
        assert [unit.above for unit in said.units.values()] == [None, 0, 1, 0]
        assert [unit.name for unit in said.units.values()] == [
            "Công đoàn xã Hòa",
            "CĐCS Công ty A",
            "Tổ công đoàn 1",
            "CĐCS Công ty B",
        ]


def test_merged_headings_stand_above_each_of_their_columns():
    rows = [
        ["STT", "Tên CĐCS", "Lao động", "", "Đoàn viên", "", "Nhiệm kỳ", ""],
        ["", "", "Tổng số", "Nữ", "Tổng số", "Nữ", "Từ ngày", "Đến ngày"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        [1, "CĐCS Công ty A", ("=50+50", 100), 40, 90, 30, date(2023, 5, 1), 46874],
    ]
    merged = [(0, 2, 0, 3, "Lao động"), (0, 4, 0, 5, "Đoàn viên"), (0, 6, 0, 7, "Nhiệm kỳ")]
    words = vocabulary()
    (sheet,) = open_book(io.BytesIO(excel({"DS": rows}, merged)))
    layout = find_layout(sheet, words)
    assert layout.fields == ("number", "name", "workers", "women", "", "", "term_since", "term_until")
    said = read(list(data_rows(0, layout, sheet.rows)), [layout], words)
    assert said.units[0].values == {"workers": 100, "women": 40}
    assert (said.terms[0].span.since, said.terms[0].span.until) == (date(2023, 5, 1), date(2028, 5, 1))


def test_loai_hinh_is_a_kind_or_an_ownership_by_its_values():
    words = vocabulary()
    for values, meant in ((["FDI", "Tư nhân"], "ownership"), (["CĐCS", "Nghiệp đoàn"], "kind")):
        sheet = Sheet("DS", [["Tên đơn vị", "Loại hình"], *(["A", value] for value in values)])
        assert find_layout(sheet, words).fields == ("name", meant)


def bomb():
    """A package that says little of what it holds."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "")
        package.writestr("xl/workbook.xml", "")
        for number in range(4):
            package.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (90 * 1024 * 1024))
    return file.getvalue()


def with_part(name):
    file = io.BytesIO(excel({"A": [["Tên đơn vị"]]}))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, "x")
    return file.getvalue()


OLD, LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "rỗng"),
        (lambda: b"Ten,Ma\nA,B", "không phải là tệp Excel"),
        (lambda: b"%PDF-1.7", "không phải là tệp Excel"),
        (lambda: b"PK\x03\x04 and no more", "bị hỏng"),
        (lambda: excel({"A": [["x"]]})[:-200], "bị hỏng"),
        (lambda: OLD, "Excel cũ"),
        (lambda: OLD + LOCKED, "mật khẩu"),
        (lambda: with_part("xl/vbaProject.bin"), "macro"),
        (lambda: excel({"A": [], "B": []}), "không có dòng nào"),
        (bomb, "quá lớn"),
    ],
    ids=["empty", "csv", "pdf", "torn", "cut", "old", "locked", "macros", "no rows", "bomb"],
)
def test_a_file_that_will_not_do_is_refused_in_words(content, words):
    with pytest.raises(VietError, match=words):
        open_book(io.BytesIO(content()))


def test_the_sample_is_read_as_it_is_meant_and_its_hints_are_not():
    with sample(["Công đoàn cơ sở"], ["Chủ tịch"]) as file:
        sheets = open_book(io.BytesIO(file.read()))
    found = [find_layout(sheet, vocabulary()) for sheet in sheets]
    assert [layout.used for layout in found] == [True, True, False]
    assert all(all(layout.fields) for layout in found[:2])


def test_values_are_read_as_people_write_them():
    words = vocabulary()
    assert cells.offices("Phó Chủ tịch, Chủ nhiệm UBKT", "", words) == [
        ("executive", "vice_chair"),
        ("inspection", "chair"),
    ]
    assert cells.offices("UV BCH, Chủ tịch CĐCS", "", words) == [("executive", "chair")]
    assert cells.offices("Trưởng ban", "women", words) == [("women", "chair")]
    assert cells.persons("Ông Nguyễn Văn A; bà Lê B\n2. Đ/c Trần C") == ["Nguyễn Văn A", "Lê B", "Trần C"]
    assert cells.term("Nhiệm kỳ 2023 – 2028").years == (2023, 2028)
    assert cells.term("01/05/2023 - 01/05/2028").until == date(2028, 5, 1)
    for wrong in ("2028-2023", "khóa mới"):
        with pytest.raises(VietError):
            cells.term(wrong)
