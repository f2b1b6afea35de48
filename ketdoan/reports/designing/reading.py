"""A sheet of a union as the proposal of a form."""

import re
from collections.abc import Sequence

from ketdoan.core.excel import Sheet
from ketdoan.core.viet import fold

from .columns import readable, table_of
from .matching import Known, matched
from .model import LONGEST, MOST, SECTION, Proposal
from .structure import lines_of
from .words import words

#: A table has at least so many lines that count something.
LEAST = 2
_CODE = re.compile(
    r"\b(?:[Mm]ẫu|[Bb]iểu|BIỂU|MẪU)(?:\s+(?:mẫu|MẪU|báo cáo|BÁO CÁO))?\s*(?:[Ss]ố|SỐ)?\s*[:.]?\s*"
    r"((?=[\w/.-]*\d)[\w./-]{1,20})"
)
#: Words that name a kind of period, in this order: those of one are taken out before the next is looked for.
_PERIODS = (
    ("", r"ngay \d*[. ]*thang \d*[. ]*nam \d*|tu ngay [\d ]+|viet nam|thang cong nhan|nam hoc"),
    ("half", r"(?:6|sau) thang(?: (?:dau|cuoi))?(?: nam)?(?: \d{4})?"),
    ("quarter", r"quy (?:[iv]+|\d)\b(?: nam)?(?: \d{4})?|hang quy|bao cao quy"),
    ("month", r"(?:bao cao )?thang \d+\b(?: nam)?(?: \d{4})?|hang thang|bao cao thang"),
    ("year", r"\bnam (?:\d{4}|20)|ca nam|hang nam|bao cao nam|\bnam$"),
)
_WHEN = re.compile(
    r"[,\s(–-]*(?:(?:6|sáu|\d+) tháng(?: đầu| cuối)?(?: năm)?|quý\s+[IVX\d]+|tháng\s+[\d…. ]+|(?:cả )?năm)"
    r"\s*(?:năm\s*)?[\d…./_ ]*\)?(?=$|[\s,.)])",
    re.IGNORECASE,
)
_HEADS = ("bao cao", "bieu", "thong ke", "tong hop", "so lieu", "ket qua", "phieu")
_LETTERHEAD = (
    "cong hoa xa hoi", "doc lap", "lien doan lao dong", "tong lien doan", "cong doan", "so lieu tinh", "kem theo",
    "ban hanh", "don vi", "kinh gui", "ky bao cao", "tinh den", "tu ngay",
)  # fmt: skip


def propose(sheet: Sheet, earlier: Sequence[Known] = ()) -> Proposal | None:
    """What a sheet proposes; `earlier` are the own cells of the form's version before. None where it holds no table."""
    read = readable(sheet)
    table = table_of(read)
    if table is None:
        return None
    lines = lines_of(table)[: MOST + 1]
    if sum(line.kind != SECTION for line in lines) < LEAST:
        return None
    title, code = title_of(table.above), code_of(table.above)
    return Proposal(sheet.name, title, code, periods_of(table.above), matched(lines, earlier), table.columns)


def code_of(above: Sequence[str]) -> str:
    """The code of a form as it is printed: Mẫu số 1-HĐCĐ."""
    for text in above:
        if match := _CODE.search(text):
            folded = fold(match[1]).upper()
            return "-".join(re.findall(r"[A-Z0-9]+", folded))[:20]
    return ""


def periods_of(above: Sequence[str]) -> list[str]:
    """For which kinds of periods a form is, by the words above it; half-years and years where they say nothing."""
    told = [text for text in above if not fold(text).startswith(("ban hanh", "kem theo", "doc lap"))]
    text = " , ".join(fold(part) for text in told for part in re.split("[,;()]", text))
    found = []
    for kind, pattern in _PERIODS:
        if kind and re.search(pattern, text):
            found.append(kind)
        text = " ".join(re.sub(pattern, " ", text).split())
    return found or ["half", "year"]


def title_of(above: Sequence[str]) -> str:
    """The title of a form, without the period for which this sheet was filled in."""
    texts = [text for text in above if not fold(text).startswith(_LETTERHEAD)]
    texts = [text for text in texts if not (_CODE.match(text) and len(text) < 30)]
    start = next((at for at, text in enumerate(texts) if fold(text).startswith(_HEADS)), None)
    if start is None:
        return _plain(max(texts, key=len)) if texts else ""
    title = texts[start]
    if (
        len(title) < 30
        and start + 1 < len(texts)
        and len(texts[start + 1]) > 8
        and not texts[start + 1].startswith("(")
    ):
        title = f"{title} {texts[start + 1]}"
    return _plain(title)


def _plain(title: str) -> str:
    """A title without its period, not in capitals."""
    short = " ".join(_WHEN.sub(" ", _CODE.sub(" ", title)).split()).strip(" -–:,.()")
    if short.isupper():
        kept = {word for word in short.split() if fold(word) in words().told["short"]}
        short = " ".join(word if word in kept else word.lower() for word in short.split())
        short = short[:1].upper() + short[1:]
    return (short or title)[:LONGEST]
