"""Files read to lines: one act from Word, a web page and a PDF; files made to do harm; pages of the codification."""

import io
import time
import zipfile

import pypdf
import pytest
import typst

from ketdoan.core.viet import VietError
from ketdoan.legal.reading import kinds
from ketdoan.legal.reading.apart import read_file
from ketdoan.legal.reading.web import rows_of_codified, tree_of
from ketdoan.legal.rules.document import read_act
from ketdoan.legal.rules.structure import parts_of

from .files import ACT, package, page, pdf, word

#: The slowest of the files below takes some two seconds; a reader that hangs takes minutes.
AT_MOST = 30.0
MINIMAL = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b""}
_W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


CHANGED = (
    "<w:p><w:r><w:t>Câu </w:t></w:r><w:del><w:r><w:delText>bỏ </w:delText><w:t>bỏ</w:t></w:r></w:del>"
    '<w:r><w:t>hai</w:t></w:r><w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
).encode()


def body(inside: bytes, before: bytes = b"") -> bytes:
    return before + b'<w:document xmlns:w="' + _W + b'"><w:body>' + inside + b"</w:body></w:document>"


def paragraph(text: str, extra: str = "") -> bytes:
    return f"<w:p>{extra}<w:r><w:t>{text}</w:t></w:r></w:p>".encode()


def docx(inside: bytes, **parts: bytes) -> bytes:
    return package({**MINIMAL, "word/document.xml": body(inside), **{f"word/{n}.xml": c for n, c in parts.items()}})


def articles(content, name):
    found = read_act(read_file(content, name).lines)
    assert not found.wrong
    assert not found.doubts
    return found


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (page, "a.html"), (pdf, "a.pdf")])
def test_an_act_reads_the_same_whatever_file_it_comes_in(make, name):
    found = articles(make(), name)
    text = "\n".join(line for line in ACT if isinstance(line, str)).encode()
    # As plain text the act lacks its tables: the number is said by whoever brings it in.
    plain = read_act(read_file(text, "a.txt").lines, "12/2031/TT-BTN")
    assert (found.number, str(found.since), str(found.head.signed)) == ("12/2031/TT-BTN", "2031-08-01", "2031-06-05")
    assert (found.head.kind, found.head.title) == ("Thông tư", ACT[2])
    table = "\n| Buổi | Số phút |\n| 1. Sáng | 15 |\n| 2. Chiều | 20 |"
    assert [one.text.replace(table, "") for one in found.articles] == [one.text for one in plain.articles]
    assert [(one.no, one.title, one.chapter) for one in found.articles] == [
        ("1", "Phạm vi điều chỉnh", "Chương I NHỮNG QUY ĐỊNH CHUNG"),
        ("2", "Giải thích từ ngữ", "Chương I NHỮNG QUY ĐỊNH CHUNG"),
        ("3", "Số phút nghỉ", "Chương II GIỜ NGHỈ / Mục 1 SỐ PHÚT"),
        ("4", "Sửa đổi, bổ sung Điều 7 của Thông tư số 3/2029/TT-BTN", "Chương II GIỜ NGHỈ / Mục 1 SỐ PHÚT"),
        ("5", "Hiệu lực thi hành", "Chương III ĐIỀU KHOẢN THI HÀNH"),
    ]
    assert table in found.articles[2].text
    assert [(part.clause, part.point) for part in parts_of(found.articles[2].text)] == [("1", ""), ("2", "")]
    assert [part.point for part in parts_of(found.articles[1].text) if part.point] == ["a", "b", "c", "d", "đ"]
    assert found.articles[4].text.endswith("có hiệu lực thi hành.")


def test_word_sets_numbers_leaves_out_what_was_deleted_and_keeps_notes_apart():
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    inside = b"".join([
        paragraph("Điều 1. Một"),
        paragraph("Câu đầu.", numbered),
        CHANGED,
        b'<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>\xe1\xba\xa9n</w:t></w:r></w:p>',
        paragraph("Câu ba.", numbered),
    ])  # fmt: skip
    numbering = (
        b'<w:numbering xmlns:w="' + _W + b'"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        b'<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        b'<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    notes = (
        b'<w:footnotes xmlns:w="'
        + _W
        + b'"><w:footnote w:id="3">'
        + paragraph("Ghi chú.")
        + b"</w:footnote></w:footnotes>"
    )
    lines = read_file(docx(inside, numbering=numbering, footnotes=notes), "a.docx").lines
    assert lines == ["Điều 1. Một", "1. Câu đầu.", "Câu hai[1].", "", "2. Câu ba.", "[1] Ghi chú."]


def test_a_page_has_words_whole_entities_read_and_nothing_that_is_not_shown():
    told = (
        "<p>Đi<b>ề</b>u&nbsp;1. Tên &amp; việc</p><p style='display:none'>ẩn</p>một<br>hai<script>ba</script>"
        "<table><tr><td>a</td><td>b</td></tr></table><!-- bốn -->"
    )
    assert read_file(told.encode(), "a.htm").lines == ["Điều 1. Tên & việc", "một", "hai", "| a | b |"]
    assert read_file("<p>Điều 1. Một</p>".encode("utf-16"), "a.html").lines == ["Điều 1. Một"]


def bomb(name: str, megabytes: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", b"<Types/>")
        with zipped.open(name, "w") as part:
            for _ in range(megabytes):
                part.write(b" " * 1024**2)
    return file.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 12}">' for n in range(1, 12))
    told = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'.encode()
    return package({**MINIMAL, "word/document.xml": body(b"<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", told)})


def locked() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("bi-mat", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def looped() -> bytes:
    """A PDF whose pages are their own children."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


OLD = "NghÞ ®Þnh nµy quy ®Þnh vÒ viÖc lµm cña ng­êi lao ®éng trong c¬ quan " * 40
SCAN = typst.compile(b'#set page(numbering: "1")\n' + b"#rect(width: 90%, height: 80%, fill: gray)\n#pagebreak()\n" * 3)
DEEP = b"<w:p>" * 5_000 + b"</w:p>" * 5_000


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (lambda: b"", "a.docx", "rỗng"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", ".docx"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "mật khẩu"),
        (word, "a.docm", "macro"),
        (lambda: package({**MINIMAL, "word/vbaProject.bin": b"x"}), "a.docx", "macro"),
        (lambda: package({**MINIMAL, "[Content_Types].xml": b"macroEnabled"}), "a.docx", "macro"),
        (lambda: b"{\\rtf1 x}", "a.rtf", ".docx"),
        (lambda: b"\x89PNG\r\n\x1a\n", "a.png", "bản chụp"),
        (lambda: b"x", "a.exe", "Chỉ nhận"),
        (lambda: b"x", "a.pdf", "nội dung không phải"),
        (pdf, "a.html", "nội dung không phải"),
        (lambda: word()[:-400], "a.docx", "hỏng"),
        (lambda: package({"xl/workbook.xml": b"x"}), "a.docx", "không phải là tệp Word"),
        (lambda: bomb("word/document.xml", 300), "a.docx", "quá lớn"),
        (lambda: bomb("word/document.xml", 50), "a.docx", "quá lớn"),
        (lambda: package({**MINIMAL, **{f"x{n}": b"" for n in range(5_000)}}), "a.docx", "quá lớn"),
        (laughs, "a.docx", "hỏng"),
        (lambda: docx(DEEP), "a.docx", "hỏng"),
        (lambda: pdf()[: len(pdf()) // 2], "a.pdf", "."),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj << /Length 99999999 >> stream\n" * 20_000, "a.pdf", "."),
        (looped, "a.pdf", "."),
        (locked, "a.pdf", "mật khẩu"),
        (lambda: SCAN, "a.pdf", "bản chụp"),
        (lambda: "Điều 1. Một".encode("utf-16-le"), "a.txt", "UTF-8"),
        (lambda: b"\xff\x80", "a.txt", "UTF-8"),
        (OLD.encode, "a.txt", "Unicode"),
        (lambda: b"a" * 1_000_000, "a.txt", "quá nhiều"),
    ],
)  # fmt: skip
def test_a_file_that_will_not_do_is_refused_in_words_and_in_time(make, name, words):
    content = make()
    began = time.monotonic()
    with pytest.raises(VietError, match=words):
        read_file(content, name)
    assert time.monotonic() - began < AT_MOST


def test_a_page_nested_without_end_and_a_listing_that_lies_hang_nothing():
    began = time.monotonic()
    lines = read_file(b"<div>" * 200_000 + "<p>Điều 1. Một</p>".encode(), "a.html").lines
    assert lines in ([], ["Điều 1. Một"])
    lying = bytearray(bomb("word/document.xml", 100))
    for at in range(len(lying) - 4):
        if lying[at : at + 4] == b"PK\x01\x02" and b"document" in lying[at : at + 80]:
            lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(VietError):
        read_file(bytes(lying), "a.docx")
    assert time.monotonic() - began < AT_MOST


def test_a_file_that_takes_too_long_is_let_go(monkeypatch):
    content = docx(b"".join(paragraph(f"{number * 7919:x}" * 9) for number in range(60_000)))
    began = time.monotonic()
    with pytest.raises(VietError, match="quá nhiều thời gian"):
        read_file(content, "a.docx", seconds=0)
    assert time.monotonic() - began < AT_MOST
    monkeypatch.setattr(kinds, "PARTS", 1)
    with pytest.raises(VietError, match="quá lớn"):
        read_file(content, "a.docx")


CODIFIED = """<div class='_content'><p class='pChuong'><a name='1'></a>Chương I</p><p class='pChuong'>CHUNG</p>
<p class='pDieu'><a name='x'></a>Điều 9.1.LQ.1. Phạm vi</p>
<p class='pGhiChu'><a href='http://vbpl.vn/x?ItemID=1#Dieu_1'>(Điều 1 Luật số 1/2030/QH15 Thử ngày 01/02/2030
 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2030 )</a></p><p class='pNoiDung'><p>1. Một.</p>
<p>2. Hai.</p></p><p class='pChiDan'>(Điều này có nội dung liên quan đến <a href='#'>Điều 9.1.NĐ.1. Khác</a>)</p>
<p class='pDieu'>Điều 9.1.TT.2.5. Sổ</p><p class='pGhiChu'><a href='http://vbpl.vn/y'>(Điều 5 Thông tư số
 8/2030/TT- BTN, có hiệu lực thi hành kể từ ngày 01/09/2030, có nội dung được sửa đổi bởi Điều 1 Thông tư số
 2/2031/TT-BTN có hiệu lực thi hành kể từ ngày 15/03/2031)</a></p>
<p class='pNoiDung'><p>Sổ có bảng:</p><table><tr><td>a</td><td>b</td></tr></table></p>
<p class='pDieu'>Điều 9.1.LQ.2. Không nguồn</p><p class='pNoiDung'>Lời.</p></div>"""


def test_articles_of_a_codification_page_know_their_act_and_since_when_they_read_so():
    (one, two), left_out = rows_of_codified(tree_of(CODIFIED))
    assert left_out == ["Điều 9.1.LQ.2. Không nguồn"]
    assert (one["law_id"], one["article_id"], one["title"], one["effective"]) == (
        "1/2030/QH15",
        "1",
        "Phạm vi",
        "2030-07-01",
    )
    assert (one["chapter"], one["text"], one["doc_type"]) == ("Chương I CHUNG", "1. Một.\n2. Hai.", "Luật")
    assert one["source_url"] == "http://vbpl.vn/x?ItemID=1#Dieu_1"
    assert (two["law_id"], two["article_id"], two["effective"]) == ("8/2030/TT-BTN", "5", "2031-03-15")
    assert two["text"] == "Sổ có bảng:\n| a | b |"
    assert [row["law_id"] for row in read_file(CODIFIED.encode(), "a.html").rows] == ["1/2030/QH15", "8/2030/TT-BTN"]
