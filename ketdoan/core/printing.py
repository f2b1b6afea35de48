"""Word templates that officers edit: what they may hold, and filling them from data.

A template is a .docx with the tags of docxtpl: `{{ field }}`, and `{%tr for row in table %}` … `{%tr endfor %}` around
the row of a table. It comes from outside, so nothing in it is trusted: the tags are read first and only a short list
of them is let through, they run in a sandbox without functions, and what they see is text and lists of text.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from lxml import etree

from .viet import fold, nfc

LARGEST_PACKAGE = 20 * 1024 * 1024
LARGEST_PART = 2 * 1024 * 1024
LOOP_WORDS = ("index", "first", "last", "length")
FILTERS = ("upper", "lower", "trim", "length", "default")
PLAIN_NODES = (nodes.Const, nodes.TemplateData, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
               nodes.CondExpr, nodes.Concat, nodes.Output, nodes.If, nodes.Template)  # fmt: skip

_NOT_XML = re.compile("[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS = re.compile(r"<[^>]+>")
_RAW_TAG = re.compile(r"\{\{\s?(p|r|tr|tc)\s")
_EXTERNAL = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")


@dataclass(frozen=True)
class Field:
    """A name that a template may use, what it means to people, and a sample value. A table has columns instead."""

    name: str
    meaning: str
    sample: str = ""
    columns: tuple["Field", ...] = ()


class Unfit(ValueError):
    """A template cannot be used. `problems` says why, each in a sentence for the officer who made it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


def fill(content: bytes, fields: Sequence[Field], context: Mapping[str, Any]) -> bytes:
    """Fill a template; returns the finished .docx, without the names of those who edited the template.

    `context` gives a text for every field, and for a table a list of dicts. Raises Unfit where the template holds what
    it may not, KeyError where the context lacks a field.
    """
    if missing := [field.name for field in fields if field.name not in context]:
        raise KeyError(f"the context lacks {', '.join(missing)}")
    filler = _open(content, fields)
    filler.render(_plain(dict(context)), _Environment(), autoescape=True)
    if filler.problems:
        raise Unfit(list(dict.fromkeys(filler.problems)))
    result = BytesIO()
    filler.save(result)
    return result.getvalue()


def check(content: bytes, fields: Sequence[Field]) -> list[str]:
    """Everything that is wrong with a template, in Vietnamese; empty where it can be used."""
    try:
        filled = fill(content, fields, sample(fields))
    except Unfit as unfit:
        return unfit.problems
    left = [text for text in _paragraphs(filled) if "{" in text or "}" in text]
    return [f"Còn dấu ngoặc nhọn không thành trường, ở đoạn “{_short(text)}”." for text in left]


def used_fields(content: bytes, fields: Sequence[Field]) -> set[str]:
    """Names of the fields that a template uses; columns are named "table.column"."""
    filler = _open(content, fields)
    filler.render(sample(fields), _Environment(), autoescape=True)
    return filler.used


def sample(fields: Sequence[Field]) -> dict[str, Any]:
    """A context of the sample values; every table has two rows."""
    return {f.name: [sample(f.columns), sample(f.columns)] if f.columns else f.sample for f in fields}


def _plain(value: Any) -> Any:
    """Text that XML can hold, in dicts and lists. Anything else never reaches a template."""
    if isinstance(value, str):
        return _NOT_XML.sub(" ", value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    raise TypeError(f"a template takes text, not {type(value).__name__}")


def _open(content: bytes, fields: Sequence[Field]) -> "_Filler":
    """The template, after a look at its package: size, outside links, and entities that could blow it up."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _check_package(package)
        return _Filler(BytesIO(content), fields)
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, etree.LxmlError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(["Không mở được tệp. Hãy lưu lại bằng Word với định dạng .docx."]) from error


def _check_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if sum(part.file_size for part in parts) > LARGEST_PACKAGE:
        raise Unfit(["Tệp quá lớn khi mở ra: hãy bỏ bớt hình ảnh trong mẫu."])
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        if part.file_size > LARGEST_PART:
            raise Unfit(["Nội dung mẫu quá dài."])
        text = package.read(part)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Unfit(["Tệp không phải do Word lưu. Hãy mở bằng Word rồi lưu lại."])
        if any(b"/hyperlink" not in link for link in _EXTERNAL.findall(text)):
            raise Unfit(["Mẫu liên kết tới tệp bên ngoài (ảnh, mẫu gốc hoặc đối tượng). Hãy nhúng vào tệp hoặc bỏ đi."])


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja without globals, calls or attributes: names lead to text and to rows of tables, nothing else."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP_WORDS:
            return getattr(obj, attribute)
        raise SecurityError(f"no {attribute}")

    def getitem(self, obj: Any, argument: Any) -> Any:
        raise SecurityError("no items")

    def call(self, *args: Any, **kwargs: Any) -> Any:
        raise SecurityError("no calls")


class _Filler(DocxTemplate):
    """Reads and fills every part that docxtpl renders. A part is rendered only while nothing is wrong."""

    def __init__(self, file: BytesIO, fields: Sequence[Field]) -> None:
        super().__init__(file)
        self.fields = fields
        self.problems: list[str] = []
        self.used: set[str] = set()
        self.init_docx()

    def patch_xml(self, src_xml: str) -> str:
        if match := _RAW_TAG.search(_TAGS.sub("", src_xml)):
            self.problems.append(f"Bỏ chữ “{match[1]}” ngay sau {{{{; chỉ các lệnh for và if mới có {{%p hoặc {{%tr.")
        return str(super().patch_xml(src_xml))

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        self.read(src_xml, jinja_env)
        if self.problems:
            return src_xml
        rendered = super().render_xml_part(src_xml, part, context, jinja_env)
        try:
            etree.fromstring(rendered.encode())
        except etree.XMLSyntaxError:
            self.problems.append(
                "Lệnh for hoặc if mở ở một ô, dòng và đóng ở ô, dòng khác. Trong bảng hãy đặt {%tr for … %} và "
                "{%tr endfor %} mỗi lệnh trên một dòng riêng của bảng."
            )
            return src_xml
        return str(rendered)

    def read(self, xml: str, environment: _Environment) -> None:
        """Collect fields and problems of one part, before anything of it runs."""
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)
        places = source.splitlines()
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            self.problems.append(f"{_syntax(error.message or '')}{_near(places, error.lineno)}")
            return
        reader = _Reader(self.fields, places)
        reader.read(tree, {})
        self.problems += reader.problems
        self.used |= reader.used

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Word keeps who made and who last saved a file; a print of the union names neither."""
        about = self.docx.core_properties
        about.author = about.last_modified_by = about.comments = about.subject = about.keywords = ""


class _Reader:
    """Walks the tags of one part and says what is unknown or not allowed."""

    def __init__(self, fields: Sequence[Field], places: list[str]) -> None:
        self.known = {field.name: field for field in fields}
        self.places = places
        self.problems: list[str] = []
        self.used: set[str] = set()

    def read(self, node: nodes.Node, rows: Mapping[str, Field]) -> None:
        """Look at a node and at all below it; `rows` names the loop variables in force and their tables."""
        if isinstance(node, nodes.For):
            self.loop(node, rows)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            field = self.find(node, rows)
            if field and field.columns:
                self.wrong(node, f"“{field.name}” là bảng, hãy lặp từng dòng: {{%tr for dong in {field.name} %}}")
        elif isinstance(node, nodes.Filter):
            self.filter(node, rows)
        elif isinstance(node, nodes.If):
            if self.table(node.test, rows) is None:
                self.read(node.test, rows)
            self.read_all([*node.body, *node.elif_, *node.else_], rows)
        elif isinstance(node, PLAIN_NODES):
            self.read_all(node.iter_child_nodes(), rows)
        else:
            self.wrong(node, "Mẫu in chỉ dùng trường, lệnh for và lệnh if; không gọi hàm, không tính toán")

    def read_all(self, children: Iterable[nodes.Node], rows: Mapping[str, Field]) -> None:
        for child in children:
            self.read(child, rows)

    def loop(self, node: nodes.For, rows: Mapping[str, Field]) -> None:
        """A loop over a table; inside another loop only over a table that stands in its row, so that the length of a
        print stays that of its data."""
        table = self.table(node.iter, rows)
        if table is None or not isinstance(node.target, nodes.Name) or node.recursive:
            self.wrong(node, "Lệnh for phải lặp qua một bảng, ví dụ {%tr for dong in ten_bang %}")
            return
        if rows and isinstance(node.iter, nodes.Name):
            self.wrong(node, f"Không lặp bảng “{table.name}” bên trong một bảng khác")
            return
        inside = {**rows, node.target.name: table, "loop": Field("loop", "", columns=LOOP)}
        self.read_all([*([node.test] if node.test else []), *node.body], inside)
        self.read_all(node.else_, rows)

    def table(self, node: nodes.Node, rows: Mapping[str, Field]) -> Field | None:
        """The table that a name or a column stands for; None where it stands for something else."""
        if isinstance(node, nodes.Name) and node.name not in rows:
            found = self.known.get(node.name)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in rows:
            columns = rows[node.node.name].columns
            found = next((column for column in columns if column.name == node.attr), None)
        else:
            return None
        return self.find(node, rows) if found and found.columns else None

    def filter(self, node: nodes.Filter, rows: Mapping[str, Field]) -> None:
        if node.name not in FILTERS:
            self.wrong(node, f"Không có cách viết “|{node.name}”; chỉ dùng được {', '.join(FILTERS)}")
            return
        if node.node is not None and not (node.name == "length" and self.table(node.node, rows)):
            self.read(node.node, rows)
        self.read_all(node.args, rows)
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.wrong(node, f"“|{node.name}” viết chưa đúng")

    def find(self, node: nodes.Name | nodes.Getattr, rows: Mapping[str, Field]) -> Field | None:
        """The field or column that is meant; unknown ones are named, with the nearest that exists."""
        if isinstance(node, nodes.Name):
            if node.name not in rows and node.name in self.known:
                self.used.add(node.name)
            return rows.get(node.name) or self.choose(node, node.name, self.known, "trường")
        if not isinstance(node.node, nodes.Name):
            self.wrong(node, "Mỗi trường chỉ có một dấu chấm: dòng, rồi cột của bảng")
            return None
        row = rows.get(node.node.name)
        if row is None:
            self.wrong(node, f"“{node.node.name}” không phải là dòng của một bảng nên không có “.{node.attr}”")
            return None
        columns = {column.name: column for column in row.columns}
        field = self.choose(node, node.attr, columns, f"cột của bảng “{row.name}”")
        if field:
            self.used.add(f"{row.name}.{field.name}")
        return field

    def choose(self, node: nodes.Node, name: str, known: Mapping[str, Field], what: str) -> Field | None:
        if name in known:
            return known[name]
        bare = fold(nfc(name)).replace(" ", "_")
        near = get_close_matches(bare, known, n=1, cutoff=0.6)
        hint = f". Có phải là “{near[0]}”?" if near else f". Có: {', '.join(sorted(known))}"
        self.wrong(node, f"Không có {what} “{name}”", hint)
        return None

    def wrong(self, node: nodes.Node, what: str, hint: str = "") -> None:
        self.problems.append(f"{what}{_near(self.places, node.lineno).rstrip('.')}{hint or '.'}")


LOOP = tuple(Field(word, "") for word in LOOP_WORDS)


def _near(places: Sequence[str], line: int) -> str:
    """Where in the document: the words of the paragraph."""
    text = _TAGS.sub("", places[line - 1]).strip() if 0 < line <= len(places) else ""
    return f", ở đoạn “{_short(text)}”." if text else "."


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"


def _syntax(message: str) -> str:
    """What the parser of the tags complains of, in words of the officer who wrote them."""
    if match := re.search(r"unknown tag '(\w+)'", message):
        word = match[1]
        if word.startswith(("end", "else", "elif")):
            return f"Lệnh “{word}” không có lệnh mở đi trước"
        return f"Không có lệnh “{word}”; chỉ dùng for và if"
    if "Unexpected end of template" in message and (match := re.search(r"needs to be closed is '(\w+)'", message)):
        return f"Lệnh “{match[1]}” chưa được đóng bằng “end{match[1]}”"
    if "end of print statement" in message:
        return "Trường viết chưa đúng: tên trường liền nhau, không có dấu cách, giữa {{ và }}"
    if "unexpected end" in message.lower():
        return "Thiếu dấu đóng }} hoặc %}"
    return "Trường hoặc lệnh viết chưa đúng"


def _paragraphs(content: bytes) -> list[str]:
    """The text of every paragraph of a filled document: body, headers, footers."""
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts = []
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", name):
                root = etree.fromstring(package.read(name))
                texts += ["".join(t.text or "" for t in p.iter(f"{word}t")) for p in root.iter(f"{word}p")]
    return texts
