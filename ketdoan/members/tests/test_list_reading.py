"""Lists of members are read as they are meant: every cell is right or refused at its place, none silently wrong."""

import io
import os
import zipfile
from datetime import date
from random import Random

import pytest
from xlsxwriter import Workbook

from ketdoan.core.excel import Row
from ketdoan.core.tests.old_codes import to_abc, to_vni
from ketdoan.core.viet import VietError
from ketdoan.members.importing.columns import FIELDS, meaning_of
from ketdoan.members.importing.days import Day
from ketdoan.members.importing.files import read_file
from ketdoan.members.importing.layout import Layout, wrong_in
from ketdoan.members.importing.reading import READERS, read, rows_of
from ketdoan.units.tests.sheets import excel

from .messy import Made, make
from .recipes import HEADINGS, RECIPES
from .scoring import Score, compare

SEEDS = range(int(os.environ.get("MESSY_SEEDS", "2")))
#: Rows of garbage; 100,000 to be asked for.
GARBAGE = int(os.environ.get("GARBAGE_ROWS", "1500"))


def score_of(made: Made) -> Score:
    book = read_file(io.BytesIO(made.content), made.name)
    rows = book.rows()
    return compare(made, rows, read(rows, book.layouts))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_no_cell_of_a_messy_file_is_silently_wrong_and_nearly_all_are_right(recipe):
    for seed in SEEDS:
        score = score_of(make(recipe, seed))
        assert not score.wrong, (seed, score.wrong[:5])
        assert score.right > 80
        assert score.share >= 0.99, (seed, score.share, score.refused[:5])


def of_rows(head, *rows, name="DS"):
    """What a sheet of plain texts says: the members in their order, and all that was said."""
    content = excel({name: [head, *rows]})
    book = read_file(io.BytesIO(content), "ds.xlsx")
    said = read(book.rows(), book.layouts)
    return list(said.members.values()), said


def one(head, row):
    members, said = of_rows(head, row)
    assert len(members) == 1, said
    return members[0], said


HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Điện thoại", "BHXH"]


def test_an_error_cell_is_a_fault_and_not_an_empty_one():
    member, said = one(HEAD, [1, "Lê Văn An", ("=NA()", "#N/A"), "Nam", "", ("=1/0", "#DIV/0!"), ""])
    assert (member.birth, member.phone) == (None, "")
    assert "#N/A" in said.faults[0]["birth"].message
    assert "phone" in said.faults[0]


def test_an_identity_number_without_its_zero_is_mended_only_where_the_row_agrees():
    for birth, sex, mended in (
        ("1/2/1990", "Nữ", True),
        ("1/2/1991", "Nữ", False),
        ("1/2/1990", "Nam", False),
        ("", "", False),
    ):
        member, said = one(HEAD, [1, "Lê Thị An", birth, sex, 79190012345, "", ""])
        assert member.citizen_id == ("079190012345" if mended else "")
        assert mended == ("citizen_id" not in said.faults.get(0, {}))
        if mended:
            assert said.notes[0]["citizen_id"][:2] == ("79190012345", "079190012345")
        else:
            assert said.faults[0]["citizen_id"].suggestion == "079190012345"


def test_digits_that_a_table_rounded_away_are_never_made_up():
    for number in ("7.92E+10", "7,92E+10", "79200000000", "079200000000", "07919001234", "0791900123456"):
        member, said = one(HEAD, [1, "Lê Văn An", "1/2/1990", "Nam", number, "", ""])
        assert member.citizen_id == ""
        assert said.faults[0]["citizen_id"].message


def test_a_year_of_two_digits_is_read_only_with_the_identity_number():
    member, said = one(HEAD, [1, "Lê Văn An", "31/10/90", "Nam", "", "", ""])
    assert member.birth is None
    assert said.faults[0]["birth"].suggestion == "31/10/1990"
    member, said = one(HEAD, [1, "Lê Văn An", "31/10/90", "Nam", "079090012345", "", ""])
    assert member.birth_date == date(1990, 10, 31)
    assert said.notes[0]["birth"].old == "31/10/90"
    member, said = one(HEAD, [1, "Lê Văn An", "31/10/90", "Nam", "079091012345", "", ""])
    assert member.birth is None


def test_sex_and_birth_that_disagree_with_the_identity_number_are_a_warning():
    member, said = one(HEAD, [1, "Lê Văn An", "31/10/1990", "Nam", "079191012345", "", ""])
    assert member.citizen_id == "079191012345"
    assert not said.faults
    assert "citizen_id" in said.warnings[0]


def test_a_year_stays_a_year():
    for text, birth in (
        ("1990", Day(1990)),
        ("10/1990", Day(1990, 10)),
        ("năm 1990", Day(1990)),
        ("33177", Day(1990, 10, 31)),
    ):
        member, _ = one(HEAD, [1, "Lê Văn An", text, "Nam", "", "", ""])
        assert member.birth == birth
        assert member.birth_year == 1990
        assert (member.birth_date is None) == (birth.day == 0)


def test_a_blank_beside_ticked_women_is_a_man_unless_the_identity_number_says_otherwise():
    head = ["STT", "Họ và tên", "Năm sinh", "Nữ", "CCCD"]
    members, said = of_rows(
        head,
        [1, "Lê Thị An", 1990, "x", ""],
        [2, "Lê Văn Bé", 1990, "", ""],
        [3, "Vũ Thu Hà", 1990, "", "079190012345"],
    )
    assert [member.sex for member in members] == ["f", "m", ""]
    assert said.faults[2]["tick_f"].suggestion == "x"
    members, _ = of_rows(head, [1, "Lê An", 1990, "", ""], [2, "Lê Bé", 1990, "", ""])
    assert [member.sex for member in members] == ["", ""]


def test_of_several_phones_the_first_mobile_one_is_taken_and_the_others_kept():
    member, said = one(HEAD, [1, "Lê Văn An", "", "", "", "028 3812 3456; 0912.345.678", ""])
    assert (member.phone, member.note) == ("0912345678", "Điện thoại khác: 02838123456")
    assert said.notes[0]["phone"].new == "0912345678"
    assert one(HEAD, [1, "Lê Văn An", "", "", "", "01689123456", ""])[0].phone == "0389123456"


def test_a_word_of_address_is_taken_off_where_the_column_puts_one_before_names():
    rows = [
        [n, f"{'Ông' if n % 2 else 'Bà'} {name}"] for n, name in enumerate(["Lê Văn An", "Vũ Thị Hoa", "Cao Thắng Lợi"])
    ]
    members, _ = of_rows(["STT", "Họ và tên", "Ngày sinh"], *([*row, "1990"] for row in rows))
    assert [member.name for member in members] == ["Lê Văn An", "Vũ Thị Hoa", "Cao Thắng Lợi"]
    members, said = of_rows(["STT", "Họ và tên", "Ngày sinh"], [1, "Ông Cao Thắng", "1990"], [2, "Lê Văn An", "1990"])
    assert members[0].name == ""
    assert said.faults[0]["name"].suggestion == "Cao Thắng"


@pytest.mark.parametrize(
    ("written", "name", "office"),
    [
        ("NGUYỄN THỊ H'MÔNG", "Nguyễn Thị H'Mông", ""),
        ("Y-MOAN ÊNUÔL", "Y-Moan Ênuôl", ""),
        ("nguyễn văn   an", "Nguyễn Văn An", ""),
        ("NGUYễN VăN AN", "Nguyễn Văn An", ""),
        ("Đ/c Nguyễn Văn An (Tổ trưởng)", "Nguyễn Văn An", "Tổ trưởng"),
        ("Nguyễn Văn An - Chủ tịch CĐCS", "Nguyễn Văn An", "Chủ tịch CĐCS"),
        ("Nguyê\u0303n Va\u0306n An", "Nguyễn Văn An", ""),
        ("Nguyễn\u00a0Văn An", "Nguyễn Văn An", ""),
    ],
)
def test_names_are_written_as_names(written, name, office):
    member, _ = one(["STT", "Họ và tên", "Ngày sinh"], [1, written, "1990"])
    assert (member.name, member.office) == (name, office)


@pytest.mark.parametrize("written", ["Nguyễn Văn A, Trần Thị B", "31/10/1990", "0912345678", "An", "a@b.vn", "Ngu?ễn"])
def test_what_is_no_name_is_a_fault(written):
    members, said = of_rows(["STT", "Họ và tên", "Ngày sinh", "Giới tính"], [1, written, "1990", "Nam"])
    assert [member.name for member in members] == [""]
    assert "name" in said.faults[0]


def test_a_column_in_an_old_font_is_converted_and_the_unicode_beside_it_is_not():
    rows = [
        [n, to_abc(name), town]
        for n, name, town in [(1, "Lò Thị Hòa", "Hòa Bình"), (2, "Vũ Văn Tú", "Lò Ó"), (3, "Lữ Bình", "Hà Đông")]
    ]
    members, said = of_rows(["STT", "Họ và tên", "Quê quán"], *rows)
    assert [(m.name, m.hometown) for m in members] == [
        ("Lò Thị Hòa", "Hòa Bình"),
        ("Vũ Văn Tú", "Lò Ó"),
        ("Lữ Bình", "Hà Đông"),
    ]
    assert said.notes[1]["name"].old == to_abc("Vũ Văn Tú")


def test_a_cell_that_two_codes_could_have_written_is_a_fault_where_the_column_mixes_them():
    names = ["Nguyễn Văn Đức", to_vni("Trần Văn Hải"), "Hoàng Minh"]  # the last is Hồng Minh in VNI
    members, said = of_rows(["STT", "Họ và tên", "Năm sinh"], *([n, name, 1990] for n, name in enumerate(names, 1)))
    assert [member.name for member in members] == ["Nguyễn Văn Đức", "Trần Văn Hải", ""]
    assert "phông" in said.faults[2]["name"].message


def test_a_corrected_cell_is_read_by_the_same_rules():
    made = make(next(r for r in RECIPES if r.name == "American cells"), 1)
    book = read_file(io.BytesIO(made.content), made.name)
    rows = book.rows()
    said = read(rows, book.layouts)
    at = next(at for at, faults in said.faults.items() if "birth" in faults)
    place = book.layouts[0].places["birth"]
    cells = list(rows[at].cells)
    cells[place] = said.faults[at]["birth"].suggestion
    rows[at] = Row(0, rows[at].number, cells, marks={k: v for k, v in rows[at].marks.items() if k != place})
    again = read(rows, book.layouts)
    assert "birth" not in again.faults.get(at, {})
    assert tuple(again.members[at].birth) == made.truth[0, rows[at].number]["birth"]


def test_a_chosen_layout_is_remembered_for_sheets_with_the_same_header():
    content = excel({"DS": [["STT", "Họ và tên", "Mã riêng"], [1, "Lê Văn An", "0123456789"]]})
    found = read_file(io.BytesIO(content), "a.xlsx").layouts[0]
    assert found.fields == ("number", "name", "")
    chosen = Layout(found.sheet, found.first, found.headings, ("number", "name", "card_number"))
    book = read_file(io.BytesIO(content), "a.xlsx", [chosen])
    assert next(iter(read(book.rows(), book.layouts).members.values())).card_number == "0123456789"
    assert not wrong_in(book.layouts)
    assert "hai cột" in wrong_in([Layout("DS", 1, ("A", "B"), ("name", "name"))])
    assert "họ và tên" in wrong_in([Layout("DS", 1, ("A", "B"), ("number", "sex"))])


def test_groups_totals_and_signatures_are_no_members():
    head = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Chức vụ"]
    rows = [
        ["I", "Khối văn phòng (2 người)"],
        [1, "Lê Văn An", 1990, "Nam", ""],
        [2, "Công Thị Sơn", 1990, "Nữ", ""],
        ["Cộng: 2"],
        ["B. Hà Nội"],
        [3, "Vũ Hà", 1991, "Nam", ""],
        head,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [4, "Tống Lệ", 1991, "Nữ", ""],
        ["Tổng cộng: 4 đoàn viên"],
        ["", "Người lập biểu", "", "TM. BAN CHẤP HÀNH"],
        ["", "Vũ Thị Lý", "", "Lê Văn Tám"],
    ]
    members, said = of_rows(head, *rows)
    assert [(m.name, m.group) for m in members] == [
        ("Lê Văn An", "Khối văn phòng"),
        ("Công Thị Sơn", "Khối văn phòng"),
        ("Vũ Hà", "Hà Nội"),
        ("Tống Lệ", "Hà Nội"),
    ]
    assert not said.faults


def test_lists_beside_one_another_are_all_read():
    head = ["STT", "Họ và tên", "Năm sinh", "", "STT", "Họ và tên", "Năm sinh"]
    rows = [[1, "Lê Văn An", 1990, "", 3, "Vũ Hà", 1991], [2, "Tống Lệ", 1992, "", 4, "Mai An", 1993]]
    members, said = of_rows(head, *rows)
    assert sorted((m.number, m.name, m.birth_year) for m in members) == [
        ("1", "Lê Văn An", 1990), ("2", "Tống Lệ", 1992), ("3", "Vũ Hà", 1991), ("4", "Mai An", 1993),
    ]  # fmt: skip
    assert not said.faults


def test_another_table_below_is_not_read_by_the_columns_of_the_first():
    head = ["STT", "Họ và tên", "Quê quán", "Nơi ở"]
    members, said = of_rows(
        head, [1, "Lê Văn An", "Huế", "Huế"], ["STT", "Họ và tên", "Chức vụ", "Ghi chú"], [1, "Vũ Hà", "Chủ tịch", "x"]
    )
    assert [member.name for member in members] == ["Lê Văn An"]
    assert set(said.faults) == {1, 2}


def test_rows_that_were_only_numbered_in_advance_are_empty():
    members, said = of_rows(
        ["STT", "Họ và tên", "Năm sinh"], [1, "Lê Văn An", 1990], [2, "", ""], [3, "", ""], ["", "x", "y"]
    )
    assert (len(members), said.ignored) == (2, {1: "empty", 2: "empty"})


def test_a_row_of_one_text_that_may_be_a_person_is_not_guessed():
    members, said = of_rows(
        ["Họ và tên", "Năm sinh", "Chức vụ"], ["Lê Văn An", 1990, "A"], ["Trần Văn Bảo"], ["Vũ Hà", 1991, "B"]
    )
    assert [member.name for member in members] == ["Lê Văn An", "Vũ Hà"]
    assert "name" in said.faults[1]


#: Headings that mean something only by their neighbours or values.
OPEN = {"Ngày cấp", "Nơi cấp", "Tên", "Nam", "Nữ", "Nữ (x)"}
MEANINGS = {
    **{code: [heading for heading in texts if heading not in OPEN] for code, texts in HEADINGS.items()},
    "job_title": ["Chức vụ chuyên môn", "Chức danh nghề nghiệp", "Chức vụ, chức danh"],
    "group": ["Tổ công đoàn", "CĐ bộ phận", "Tổ CĐ"],
    "birth_year": [],
    "tick_f": [],
    "tick_m": [],
    "given": [],
    "signature": [],
    "-": ["Ngày vào Đoàn", "Nơi sinh", "Đảng phí", "Hệ số lương", "Ngoại ngữ", "Thẻ BHYT", "Họ tên chồng", "Ký nhận"],
    "party_date": ["Ngày vào Đảng", "Ngày vào Đảng chính thức"],
    "id_issued": ["Ngày cấp, nơi cấp CCCD", "CCCD ngày và nơi cấp"],
    "card_number": ["Số thẻ đoàn viên công đoàn", "Mã thẻ", "Số thẻ CĐ"],
    "wage": ["Tiền lương đóng đoàn phí", "Mức lương đóng BHXH", "Tiền lương làm căn cứ đóng BHXH"],
}


@pytest.mark.parametrize(("code", "heading"), [(code, h) for code, texts in MEANINGS.items() for h in texts])
def test_a_heading_means_what_unions_mean_by_it(code, heading):
    found = meaning_of([heading])
    assert found == code or (code == "group" and found == "workplace?")


def test_every_column_has_a_reader_and_is_known_by_its_own_title():
    for column in FIELDS:
        assert column.code in READERS
        assert meaning_of([column.title]) == column.code


def locked():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def with_macros():
    file = io.BytesIO(excel({"A": [["Họ và tên"]]}))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", "x")
    return file.getvalue()


def far_off(row, column):
    file = io.BytesIO()
    book = Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Họ và tên")
    sheet.write(row, column, "x")
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (lambda: b"", "a.xlsx", "rỗng"),
        (locked, "a.xls", "mật khẩu"),
        (with_macros, "a.xlsx", "macro"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "hỏng"),
        (lambda: excel({"A": [["x", "y"]]})[:-200], "a.xlsx", "hỏng"),
        (lambda: b"%PDF-1.7", "a.pdf", "Chỉ đọc được"),
        (lambda: far_off(1_048_575, 16_383), "a.xlsx", "quá nhiều dòng"),
        (lambda: far_off(100, 16_383), "a.xlsx", "quá xa"),
        (lambda: excel({"A": [["Đơn vị", "Số đoàn viên"], ["A", 3]]}), "a.xlsx", "danh sách nào"),
        (lambda: excel({"A": [["STT", "Đơn vị", "Đoàn viên", "Nữ"], [1, "A", 30, 12]]}), "a.xlsx", "danh sách nào"),
    ],
    ids=[
        "empty",
        "locked",
        "macros",
        "broken xls",
        "cut",
        "pdf",
        "far rows",
        "far column",
        "no list",
        "numbers of members",
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(content, name, words):
    with pytest.raises(VietError, match=words):
        read_file(io.BytesIO(content()), name)


PIECES = [
    "",
    "x",
    "0",
    "1",
    "-",
    "#N/A",
    "#REF!",
    "Nguyễn",
    "Văn",
    "An",
    "31/10/1990",
    "99/99/9999",
    "1990",
    "33177",
    "7.92E+10",
    "é",
    "\u0301",
    "NguyÔn",
    "Traàn",
    "079190012345",
    "0912345678",
    "🙂",
    "\u202e",
    "\ufffd",
    "Tổng cộng",
    "I.",
    "(1)",
    "\n",
    "\t",
    "@",
    "=",
    "'",
    '"',
    ";",
    "Đ/c",
    "Ông",
    "(",
    ")",
    "٣",
    "\u2028",
    "ﬀ",
    "1e309",
    "9" * 40,
    "Nữ",
    "Nam",
    "ngày",
    "tháng",
    "\x00",
    "中文",
    "NaN",
    "-1",
    "2,5 triệu",
]


def garbage(random):
    return random.choice([" ", "", "/", "\u00a0"]).join(random.choice(PIECES) for _ in range(random.randrange(5)))


def test_garbage_is_refused_at_its_cells_and_every_row_is_accounted_for():
    random, codes = Random(7), [column.code for column in FIELDS]
    for _ in range(0, GARBAGE, 500):
        fields = random.sample(codes, random.randrange(3, len(codes)))
        fields = ["name", *[code for code in fields if code not in ("name", "family", "given")]]
        rows = rows_of(0, [[garbage(random) for _ in fields] for _ in range(500)])
        said = read(rows, [Layout("S", 1, tuple(fields), tuple(fields))])
        assert said.members.keys() | said.faults.keys() | said.ignored.keys() == set(range(500))
        for at, member in said.members.items():
            told = said.faults.get(at, {})
            assert member.name or told
            assert not member.citizen_id or (len(member.citizen_id) == 12 and member.citizen_id.isascii())
            assert not member.phone or member.phone.isdigit()
            assert not {code for code in told if code in ("phone", "email", "wage") and getattr(member, code)}


def test_garbage_bytes_are_refused_in_words_or_read():
    random = Random(11)
    whole = [make(RECIPES[0], 1, 5).content, make(next(r for r in RECIPES if r.format == "xls"), 1, 5).content]
    for number in range(max(40, GARBAGE // 50)):
        content = bytearray(random.choice(whole) if number % 2 else random.randbytes(random.randrange(2_000)))
        for _ in range(random.randrange(1, 20) if content else 0):
            content[random.randrange(len(content))] = random.randrange(256)
        name = random.choice(["a.csv", "a.xls", "a.xlsx", "a.txt"])
        try:
            book = read_file(io.BytesIO(bytes(content)), name)
        except VietError:
            continue
        rows = book.rows()
        said = read(rows, book.layouts)
        assert said.members.keys() | said.faults.keys() | said.ignored.keys() == set(range(len(rows)))
