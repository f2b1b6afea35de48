"""CSV files of any encoding and delimiter are read; what is no text is refused in words."""

import io

import pytest

from ketdoan.core.excel import open_delimited
from ketdoan.core.viet import VietError

from .old_codes import to_abc, to_vni

ROWS = [
    ["Họ và tên", "Địa chỉ", "Số"],
    ["Nguyễn Thị Huệ", "5 Lê Lợi, phường Đống Đa", "0012"],
    ["Trần Ước", 'xã "Mới"', ""],
]


def text(delimiter):
    quoted = [[f'"{cell.replace(chr(34), 2 * chr(34))}"' for cell in row] for row in ROWS]
    return "\r\n".join(delimiter.join(row) for row in quoted)


def rows(content):
    return [row + [""] * (3 - len(row)) for row in open_delimited(io.BytesIO(content), "tệp").rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read_whatever_parts_their_cells(encoding, delimiter):
    assert rows(text(delimiter).encode(encoding)) == ROWS


def test_windows_1258_is_read():
    content = text(";")
    tones = {
        "ễ": "ê\u0303",
        "ị": "i\u0323",
        "ệ": "ê\u0323",
        "ọ": "o\u0323",
        "ỉ": "i\u0309",
        "ợ": "ơ\u0323",
        "ố": "ô\u0301",
    }
    tones |= {"ầ": "â\u0300", "Ư": "Ư", "ớ": "ơ\u0301", "ờ": "ơ\u0300"}
    written = (
        "".join(tones.get(ch, ch) for ch in content).replace("Đố", "Đô\u0301").replace("ã", "a\u0303").encode("cp1258")
    )
    assert rows(written) == ROWS


def test_files_in_the_codes_of_old_fonts_keep_those_codes_for_the_fonts_to_be_told():
    assert rows(to_abc(text(",")).encode("latin-1"))[1][0] == to_abc("Nguyễn Thị Huệ")
    assert rows(to_vni(text(",")).encode("latin-1"))[1][0] == to_vni("Nguyễn Thị Huệ")


def test_a_number_that_an_export_protected_from_excel_keeps_its_zeros():
    assert open_delimited(io.BytesIO(b'A,B\n="0012",x'), "t").rows[1] == ["0012", "x"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"\n\n , \n", "không có dòng nào"),
        (b"\x00\x01\x02\x03" * 50, "hỏng|không phải"),
        (b"%PDF-1.7\n1 0 obj", "không phải"),
        (b"<html><table>", "không phải"),
        (b"GIF89a\x01\x02", "không phải"),
        (b"\xff\xfeA", "hỏng"),
        (b"a,b\n\xfe\xfc\xf0,\x8f\x9d", "bảng mã"),
    ],
    ids=["empty", "blank", "binary", "pdf", "html", "picture", "cut", "unknown"],
)
def test_what_is_no_list_is_refused_in_words(content, words):
    with pytest.raises(VietError, match=words):
        open_delimited(io.BytesIO(content), "t")
