"""Word templates: what they may hold, what is said of the rest, and that nothing in them reaches beyond their data."""

import zipfile
from io import BytesIO

import pytest
from docx import Document

from ketdoan.core.printing import Field, Unfit, check, fill, sample, used_fields

FIELDS = (
    Field("ten_don_vi", "tên", "Công đoàn Mẫu"),
    Field("ngay_ky", "ngày", "05/11/2026"),
    Field("uy_vien", "danh sách", columns=(Field("tt", "số", "1"), Field("ho_ten", "họ tên", "Trần Thị Mẫu"))),
    Field(
        "ban",
        "các ban",
        columns=(Field("ten", "tên", "Ban"), Field("nguoi", "người", columns=(Field("ho_ten", "họ tên", "An"),))),
    ),
)
CONTEXT = {
    "ten_don_vi": "Công đoàn A & B <thử>",
    "ngay_ky": "05/11/2026",
    "uy_vien": [{"tt": "1", "ho_ten": "Lê Thị Ánh"}, {"tt": "2", "ho_ten": "Vũ Bình"}],
    "ban": [{"ten": "Ban một", "nguoi": [{"ho_ten": "Chi"}]}, {"ten": "Ban hai", "nguoi": []}],
}


def word(*paragraphs, rows=(), header=""):
    """A .docx with paragraphs, a table of one column, and a header."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=1)
        for row, text in zip(table.rows, rows, strict=True):
            row.cells[0].text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.author = "Nguyễn Người Soạn"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def read(content):
    """All texts of a .docx in order: paragraphs, then cells, then the header."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [p.text for p in document.paragraphs] + cells + [p.text for p in document.sections[0].header.paragraphs]


def repacked(content, **parts):
    """A .docx with parts put in the place of its own; names with __ for / and _DOT_ for a dot."""
    wanted = {name.replace("__", "/").replace("_DOT_", "."): text for name, text in parts.items()}
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, text in wanted.items():
            new.writestr(name, text)
    return file.getvalue()


def test_fields_rows_and_headers_are_filled():
    template = word(
        "Tên: {{ ten_don_vi }}",
        rows=["{%tr for dong in uy_vien %}", "{{ dong.tt }}. {{ dong.ho_ten|upper }}", "{%tr endfor %}"],
        header="Ngày {{ ngay_ky }}",
    )
    assert check(template, FIELDS) == []
    assert read(fill(template, FIELDS, CONTEXT)) == [
        "Tên: Công đoàn A & B <thử>",
        "1. LÊ THỊ ÁNH",
        "2. VŨ BÌNH",
        "Ngày 05/11/2026",
    ]


def test_a_table_may_stand_in_the_row_of_another():
    template = word(
        "{%p for b in ban %}",
        "{{ b.ten }}: {% for n in b.nguoi %}{{ loop.index }} {{ n.ho_ten }}{% endfor %}",
        "{%p endfor %}",
    )
    assert check(template, FIELDS) == []
    assert [text for text in read(fill(template, FIELDS, CONTEXT)) if text] == ["Ban một: 1 Chi", "Ban hai: "]


def test_data_is_never_read_as_a_template():
    said = fill(word("{{ ten_don_vi }}"), FIELDS, CONTEXT | {"ten_don_vi": "{{ ngay_ky }} {% for %}"})
    assert "{{ ngay_ky }} {% for %}" in read(said)


def test_characters_that_word_cannot_hold_do_not_spoil_the_file():
    said = fill(word("[{{ ten_don_vi }}]"), FIELDS, CONTEXT | {"ten_don_vi": "a\x00b\x07c\x0cd"})
    assert "[a b c d]" in read(said)


def test_who_edited_the_template_is_not_in_the_print():
    about = Document(BytesIO(fill(word("x"), FIELDS, CONTEXT))).core_properties
    assert (about.author, about.last_modified_by) == ("", "")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ ten_donvi }}", "“ten_donvi”, ở đoạn “{{ ten_donvi }}”. Có phải là “ten_don_vi”?"),
        ("{{ tên_đơn_vị }}", "Có phải là “ten_don_vi”?"),
        ("{% if khong_co %}x{% endif %}", "Không có trường “khong_co”"),
        ("{% for u in uy_vien %}{{ u.hoten }}{% endfor %}", "Không có cột của bảng “uy_vien” “hoten”"),
        ("{% for u in nguoi %}{{ u.ho_ten }}{% endfor %}", "Lệnh for phải lặp qua một bảng"),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest_that_exists(text, named):
    problems = check(word("Mở đầu", text), FIELDS)
    assert len(problems) == 1
    assert named in problems[0]


@pytest.mark.parametrize("place", [{"header": "{{ la }}"}, {"rows": ["{{ la }}"]}])
def test_unknown_fields_are_found_wherever_they_stand(place):
    assert any("“la”" in problem for problem in check(word("x", **place), FIELDS))


def test_all_problems_are_told_at_once():
    problems = check(word("{{ mot }}", "{{ hai }}"), FIELDS)
    assert [("“mot”" in p, "“hai”" in p) for p in problems] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ ten don vi }}", "không có dấu cách"),
        ("{% for u in uy_vien %}", "“for” chưa được đóng"),
        ("x {% endfor %}", "“endfor” không có lệnh mở"),
        ("{% neu x %}", "Không có lệnh “neu”"),
        ("{{ uy_vien }}", "“uy_vien” là bảng"),
        ("{ten_don_vi}", "Còn dấu ngoặc nhọn"),
        ("{{p ten_don_vi }}", "Bỏ chữ “p”"),
        ("{{ ten_don_vi|random }}", "“|random”"),
    ],
)
def test_slips_of_syntax_are_told_in_vietnamese(text, told):
    assert told in " ".join(check(word(text), FIELDS))


def test_a_loop_that_opens_before_a_table_and_closes_inside_is_refused():
    problems = check(word("{% for u in uy_vien %}", rows=["{% endfor %}"]), FIELDS)
    assert len(problems) == 1
    assert "Lệnh for hoặc if mở ở một ô" in problems[0]


ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ten_don_vi.__class__ }}",
    "{{ ten_don_vi.format.__globals__ }}",
    "{{ ten_don_vi['__class__'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum() }}",
    "{{ range(1000000000) }}",
    "{{ ten_don_vi|attr('__class__') }}",
    "{{ ten_don_vi|map('upper') }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ ten_don_vi * 999999999 }}",
    "{{ '%0999999999d' % 1 }}",
    "{% for a in uy_vien %}{{ a.__class__ }}{% endfor %}",
    "{% for a in uy_vien %}{{ a.items }}{% endfor %}",
    "{% for a in uy_vien %}{{ loop.__init__ }}{% endfor %}",
    "{% for a in uy_vien %}{{ loop.cycle(1) }}{% endfor %}",
    "{% for a in uy_vien %}{% for b in uy_vien %}x{% endfor %}{% endfor %}",
    "{% for a in uy_vien recursive %}{{ loop(uy_vien) }}{% endfor %}",
    "{% set x = ten_don_vi %}{{ x }}",
    "{% macro m() %}{% endmacro %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% filter upper %}x{% endfilter %}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_leads_out_of_the_data(text):
    assert check(word(text), FIELDS)
    with pytest.raises(Unfit):
        fill(word(text), FIELDS, CONTEXT)


@pytest.mark.parametrize(
    "text", ["{{ a.__class__ }}", "{{ a.upper() }}", "{{ a[0] }}", "{{ lipsum }}", "{{ a|map('x') }}"]
)
def test_the_sandbox_holds_by_itself(text):
    """Should the reading of the tags ever let one through, running it fails too."""
    from jinja2 import TemplateError

    from ketdoan.core.printing import _Environment

    with pytest.raises(TemplateError):
        _Environment().from_string(text).render(a="chữ")


def test_a_context_of_objects_never_reaches_a_template():
    with pytest.raises(TypeError):
        fill(word("{{ ten_don_vi }}"), FIELDS, CONTEXT | {"ten_don_vi": object()})


def test_a_context_without_a_field_is_an_error_of_the_program():
    with pytest.raises(KeyError, match="ngay_ky"):
        fill(word("x"), FIELDS, {name: value for name, value in CONTEXT.items() if name != "ngay_ky"})


def test_entities_are_refused_before_they_are_expanded():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "Word" in check(repacked(word("x"), word__document_DOT_xml=bomb), FIELDS)[0]


def test_a_package_that_swells_is_refused_unread():
    swelling = repacked(word("x"), word__media__a_DOT_bin=b"\0" * (21 * 1024 * 1024))
    assert len(swelling) < 1024 * 1024
    assert "quá lớn" in check(swelling, FIELDS)[0]


def test_links_to_outside_files_are_refused():
    link = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        ' Target="http://example.com/x.dotm" TargetMode="External"/></Relationships>'
    )
    assert "bên ngoài" in check(repacked(word("x"), word___rels__settings_DOT_xml_DOT_rels=link), FIELDS)[0]


@pytest.mark.parametrize(
    "content", [b"", b"not a file", b"PK\x03\x04 broken", repacked(b"PK\x05\x06" + b"\0" * 18, a=b"x")]
)
def test_what_is_not_a_word_file_is_told_so(content):
    assert ".docx" in check(content, FIELDS)[0]


def test_used_fields_are_known_by_name():
    template = word("{{ ten_don_vi }}", "{% for u in uy_vien %}{{ u.tt }}{% endfor %}")
    assert used_fields(template, FIELDS) == {"ten_don_vi", "uy_vien", "uy_vien.tt"}


def test_sample_holds_every_field():
    assert sample(FIELDS)["ban"][1]["nguoi"] == [{"ho_ten": "An"}, {"ho_ten": "An"}]
