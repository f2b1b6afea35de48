"""Sheets as unions use them, made by what is known to be true of each: twenty ways of laying out a table.

A content is a list of sections; a row is told by its words, its unit of measure and the rows under it. `ways` say how
they are written down. What is true of a row is told by labels: its kind, its unit of measure, and what it belongs to.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

from xlsxwriter import Workbook

from ketdoan.core.tests.old_codes import to_abc, to_vni

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


@dataclass
class Item:
    """A row: its words, what it is counted in; what the rows under it are: its "parts", or what it is the "total" of.
    A share names its two rows."""

    label: str
    uom: str
    below: "list[Item]" = field(default_factory=list)
    how: str = ""
    share: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Way:
    """How a sheet is laid out. See `SHEETS` for what is used."""

    numbers: str = "roman"  # of sections: roman, upper, none; rows are 1, 2, 3
    below: str = "dotted"  # how rows under others are numbered: dotted, letter, dash, plus, indent
    uom: str = "column"  # column, bracket, words (nowhere)
    columns: tuple[str, ...] = ("Số liệu",)
    over: str = ""  # a merged heading over the columns of figures
    filled: bool = True
    restart: bool = False  # rows are numbered anew in each section
    within: bool = False  # numbers stand before the words, in their column
    shifted: bool = False  # words of rows under others stand one column further right
    marker: str = "row"  # row ("Trong đó:"), prefix ("Trong đó: …")
    loud: bool = False  # sections in capitals
    gaps: bool = False
    numbered_columns: bool = False
    foot: bool = True
    font: str = ""
    sums: str = ""  # a row "Cộng" under the rows of each section, "Tổng cộng" at the end
    no_header: bool = False
    letterhead: bool = True
    ditto: bool = False


@dataclass(frozen=True)
class Truth:
    """What is true of a row."""

    label: str
    kind: str
    uom: str
    of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Made:
    """A sheet, its truth, and what it is called."""

    name: str
    content: bytes
    rows: Sequence[Truth]
    title: str
    code: str
    periods: frozenset[str]


def item(label, uom, *below, how="parts", share=("", "")):
    return Item(label, uom, list(below), how if below else "", share)


def labour():
    return [
        ("Lao động, việc làm, đời sống", [
            item("Tổng số CNVCLĐ", "người", item("Nữ", "người"), item("Lao động là đảng viên", "người")),
            item("Số lao động thiếu việc làm", "người"),
            item("Tiền lương bình quân một người một tháng", "đồng/người"),
            item("Số lao động được ký hợp đồng lao động", "người"),
            item("Tỷ lệ lao động được ký hợp đồng lao động trên tổng số CNVCLĐ", "%",
                 share=("Số lao động được ký hợp đồng lao động", "Tổng số CNVCLĐ")),
            item("Số tiền doanh nghiệp còn nợ lương", "đồng"),
        ]),
        ("Tranh chấp lao động, ngừng việc", [
            item("Tổng số cuộc ngừng việc tập thể", "cuộc", item("Vì tiền lương, tiền thưởng", "cuộc"),
                 item("Vì bữa ăn ca", "cuộc"), item("Vì nguyên nhân khác", "cuộc"), how="total"),
            item("Số lượt người tham gia ngừng việc", "lượt"),
            item("Số vụ tai nạn lao động", "vụ", item("Số vụ có người chết", "vụ")),
        ]),
    ]  # fmt: skip


def organisation():
    return [
        ("Phát triển đoàn viên, thành lập công đoàn cơ sở", [
            item("Tổng số công đoàn cơ sở", "đơn vị", item("Khu vực nhà nước", "đơn vị"),
                 item("Doanh nghiệp ngoài nhà nước", "đơn vị"), item("Doanh nghiệp có vốn đầu tư nước ngoài", "đơn vị"),
                 how="total"),
            item("Số đoàn viên kết nạp mới", "người", item("Nữ", "người")),
            item("Tổng số đoàn viên", "người", item("Nữ", "người")),
            item("Số công đoàn cơ sở thành lập mới", "đơn vị"),
        ]),
        ("Công tác cán bộ", [
            item("Tổng số cán bộ công đoàn", "người", item("Cán bộ chuyên trách", "người"),
                 item("Cán bộ không chuyên trách", "người"), how="total"),
            item("Số lớp tập huấn cán bộ công đoàn", "lớp"),
            item("Số lượt người dự tập huấn", "lượt"),
        ]),
        ("Công tác kiểm tra", [
            item("Số cuộc kiểm tra", "cuộc", item("Kiểm tra chấp hành Điều lệ", "cuộc"),
                 item("Kiểm tra tài chính", "cuộc")),
            item("Số đơn khiếu nại, tố cáo", "hồ sơ"),
        ]),
    ]  # fmt: skip


def care():
    return [
        ("Chăm lo Tết Nguyên đán", [
            item("Số người được chăm lo", "người", item("Đoàn viên khó khăn", "người")),
            item("Số suất quà đã trao", "suất"),
            item("Tổng số tiền chăm lo", "đồng", item("Nguồn tài chính công đoàn", "đồng"),
                 item("Nguồn chuyên môn hỗ trợ", "đồng"), item("Nguồn xã hội hóa", "đồng"), how="total"),
        ]),
        ("Mái ấm Công đoàn", [
            item("Số nhà xây mới", "căn"),
            item("Số nhà sửa chữa", "căn"),
            item("Kinh phí hỗ trợ Mái ấm Công đoàn", "đồng"),
        ]),
        ("Hoạt động khác", [
            item("Số lượt thăm hỏi đoàn viên ốm đau", "lượt"),
            item("Số tiền thăm hỏi", "đồng"),
            item("Số cuộc đối thoại tại nơi làm việc", "cuộc", item("Đối thoại định kỳ", "cuộc"),
                 item("Đối thoại đột xuất", "cuộc"), how="total"),
        ]),
    ]  # fmt: skip


def spending():
    """Sums under the rows of a section."""
    return [
        ("Các khoản thu", [
            item("Thu đoàn phí", "đồng"), item("Thu kinh phí công đoàn", "đồng"), item("Thu khác", "đồng"),
        ]),
        ("Các khoản chi", [
            item("Chi chăm lo đoàn viên", "đồng"), item("Chi tuyên truyền", "đồng"), item("Chi quản lý", "đồng"),
            item("Chi khác", "đồng"),
        ]),
    ]  # fmt: skip


def women():
    return [
        ("Nữ công", [
            item("Tổng số nữ CNVCLĐ", "người", item("Nữ cán bộ quản lý", "người"), item("Nữ đảng viên", "người")),
            item("Số câu lạc bộ nữ công", "câu lạc bộ"),
            item("Số lượt nữ được khám sức khỏe", "lượt"),
            item("Con đoàn viên được khen thưởng", "người"),
            item("Kinh phí khen thưởng con đoàn viên", "đồng"),
            item("Nữ đạt danh hiệu Giỏi việc nước, đảm việc nhà", "người", item("Cấp cơ sở", "người"),
                 item("Cấp trên cơ sở", "người"), item("Cấp toàn quốc", "người"), how="total"),
        ]),
    ]  # fmt: skip


TITLES = {
    labour: ("Báo cáo tình hình lao động, việc làm, quan hệ lao động", "6 tháng đầu năm 2025", {"half"}),
    organisation: ("Báo cáo số liệu tổ chức, cán bộ công đoàn", "năm 2024", {"year"}),
    care: ("Kết quả chăm lo đoàn viên, người lao động", "Quý I năm 2025", {"quarter"}),
    spending: ("Tổng hợp thu, chi tài chính công đoàn", "năm 2024", {"year"}),
    women: ("Biểu thống kê công tác nữ công", "6 tháng đầu năm 2025", {"half"}),
}
TWO = ("Kỳ này", "Kỳ trước")
SHEETS = [
    ("plain", labour, Way()),
    ("two columns under one heading", labour, Way(columns=TWO, over="Số liệu báo cáo", below="dash")),
    ("units in brackets", labour, Way(uom="bracket", below="letter", columns=("Số lượng",))),
    ("numbers within the words", labour, Way(within=True, below="dash", uom="bracket", loud=True)),
    ("blank, by words alone", labour, Way(filled=False, uom="words", below="dash", marker="prefix")),
    ("capital letters, numbered columns", organisation, Way(numbers="upper", numbered_columns=True, loud=True)),
    ("numbered anew in each section", organisation, Way(restart=True, below="letter")),
    ("old font ABC", organisation, Way(font="abc", below="dash", columns=TWO)),
    ("old font VNI", labour, Way(font="vni", uom="bracket")),
    ("words shifted by a column", organisation, Way(shifted=True, below="dash", gaps=True)),
    ("blank with dotted numbers", organisation, Way(filled=False)),
    ("blank with letters", care, Way(filled=False, below="letter", restart=True, loud=True)),
    ("indented without signs", care, Way(below="indent", columns=("Thực hiện", "Cùng kỳ"), over="Kết quả")),
    ("plus signs", care, Way(below="plus", marker="prefix", gaps=True)),
    ("sums under the rows", spending, Way(sums="below", restart=True)),
    ("sums with formulas", spending, Way(sums="formula", filled=False, loud=True)),
    ("one section without a heading", women, Way(numbers="none", below="dotted", columns=TWO)),
    ("no letterhead, no foot", women, Way(numbers="none", below="dash", letterhead=False, foot=False, uom="bracket")),
    ("ditto marks", care, Way(ditto=True, below="dash", columns=("Số liệu",))),
    ("long numbers, merged header", women, Way(numbers="none", below="letter", over="Số liệu trong kỳ", columns=TWO,
                                               numbered_columns=True, gaps=True)),
]  # fmt: skip


def sheets(seed: int = 1) -> Iterator[Made]:
    """The twenty sheets."""
    for at, (name, content, way) in enumerate(SHEETS):
        yield _Maker(way, random.Random(seed * 100 + at)).make(name, content)


class _Maker:
    def __init__(self, way: Way, dice: random.Random) -> None:
        self.way, self.dice = way, dice
        self.rows: list[list] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.truth: list[Truth] = []
        self.count = 0
        self.width = 3 + bool(way.shifted) + (way.uom == "column") + len(way.columns) - bool(way.within)

    def make(self, name, content) -> Made:
        title, period, periods = TITLES[content]
        if self.way.letterhead:
            self.rows += [
                ["LIÊN ĐOÀN LAO ĐỘNG TỈNH", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["CÔNG ĐOÀN CƠ SỞ", "", "Độc lập - Tự do - Hạnh phúc"],
                ["", "", "Mẫu số 03/BC-CĐ"],
                [],
            ]
        self._wide(f"{title.upper()} {period.upper()}")
        self.rows.append([])
        self._header()
        told = content()
        sums = []
        for at, (heading, items) in enumerate(told):
            sums.append(self._section(at, heading, items))
        if self.way.sums:
            # What comes in and what goes out is not added up by anybody; only the sums of the sections are there.
            pass
        if self.way.foot:
            self._foot()
        return Made(
            name, self._written(), self.truth, title, "03-BC-CD" if self.way.letterhead else "", frozenset(periods)
        )

    def _wide(self, text):
        self.merged.append((len(self.rows), 0, len(self.rows), self.width - 1))
        self.rows.append([text])

    def _header(self):
        way = self.way
        head = [] if way.within else ["STT"]
        head.append("Nội dung" if way.loud else "Chỉ tiêu")
        if way.shifted:
            self.merged.append((len(self.rows), len(head) - 1, len(self.rows), len(head)))
            head.append("")
        if way.uom == "column":
            head.append("ĐVT" if way.gaps else "Đơn vị tính")
        at = len(self.rows)
        if way.over:
            first = len(head)
            self.merged += [(at, column, at + 1, column) for column in range(first)]
            self.merged.append((at, first, at, first + len(way.columns) - 1))
            self.rows += [[*head, way.over], [*[""] * first, *way.columns]]
        else:
            self.rows.append([*head, *way.columns])
        if way.numbered_columns:
            self.rows.append(["A", "B", "C", "1", "2", "3"][: self.width])

    def _section(self, at, heading, items):
        way = self.way
        start = len(self.truth)
        if way.numbers != "none":
            number = ROMAN[at] if way.numbers == "roman" else "ABCDEF"[at]
            text = heading.upper() if way.loud else heading
            self.rows.append([f"{number}. {text}"] if way.within else [number, text])
            self.truth.append(Truth(text, "section", ""))
        if way.restart:
            self.count = 0
        names = []
        for one in items:
            self.count += 1
            self._item(one, str(self.count))
            names.append(one.label)
        if way.sums:
            label = "Cộng" if way.sums == "below" else f"Cộng mục {ROMAN[at]}"
            first = self.count - len(items) + 1
            formula = f" ({'+'.join(str(no) for no in range(first, self.count + 1))})" if way.sums == "formula" else ""
            total = [sum(column) for column in zip(*self.figures[-len(items) :], strict=True)]
            self._row("", label + formula, "", "đồng", total, 0)
            self.truth.append(Truth(label, "total", "đồng", frozenset(names)))
        if way.gaps:
            self.rows.append([])
        return start

    figures: list

    def _item(self, one, number):
        way = self.way
        numbers = self._numbers(one)
        if not hasattr(self, "figures"):
            self.figures = []
        self.figures.append(numbers[0])
        self._row(number, one.label, number, one.uom, numbers[0], 0)
        kind = "ratio" if one.share[0] else "total" if one.how == "total" else "line"
        of = frozenset(one.share) if one.share[0] else frozenset(sub.label for sub in one.below) * 0 if False else (
            frozenset(sub.label for sub in one.below) if kind == "total" else frozenset()
        )  # fmt: skip
        self.truth.append(Truth(one.label, kind, one.uom, of))
        parts = one.how == "parts" and one.below
        if parts and way.marker == "row":
            self.rows.append(["Trong đó:"] if way.within else ["", "Trong đó:"])
        for at, sub in enumerate(one.below):
            label = sub.label
            if parts and way.marker == "prefix" and at == 0:
                label = f"Trong đó: {label[0].lower()}{label[1:]}"
            sign = {"dotted": f"{number}.{at + 1}", "letter": "abcdef"[at], "dash": "-", "plus": "+", "indent": ""}
            prefixed = label.startswith("Trong đó")
            self._row("" if prefixed else sign[way.below], label, number, sub.uom, numbers[at + 1], 1)
            kind = "part" if parts else "line"
            self.truth.append(Truth(label, kind, sub.uom, frozenset([one.label]) if parts else frozenset()))
        if way.gaps and self.dice.random() < 0.3:
            self.rows.append([])

    def _numbers(self, one):
        """Figures that are as the structure says, those of the row first."""
        width = len(self.way.columns)
        below = [[self.dice.randrange(2, 90) for _ in range(width)] for _ in one.below]
        total = (
            [sum(column) for column in zip(*below, strict=True)] if below else [self.dice.randrange(100, 900)] * width
        )
        if one.how == "parts":
            total = [number + self.dice.randrange(5, 99) for number in total]
        return [total, *below]

    def _row(self, sign, label, number, uom, figures, depth):
        way = self.way
        text = label
        if way.uom == "bracket" and not (uom == "đồng" and not way.columns):
            text = f"{text} ({uom})"
        in_words = way.within or (depth and way.below in ("dash", "plus") and sign in ("-", "+"))
        if in_words and sign:
            text = f"{sign} {text}" if sign in "-+" else f"{sign}. {text}" if "." not in sign else f"{sign} {text}"
            sign = ""
        if depth and way.below in ("indent", "dash"):
            text = f"    {text}"
        row = [] if way.within else [sign]
        row += ["", text.strip()] if way.shifted and depth else [text, ""] if way.shifted else [text]
        if way.uom == "column":
            row.append('"' if way.ditto and depth else {"người": "Người", "đồng": "Đồng"}.get(uom, uom))
        row += [str(figure) for figure in figures] if way.filled else [""] * len(figures)
        self.rows.append(row)

    def _foot(self):
        self.rows += [
            [],
            ["Ghi chú: số liệu tính đến ngày 31/5; đơn vị không phát sinh ghi số 0."],
            ["", "", "Hà Nội, ngày 05 tháng 6 năm 2025"],
            ["Người lập biểu", "", "TM. BAN CHẤP HÀNH"],
            ["(Ký, ghi rõ họ tên)", "", "Chủ tịch"],
            [],
            ["Nguyễn Thị Bình", "", "Trần Văn An"],
        ]

    def _written(self):
        made = BytesIO()
        book = Workbook(made, {"in_memory": True, "strings_to_numbers": True})
        sheet = book.add_worksheet("Biểu")
        write = {"abc": to_abc, "vni": to_vni}.get(self.way.font, str)
        for at, row in enumerate(self.rows):
            for column, text in enumerate(row):
                if text != "":
                    sheet.write(at, column, write(text) if not str(text).isdigit() else float(text))
        for top, left, bottom, right in self.merged:
            if (top, left) != (bottom, right):
                text = self.rows[top][left]
                sheet.merge_range(top, left, bottom, right, write(text))
        book.close()
        return made.getvalue()


def without_case(truth: Truth) -> Truth:
    """A truth as it is compared where a font has no capitals."""
    return replace(truth, label=truth.label.lower(), of=frozenset(label.lower() for label in truth.of))
