"""How the lines of a table belong together: sections, totals, parts, shares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ketdoan.core.viet import VietError, fold, parse_number

from .columns import Raw, Table
from .model import LINE, LONGEST, NONE, PART, RATIO, SECTION, TOTAL, Line
from .words import (
    ARABIC,
    DASH,
    DOTTED,
    LETTER,
    PLUS,
    ROMAN,
    UNNUMBERED,
    UPPER,
    formula_in,
    uom_guessed,
    words,
)

_TOTAL = re.compile(r"(tong cong|tong so|cong|tong)\b")
_SUMMING = re.compile(r"(tong cong|cong|tong so|tong)( (muc|phan|chung|so|toan bo))?( [ivx]+| [a-h]| \d+)?")
_SEX = re.compile(r"(trong do )?(so )?(cong nhan |lao dong |doan vien |can bo |nguoi )?(nu|nam)( gioi)?")
#: What is said of a figure that cannot be added up.
NEVER_ADDED = ("%", "đồng/người", "điểm")
GUESSED_UOM = "Đơn vị tính suy từ tên dòng."
NO_UOM = "Chưa rõ đơn vị tính."
GUESSED_TOTAL = "Cho là tổng của các dòng dưới nó."
GUESSED_PART = "Cho là một phần của dòng trên."
WOMEN = "Trong đó: nữ"
NOT_ADDING = "Số trong tệp không khớp với tổng này."
GUESSED_SHARE = "Xem lại tử số và mẫu số."


@dataclass(slots=True)
class Node:
    """A line on its way: which line it stands under, what it says of the lines under it, to which lines it belongs."""

    raw: Raw
    at: int
    kind: str = LINE
    label: str = ""
    uom: str = ""
    told: bool = True
    parent: "Node | None" = None
    marker: str = ""
    section: "Node | None" = None
    of: "list[Node]" = field(default_factory=list)
    formula: tuple[str, ...] = ()
    doubts: list[str] = field(default_factory=list)
    below: "list[Node]" = field(default_factory=list)

    @property
    def total_words(self) -> bool:
        """Whether its words say that it is a total."""
        return bool(_TOTAL.match(fold(self.label)))

    @property
    def summing(self) -> bool:
        """Whether it is nothing but a sum: Cộng, Tổng cộng, Cộng mục I."""
        return bool(_SUMMING.fullmatch(fold(self.label))) or bool(self.formula)


def lines_of(table: Table) -> list[Line]:
    """The lines of a table with what belongs to what."""
    nodes = _nodes(table)
    _hang(nodes)
    _measure(nodes, table)
    for node in nodes:
        _of_below(node)
        if node.below and node.kind == LINE:
            _relate(node)
    _sum_up(nodes)
    _share(nodes)
    return list(_told(nodes))


def _nodes(table: Table) -> list[Node]:
    """The rows as nodes, the words that only announce what follows put to the line that follows."""
    filled = any(raw.filled for raw in table.rows)
    found: list[Node] = []
    marker, section = "", None
    for at, raw in enumerate(table.rows):
        if not raw.uom and not raw.filled and (kind := words().marker(raw.label)):
            marker = kind
            continue
        formula, label = formula_in(raw.label)
        node = Node(raw, len(found), LINE, label[:LONGEST], raw.uom, formula=formula, marker=marker)
        marker = ""
        if _heads(raw, table, at, filled=filled):
            node.kind, section = SECTION, node
        node.section = section
        found.append(node)
        if table.women and node.kind == LINE and not raw.label.startswith(WOMEN):
            women = replace(raw, style=UNNUMBERED, no="", label=WOMEN, figures=raw.women, women=())
            found.append(Node(women, len(found), LINE, WOMEN, section=section))
    return found


def _heads(raw: Raw, table: Table, at: int, *, filled: bool) -> bool:
    """Whether a row is the heading of a section: it counts nothing, and stands outside the lines that follow."""
    if raw.uom or raw.filled or words().begins_part(raw.label):
        return False
    following = next(iter(table.rows[at + 1 : at + 2]), None)
    if following is None or _SUMMING.fullmatch(fold(formula_in(raw.label)[1])):
        return False
    if raw.style in (UPPER, ROMAN):
        return True
    if raw.style == UNNUMBERED:
        loud = raw.label.isupper() and len(raw.label) > 3
        return loud or (following.style == ARABIC and following.no == "1" and not _TOTAL.match(fold(raw.label)))
    counted = table.tells_uom or filled
    return (
        counted
        and raw.style in (ARABIC, DOTTED)
        and _rank(following) > _rank(raw)
        and not _TOTAL.match(fold(raw.label))
    )


def _rank(raw: Raw) -> float:
    """How far inside a line stands by its number; dotted numbers by how many they are."""
    if raw.style == DOTTED:
        return ARABIC + 0.1 * raw.no.count(".") + 0.1
    return raw.style + 0.0


def _hang(nodes: Sequence[Node]) -> None:
    """Put each line under the line to which it belongs by number, sign or indentation."""
    open_ones: list[tuple[float, Node]] = []
    numbered = any(node.raw.style in (ARABIC, DOTTED, LETTER) for node in nodes if node.kind == LINE)
    for node in nodes:
        if node.kind == SECTION:
            open_ones.clear()
            continue
        rank = _rank_of(node, open_ones, numbered=numbered)
        if node.marker and open_ones and rank <= open_ones[-1][0]:
            rank = open_ones[-1][0] + 0.5
        while open_ones and open_ones[-1][0] >= rank:
            open_ones.pop()
        if node.raw.style == DOTTED:
            prefix = node.raw.no.rpartition(".")[0]
            node.parent = next((one for _, one in reversed(open_ones) if one.raw.no == prefix), None)
        elif open_ones:
            above = open_ones[-1][1]
            node.parent = above.parent if _says_part(above) and above.parent else above
        if node.parent:
            node.parent.below.append(node)
        if not node.summing or node.at == 0 or nodes[node.at - 1].kind == SECTION:  # what follows a sum is not under it
            open_ones.append((rank, node))


def _rank_of(node: Node, open_ones: Sequence[tuple[float, Node]], *, numbered: bool) -> float:
    raw = node.raw
    if raw.style != UNNUMBERED:
        return _rank(raw)
    if node.summing and not words().begins_part(node.label):
        return 0.0
    inside = 10 + raw.indent / 100
    if words().begins_part(node.label) or _sex(node):
        inner = next((one for one in reversed(open_ones) if not _says_part(one[1])), None)
        return inner[0] + 0.4 if inner else inside
    if not numbered or node.marker:
        return inside
    last = open_ones[-1] if open_ones else None
    if last and (last[1].raw.style == UNNUMBERED or raw.indent > last[1].raw.indent):
        return inside if raw.indent or last[1].parent else ARABIC + 0.0
    return ARABIC + 0.0


def _sex(node: Node) -> str:
    match = _SEX.fullmatch(fold(node.label))
    return match[4] if match else ""


def _says_part(node: Node) -> bool:
    return node.raw.style == UNNUMBERED and (words().begins_part(node.label) or bool(_sex(node)))


def _measure(nodes: Sequence[Node], table: Table) -> None:
    """What each line is counted in, where it does not say so: as its words tell, else as the line above it."""
    for node in nodes:
        if node.kind == SECTION or node.uom:
            continue
        guessed = uom_guessed(node.label) or ("người" if table.women else "")
        whole = node.parent.uom if node.parent and node.parent.uom not in NEVER_ADDED else ""
        own = "" if _sex(node) or words().begins_part(node.label) or node.summing else guessed
        node.uom = whole if whole and (not own or table.tells_uom) and own != "%" else own or guessed
        node.told = bool(whole) and node.uom == whole
        if node.summing and not node.parent:
            node.uom = ""
        elif not node.uom:
            node.doubts.append(NO_UOM)
        elif not node.told:
            node.doubts.append(GUESSED_UOM)


def _of_below(node: Node) -> None:
    """A sum that stands above its lines is counted in what most of them are."""
    uoms = [one.uom for one in node.below if not _sex(one) and one.uom]
    if node.summing and not node.uom and uoms:
        node.uom = max(uoms, key=uoms.count)


def _relate(whole: Node) -> None:
    """Say of the lines under a line whether it is their total, or they are parts of it."""
    alike = [node for node in whole.below if node.uom == whole.uom and node.uom not in NEVER_ADDED]
    if not alike or whole.uom in NEVER_ADDED:
        return
    adding, parts = _apart(alike)
    if {_sex(node) for node in alike} == {"nu", "nam"} and len(alike) == 2 and alike[0].marker != "part":
        adding, parts = alike, []
    if adding and _adds(whole, adding):
        whole.kind, whole.of = TOTAL, adding
        fits = _adds_up(whole, adding)
        if fits is False:
            whole.doubts.append(NOT_ADDING)
        elif fits is None and not whole.total_words and adding[0].marker != "total":
            whole.doubts.append(GUESSED_TOTAL)
    else:
        for node in adding:
            _make_part(node, whole, GUESSED_PART if node.raw.style != UNNUMBERED else "")
    for node in parts:
        _make_part(node, whole, "")


def _apart(below: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Lines that add up to the one above them, and those that are parts of it: from where words announce parts on, but
    for lines that are numbered on."""
    adding: list[Node] = []
    parts: list[Node] = []
    announced = last = False
    for node in below:
        announced = announced or node.marker == "part"
        last = last or words().begins_part(node.label)
        signed = node.raw.style in (DASH, PLUS, UNNUMBERED, LETTER)
        is_part = node.raw.style not in (ARABIC, ROMAN, UPPER) and (announced or (last and signed) or _says_part(node))
        (parts if is_part else adding).append(node)
    return adding, parts


def _make_part(node: Node, whole: Node, doubt: str) -> None:
    if node.kind == TOTAL or (node.raw.style in (ROMAN, UPPER, ARABIC)):
        return
    node.kind, node.of = PART, [whole]
    if doubt:
        node.doubts.append(doubt)


def _adds(whole: Node, below: Sequence[Node]) -> bool:
    """Whether a line is the total of the lines under it rather than only above them."""
    if below[0].marker == "total":
        return True
    if len(below) < 2:
        return False
    if (fits := _adds_up(whole, below)) is not None and (fits or not whole.total_words):
        return fits
    if whole.total_words:
        return True
    return all(node.raw.style in (DOTTED, LETTER) for node in below)


def _adds_up(whole: Node, below: Sequence[Node]) -> bool | None:
    """Whether the figures of the sheet add up; None where there are none to tell."""
    told = []
    for at in range(len(whole.raw.figures)):
        figures = [_figure(node.raw.figures[at]) for node in (whole, *below)]
        if figures[0] is not None and any(figure is not None for figure in figures[1:]):
            told.append(figures[0] == sum(figure or 0 for figure in figures[1:]))
    return all(told) if told else None


def _figure(text: str) -> Decimal | None:
    try:
        return parse_number(text) if text else None
    except VietError:
        return None


def _sum_up(nodes: Sequence[Node]) -> None:
    """Sums that stand beside the lines they add up: Cộng, Tổng cộng, or a total before its lines."""
    for at, node in enumerate(nodes):
        if (
            node.kind != LINE
            or any(not _says_part(one) for one in node.below)
            or not (node.summing or node.total_words)
        ):
            continue
        before = [one for one in nodes[:at] if _top(one)]
        here = [one for one in before if one.section is node.section]
        if node.formula:
            node.of = [found for no in node.formula if (found := _numbered(no, here, before, nodes, at))]
        elif not node.summing:
            continue
        elif fold(node.label).startswith("tong cong") or not here:
            sums = [one for one in before if one.summing and one.kind == TOTAL]
            following = [one for one in nodes[at + 1 :] if _top(one) and one.section is node.section]
            node.of = sums if len(sums) > 1 else [one for one in before if not one.summing] or following
        else:
            node.of = [one for one in here if not one.summing]
        _close(node)


def _close(node: Node) -> None:
    """A sum has the unit of measure of most of its lines, and adds up those alone."""
    uoms = [one.uom for one in node.of if one.uom not in ("", *NEVER_ADDED)]
    if not uoms:
        node.of = []
        node.uom = node.uom or uom_guessed(node.label)
        if not node.uom:
            node.doubts.append(NO_UOM)
        return
    node.uom = node.raw.uom or max(uoms, key=uoms.count)
    node.of = [one for one in node.of if one.uom == node.uom]
    if len(node.of) < 2 and not node.formula:
        node.of = []
        return
    node.kind = TOTAL
    for one in node.below:
        if one.uom == node.uom:
            _make_part(one, node, "")
    if _adds_up(node, node.of) is False:
        node.doubts.append(NOT_ADDING)


def _top(node: Node) -> bool:
    """Whether a line stands for itself, not under another line."""
    return node.kind in (LINE, TOTAL) and node.parent is None


def _numbered(no: str, here: Sequence[Node], before: Sequence[Node], nodes: Sequence[Node], at: int) -> Node | None:
    """The line that a formula names: one of the section, else any; a section stands for the sum of its lines."""
    for pool in (here, before, nodes[at + 1 :]):
        if found := next(
            (one for one in pool if one.kind != SECTION and one.raw.no.lstrip("0") == no.lstrip("0")), None
        ):
            return found
    section = next((one for one in nodes if one.kind == SECTION and one.raw.no == no), None)
    return next(
        (one for one in nodes if section and one.section is section and one.kind == TOTAL and one.summing), None
    )


def _share(nodes: Sequence[Node]) -> None:
    """Of each share its two parts, as far as its words tell, or its place where it has no words of its own."""
    for at, node in enumerate(nodes):
        if node.kind == SECTION or node.uom != "%":
            continue
        node.kind = RATIO
        near = [one for one in nodes[max(at - 15, 0) : at] if one.kind in (LINE, TOTAL, PART)]
        head, slash, tail = node.label.partition("/")
        wanted = _words(_SHARE.sub("", fold(head if slash else node.label)))
        over, sure = _likest(wanted, near)
        if over is None and not wanted:
            over = next((one for one in reversed(near) if not _says_part(one)), None)
        under = _under(tail if slash else node.label, over, [one for one in near if one is not over]) if over else None
        if over and under:
            node.of = [over, under]
        if not sure or not node.of:
            node.doubts.append(GUESSED_SHARE)


_SHARE = re.compile(r"^(dat )?(ty le|ti le|phan tram)( phan tram)?|\b(tren|so voi|trong)\b.*$")
_SMALL = {"so", "tong", "duoc", "da", "cac", "trong", "do", "la", "tren"}


def _words(folded: str) -> set[str]:
    return set(folded.split()) - _SMALL


def _likest(wanted: set[str], near: Sequence[Node]) -> tuple[Node | None, bool]:
    """The line whose words are most like some words, the nearest among equals, and whether it is like enough."""
    scored = [
        (len(wanted & told) / len(wanted | told), at)
        for at, one in enumerate(near)
        if (told := _words(fold(one.label))) and wanted
    ]
    if not scored:
        return None, False
    best, at = max(scored)
    return (near[at], best >= 0.6) if best >= 0.34 else (None, False)


def _under(words_told: str, over: Node, near: Sequence[Node]) -> Node | None:
    """Of what a share is taken: what its words name, else the whole of its numerator, else the line before it."""
    tail = re.search(r"\b(?:tren|so voi)\b(.*)$", fold(words_told))
    alike = [one for one in near if one.uom == over.uom]
    if named := _likest(_words(tail[1] if tail else fold(words_told)), alike)[0]:
        return named
    if over.kind == PART:
        return over.of[0]
    holding = next((one for one in alike if one.kind == TOTAL and over in one.of), None)
    before = [one for one in alike if one.at < over.at and one.kind != PART and one.parent is not over]
    return holding or next((one for one in reversed(before) if not _says_part(one)), None)


def _told(nodes: Sequence[Node]) -> Iterator[Line]:
    """The nodes as lines, each under a number of its own."""
    numbers = _numbers(nodes)
    for node in nodes:
        of = tuple(numbers[one.at] for one in node.of)
        over = NONE if node.uom in NEVER_ADDED else "sum"
        yield Line(
            node.kind, numbers[node.at], node.label, node.uom, of, over=over,
            doubts=tuple(node.doubts), figures=node.raw.figures if node.kind != SECTION else (),
        )  # fmt: skip


def _numbers(nodes: Sequence[Node]) -> dict[int, str]:
    """A number for each line: its own where no other has it, else with that of its section or of the line above it."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    told = [node.raw.no for node in nodes if node.kind != SECTION and node.raw.style in (ROMAN, UPPER, ARABIC, DOTTED)]
    twice = len(told) != len(set(told))
    count = 0
    for node in nodes:
        raw = node.raw
        if node.kind == SECTION:
            found[node.at] = raw.no if raw.style not in (DASH, PLUS) else ""
            continue
        above = found[node.parent.at] if node.parent else ""
        if raw.style in (ROMAN, UPPER, ARABIC, DOTTED):
            head = node.section.raw.no if twice and node.section else ""
            no = f"{head}.{raw.no}" if head and not raw.no.startswith(f"{head}.") else raw.no
        elif raw.style == LETTER and raw.no[0].isdigit():
            no = raw.no
        elif above:
            no = f"{above}{raw.no}" if raw.style == LETTER else _lettered(above, taken)
        else:
            count += 1
            no = raw.no if raw.style == LETTER else f"T{count}" if node.summing or node.total_words else str(count)
        while no in taken:
            no = f"{no}'" if len(no) < 8 else f"{len(taken) + 1}"
        taken.add(no)
        found[node.at] = no
    return found


def _lettered(above: str, taken: set[str]) -> str:
    return next(
        (f"{above}{letter}" for letter in "abcdeghiklmnopqrstuvxy" if f"{above}{letter}" not in taken), f"{above}z"
    )
