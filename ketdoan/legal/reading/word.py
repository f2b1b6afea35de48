"""The lines of a Word document.

The text is read from the parts of the package as Word keeps it: what was deleted with changes tracked is left out,
numbers that Word sets itself are written out, notes follow at the end as “[1] …”, where their marks stand as “[1]”.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .kinds import PART
from .tables import lines_of_row

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}del", f"{_W}pict", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_TEXTS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTED = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_LETTERS, _LEVELS, _DEEPEST = 26, 9, 40
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def lines_of_word(content: bytes) -> list[str]:
    """The lines of a Word document (.docx). Raises what zipfile and lxml raise where it is broken."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = _Document(package)
        body = _part(package, "word/document.xml")
        found = list(_blocks(body.find(f"{_W}body"), document))
        return [*found, *document.notes()]


def _part(package: zipfile.ZipFile, name: str) -> Any:
    """A part as a tree. No entity is looked up, nothing is fetched, and no more is unpacked than may be."""
    with package.open(name) as stream:
        raw = stream.read(PART + 1)
    if len(raw) > PART:
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(raw, parser)


class _Document:
    """What is said of the document outside its text: numbering, notes."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())
        self._numbering = _Numbering(self._tree("numbering"), self._tree("styles"))
        self._noted: list[tuple[str, str]] = []

    def _tree(self, name: str) -> Any:
        path = f"word/{name}.xml"
        return _part(self._package, path) if path in self._names else None

    def number(self, paragraph: Any) -> str:
        """The number that Word sets before a paragraph."""
        return self._numbering.of(paragraph)

    def mark(self, kind: str, key: str) -> str:
        """The mark of a note; which note it is, is kept."""
        self._noted.append((kind, key))
        return f"[{len(self._noted)}]"

    def notes(self) -> Iterator[str]:
        """The notes in the order of their marks."""
        trees = {kind: self._tree(kind) for kind in {kind for kind, _ in self._noted}}
        texts = {
            (kind, note.get(f"{_W}id")): " ".join(filter(None, (_text(one, None) for one in note.iter(f"{_W}p"))))
            for kind, tree in trees.items()
            if tree is not None
            for note in tree
        }
        for number, place in enumerate(list(self._noted), 1):
            yield f"[{number}] {texts.get(place, '')}".replace("\n", " ")


def _blocks(container: Any, document: _Document, depth: int = 0) -> Iterator[str]:
    """The lines of paragraphs and tables in order."""
    if container is None or depth > _DEEPEST:
        return
    for block in container:
        if block.tag == f"{_W}p":
            yield from _paragraph(block, document)
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is block:
                    cells = [
                        list(_blocks(cell, document, depth + 1))
                        for cell in row.iter(f"{_W}tc")
                        if next(cell.iterancestors(f"{_W}tr")) is row
                    ]
                    yield from lines_of_row(cells)
        elif block.tag not in _SKIPPED:
            yield from _blocks(block.find(f"{_W}sdtContent") if block.tag == f"{_W}sdt" else block, document, depth + 1)


def _paragraph(paragraph: Any, document: _Document) -> Iterator[str]:
    number, text = document.number(paragraph), _text(paragraph, document)
    if number and text.strip():
        text = f"{number} {text.lstrip()}"
    yield from text.split("\n")
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(above.tag in _SKIPPED for above in box.iterancestors()):
            yield from _blocks(box, document, _DEEPEST)


def _text(paragraph: Any, document: _Document | None) -> str:
    """The text of a paragraph, without that of boxes which are anchored in it."""
    found: list[str] = []
    pending = [paragraph]
    while pending:
        one = pending.pop()
        if one.tag == f"{_W}t":
            found.append(one.text or "")
        elif one.tag in _TEXTS:
            found.append(_TEXTS[one.tag])
        elif one.tag in _NOTED and document:
            found.append(document.mark(_NOTED[one.tag], one.get(f"{_W}id")))
        elif one.tag not in _SKIPPED and one.tag != f"{_W}txbxContent" and not _hidden(one):
            pending.extend(reversed(one))
    return "".join(found)


def _hidden(run: Any) -> bool:
    about = run.find(f"{_W}rPr") if run.tag == f"{_W}r" else None
    return about is not None and about.find(f"{_W}vanish") is not None


class _Numbering:
    """Numbers as Word counts them: lists of up to nine levels, each with a pattern such as “%1.%2.”."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._styled: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        if numbering is not None:
            self._read_lists(numbering)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            if (place := _place(style.find(f"{_W}pPr"))) and place[0]:
                self._styled[style.get(f"{_W}styleId", "")] = place

    def _read_lists(self, numbering: Any) -> None:
        for one in numbering.iter(f"{_W}abstractNum"):
            self._levels[one.get(f"{_W}abstractNumId", "")] = {
                int(level.get(f"{_W}ilvl", "0")): (_value(level, "numFmt"), _value(level, "lvlText"), _first(level))
                for level in one.iter(f"{_W}lvl")
            }
        for one in numbering.iter(f"{_W}num"):
            self._lists[one.get(f"{_W}numId", "")] = _value(one, "abstractNumId")

    def of(self, paragraph: Any) -> str:
        """The number before a paragraph, "" where there is none; counts on."""
        about = paragraph.find(f"{_W}pPr")
        place = _place(about) or self._styled.get(_value(about, "pStyle") if about is not None else "")
        if not place:
            return ""
        number, level = place
        levels = self._levels.get(self._lists.get(number, ""), {})
        kind, pattern, first = levels.get(level, ("none", "", 1))
        if kind in {"none", "bullet"}:
            return "-" if kind == "bullet" else ""
        counts = self._counts[self._lists.get(number, "")]
        counts[level] = counts[level] + 1 if counts[level] else first
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        for at in range(level + 1):
            other = levels.get(at, ("decimal", "", 1))
            pattern = pattern.replace(f"%{at + 1}", _counted(other[0], counts[at] or other[2]))
        return pattern.strip()


def _place(about: Any) -> tuple[str, int] | None:
    """The list and level that a paragraph says it is of."""
    told = about.find(f"{_W}numPr") if about is not None else None
    if told is None:
        return None
    level = _value(told, "ilvl") or "0"
    return _value(told, "numId"), min(int(level) if level.isdecimal() else 0, _LEVELS - 1)


def _value(about: Any, name: str) -> str:
    found = about.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _first(level: Any) -> int:
    told = _value(level, "start")
    return int(told) if told.isdecimal() and len(told) < 6 else 1


def _counted(kind: str, number: int) -> str:
    """A count as it is written: 4, d, iv."""
    if kind in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in {"lowerRoman", "upperRoman"}:
        told = ""
        for value, sign in _ROMAN:
            while number >= value:
                told, number = told + sign, number - value
        return told.upper() if kind == "upperRoman" else told
    return f"{number:02d}" if kind == "decimalZero" else str(number)
