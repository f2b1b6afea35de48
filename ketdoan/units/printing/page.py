"""A page of the unions' documents, built with python-docx: A4, Times New Roman, heading, body, tables, signature."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
BODY, SMALL, NOTE, RECEIVERS = 14, 13, 12, 11
# Widths in millimetres. The heading goes a little beyond the text, so that the names of the confederation and of the
# state stand on one line each.
HEADING, SIGNATURE = (84, 95), (75, 90)
#: Columns of tables that stand in the middle.
CENTRED = ("tt", "nam_sinh", "sinh_nam", "sinh_nu", "ngay_vao", "tu_ngay")


class Page:
    """A document that grows downwards, part by part."""

    def __init__(self, title: str, *, landscape: bool = False) -> None:
        self.document = Document()
        self._set_up(title)
        if landscape:
            self._turn()

    def _turn(self) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(20)

    def _set_up(self, title: str) -> None:
        about = self.document.core_properties
        about.title, about.author, about.comments = title, "", ""
        about.created = about.modified = datetime(2026, 1, 1, tzinfo=UTC)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(BODY)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
            fonts.set(qn(script), FONT)
        normal.element.rPr.append(_element("w:lang", {"w:val": "vi-VN", "w:eastAsia": "vi-VN"}))
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        number = section.header.paragraphs[0]
        number.alignment = ALIGN.CENTER
        _page_number(number)

    def heading(self, number: str = "") -> None:
        """Who issues it, on the left; the two lines of the state, the place and the day, on the right."""
        left, right = self._two_columns(HEADING)
        write(left, "{{ cap_tren }}", size=NOTE, align=ALIGN.CENTER)
        write(left.add_paragraph(), "{{ don_vi_ban_hanh }}", bold=True, size=NOTE, align=ALIGN.CENTER)
        _rule(left.add_paragraph(), 22)
        if number:
            write(left.add_paragraph(), number, size=SMALL, align=ALIGN.CENTER)
        write(right, "{{ quoc_hieu }}", bold=True, size=NOTE, align=ALIGN.CENTER)
        write(right.add_paragraph(), "{{ tieu_ngu }}", bold=True, size=SMALL, align=ALIGN.CENTER)
        _rule(right.add_paragraph(), 20)
        write(right.add_paragraph(), "{{ dia_danh }}, {{ ngay_ky }}", italic=True, size=SMALL, align=ALIGN.CENTER)

    def title(self, name: str, about: str) -> None:
        """The name of the kind of document, what it is about, and a short line below."""
        paragraph = self.centred(name, bold=True)
        paragraph.paragraph_format.space_before = Pt(18)
        self.centred(about, bold=True).paragraph_format.space_before = Pt(0)
        _rule(self.document.add_paragraph(), 60)

    def centred(self, text: str, *, bold: bool = False, italic: bool = False) -> Any:
        """A line in the middle."""
        paragraph = write(self.document.add_paragraph(), text, bold=bold, italic=italic, size=BODY, align=ALIGN.CENTER)
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def line(self, tag: str) -> None:
        """A paragraph that holds nothing but a tag and is gone when filled."""
        self.document.add_paragraph(tag)

    @contextmanager
    def where(self, name: str) -> Iterator[None]:
        """What is added meanwhile stands only where a field is not empty; without a name, always."""
        if name:
            self.line(f"{{%p if {name} %}}")
        yield
        if name:
            self.line("{%p endif %}")

    def body(self, text: str, *, bold: bool = False, italic: bool = False) -> Any:
        """A paragraph of the text, its first line indented."""
        paragraph = write(self.document.add_paragraph(), text, bold=bold, italic=italic, size=BODY, align=ALIGN.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_before = Pt(6)
        return paragraph

    def article(self, number: int, text: str) -> None:
        """An article: "Điều 1." in bold, and what it says."""
        paragraph = self.body(f"Điều {number}. ", bold=True)
        paragraph.add_run(text)

    def table(self, name: str, columns: Sequence[tuple[str, str, int]]) -> None:
        """A table with a row for each row of the data; columns are heading, name and width in millimetres."""
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for index, (heading, column, width) in enumerate(columns):
            _set_width(table, index, width)
            write(table.cell(0, index).paragraphs[0], heading, bold=True, size=SMALL, align=ALIGN.CENTER)
            align = ALIGN.CENTER if column in CENTRED else ALIGN.LEFT
            write(table.cell(2, index).paragraphs[0], f"{{{{ dong_bang.{column} }}}}", size=SMALL, align=align)
        table.cell(1, 0).paragraphs[0].add_run(f"{{%tr for dong_bang in {name} %}}")
        table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")
        for row in table.rows:
            _mark(row, "w:cantSplit")
        _mark(table.rows[0], "w:tblHeader")
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)

    def signature(self, receivers: Sequence[str] = (), beside: Sequence[str] = ()) -> None:
        """Who gets it, on the left, or who signs there; who signs for the union, on the right, with room for signature
        and seal. `beside` are the lines over a signature on the left."""
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(12)
        left, right = self._two_columns(SIGNATURE)
        if receivers:
            write(left, "Nơi nhận:", bold=True, italic=True, size=NOTE)
            for receiver in ("Như Điều 3", *receivers):
                write(left.add_paragraph(), f"- {receiver};", size=RECEIVERS)
            write(left.add_paragraph(), "- Lưu: VT, TC.", size=RECEIVERS)
            write(right, "TM. {{ co_quan_ban_hanh }}", bold=True, size=BODY, align=ALIGN.CENTER)
            write(right.add_paragraph(), "{{ chuc_vu_nguoi_ky }}", bold=True, size=BODY, align=ALIGN.CENTER)
        else:
            for number, line in enumerate(beside):
                place = left.add_paragraph() if number else left
                write(place, line, bold=not number, italic=bool(number), size=BODY, align=ALIGN.CENTER)
            write(right, "{{ chuc_vu_nguoi_ky }}", bold=True, size=BODY, align=ALIGN.CENTER)
        for _ in range(4):
            right.add_paragraph()
        write(right.add_paragraph(), "{{ nguoi_ky }}", bold=True, size=BODY, align=ALIGN.CENTER)

    def content(self) -> bytes:
        """The finished .docx."""
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()

    def _two_columns(self, widths: tuple[int, int]) -> tuple["Cell", "Cell"]:
        table = self.document.add_table(rows=1, cols=2)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _mark(table.rows[0], "w:cantSplit")
        margins = OxmlElement("w:tblCellMar")
        for side in ("w:left", "w:right"):
            margins.append(_element(side, {"w:w": "0", "w:type": "dxa"}))
        layout = table._tbl.tblPr  # noqa: SLF001 - python-docx knows no inner margins
        layout.insert_element_before(margins, "w:tblLook")
        for index, width in enumerate(widths):
            _set_width(table, index, width)
        left, right = table.rows[0].cells
        return Cell(left), Cell(right)


class Cell:
    """A cell whose empty first paragraph is used before others are added."""

    def __init__(self, cell: Any) -> None:
        self.cell = cell
        self.first = cell.paragraphs[0]

    def add_paragraph(self) -> Any:
        return self.cell.add_paragraph()


def write(
    place: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = BODY, align: Any = None
) -> Any:
    paragraph = place.first if isinstance(place, Cell) else place
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _set_width(table: Any, index: int, width: int) -> None:
    """Set a column's width in millimetres, both where Word reads it and where LibreOffice does."""
    table.columns[index].width = Mm(width)
    for cell in table.columns[index].cells:
        cell.width = Mm(width)


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(attribute), value)
    return element


def _mark(row: Any, name: str) -> None:
    """Set a property of a table's row that python-docx has no name for."""
    row._tr.get_or_add_trPr().append(_element(name, {"w:val": "true"}))  # noqa: SLF001 - no public way


def _rule(paragraph: Any, indent: int) -> None:
    """A thin line in the middle: an empty paragraph with a lower border, indented on both sides (millimetres)."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(indent)
    layout.line_spacing = Pt(3)
    layout.space_after = Pt(4)
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:bottom", {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "auto"}))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx knows no borders of paragraphs
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _page_number(paragraph: Any) -> None:
    """The number of the page, from the second page on."""
    command = OxmlElement("w:instrText")
    command.text = "PAGE"
    begin, end = (_element("w:fldChar", {"w:fldCharType": kind}) for kind in ("begin", "end"))
    for element in (begin, command, end):
        paragraph.add_run()._r.append(element)  # noqa: SLF001 - python-docx knows no fields
