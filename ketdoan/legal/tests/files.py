"""An invented act as the files in which acts come: Word, web page, PDF."""

import io
import zipfile
from collections.abc import Sequence
from html import escape
from typing import Any

import typst
from docx import Document

#: A cell of a table is a list of paragraphs; a line that is a list is a table of rows of cells.
ACT: Sequence[Any] = (
    [[["BỘ THỬ NGHIỆM", "-------"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "-------"]],
     [["Số: 12/2031/TT-BTN"], ["Hà Nội, ngày 05 tháng 6 năm 2031"]]],
    "THÔNG TƯ",
    "Quy định về giờ nghỉ giữa buổi của người lao động làm việc trong phòng đọc",
    "Căn cứ Luật Thử số 1/2030/QH15 ngày 01 tháng 3 năm 2030;",
    "Bộ trưởng Bộ Thử nghiệm ban hành Thông tư quy định về giờ nghỉ giữa buổi.",
    "Chương I",
    "NHỮNG QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Thông tư này quy định số phút mà người đọc sách thuê được nghỉ giữa buổi, cách ghi vào sổ theo Điều 169 Luật Thử.",
    "Điều 2. Giải thích từ ngữ",
    "Trong Thông tư này, các từ ngữ sau được hiểu như sau:",
    "1. Phòng đọc rộng dưới 50 m2 là phòng có một cửa sổ trở lên, mở được từ bên trong, có đèn và chỗ treo áo.",
    "2. Buổi đọc gồm:",
    "a) Buổi sáng, từ khi mở cửa đến 12 giờ;",
    "b) Buổi chiều;",
    "c) Buổi tối;",
    "d) Buổi đêm;",
    "đ) Buổi đọc bù.",
    "Chương II",
    "GIỜ NGHỈ",
    "Mục 1. SỐ PHÚT",
    "Điều 3. Số phút nghỉ",
    "1. Người đọc được nghỉ theo bảng sau:",
    [[["Buổi"], ["Số phút"]], [["1. Sáng"], ["15"]], [["2. Chiều"], ["20"]]],
    "2. Người đọc bù được nghỉ thêm 5 phút.",
    "Điều 4. Sửa đổi, bổ sung Điều 7 của Thông tư số 3/2029/TT-BTN",
    "Sửa đổi, bổ sung Điều 7 như sau:",
    "“Điều 7. Giữ sổ",
    "1. Sổ do tổ trưởng giữ.",
    "2. Sổ cất trong tủ có khóa.”.",
    "Chương III",
    "ĐIỀU KHOẢN THI HÀNH",
    "Điều 5. Hiệu lực thi hành",
    "1. Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 8 năm 2031.",
    "2. Thông tư số 9/2025/TT-BTN ngày 02 tháng 02 năm 2025 hết hiệu lực kể từ ngày Thông tư này có hiệu lực thi hành.",
    [[["Nơi nhận:", "- Như Điều 5;", "- Lưu: VT."], ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Nguyễn Văn Thử"]]],
)  # fmt: skip
BOLD = ("Điều ", "Chương ", "Mục ", "THÔNG TƯ", "BỘ", "NHỮNG", "GIỜ", "ĐIỀU KHOẢN")


def is_bold(line: str) -> bool:
    """Whether a line is set in bold, as headings are."""
    return line.startswith(BOLD) and not line.endswith(".")


def word(act: Sequence[Any] = ACT) -> bytes:
    """The act as a Word document; words of a line are split into runs, as Word leaves them."""
    document = Document()
    for line in act:
        if isinstance(line, str):
            paragraph = document.add_paragraph()
            half = len(line) // 2
            for run in (line[:half], line[half:]):
                paragraph.add_run(run).bold = is_bold(line)
            continue
        table = document.add_table(len(line), len(line[0]))
        for at, row in enumerate(line):
            for place, cell in enumerate(row):
                table.cell(at, place).text = "\n".join(cell)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def page(act: Sequence[Any] = ACT, head: str = "") -> bytes:
    """The act as a web page, with what stands around it there."""
    told = []
    for line in act:
        if isinstance(line, str):
            half = len(line) // 2
            inner = f"<span>{escape(line[:half])}</span><span>{escape(line[half:])}</span>"
            told.append(f"<p align='justify'>{f'<b>{inner}</b>' if is_bold(line) else inner}</p>")
        else:
            rows = ("".join(f"<td>{''.join(f'<p>{escape(text)}</p>' for text in cell)}</td>" for cell in row)
                    for row in line)  # fmt: skip
            told.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return (
        f"<html><head><meta charset='utf-8'><title>Thư viện</title>{head}<script>var Điều = 1;</script></head><body>"
        f"<nav>Điều 1. Menu</nav><div id='toanvancontent'>{''.join(told)}</div><div>Điều 6. Khác</div></body></html>"
    ).encode()


def pdf(act: Sequence[Any] = ACT, head: str = "CÔNG BÁO/Số 5 + 6/Ngày 01-7-2031") -> bytes:
    """The act as a PDF of several pages with running heads and page numbers, lines broken by the margin."""
    told = [
        f'#set page(width: 148mm, height: 130mm, margin: 20mm, header: [{head}], numbering: "1")',
        '#set text(lang: "vi", size: 11pt, hyphenate: false); #set par(justify: false, spacing: 1.1em)',
    ]
    for line in act:
        if isinstance(line, str):
            weight = "bold" if is_bold(line) else "regular"
            told.append(f"#text({_quoted(line)}, weight: {_quoted(weight)})\n")
        else:
            cells = ", ".join(_cell(cell) for row in line for cell in row)
            told.append(f"#table(columns: {len(line[0])}, stroke: none, column-gutter: 20pt, {cells})\n")
    return typst.compile("\n".join(told).encode())


def _cell(paragraphs: Sequence[str]) -> str:
    return f"[{'#linebreak()'.join(f'#text({_quoted(text)})' for text in paragraphs)}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def package(parts: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return file.getvalue()
