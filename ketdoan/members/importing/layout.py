"""What the columns of a sheet mean: by their headings, and by their values where a heading has two meanings."""

import re
from collections.abc import Sequence

from ketdoan.core.excel import Layout, Sheet
from ketdoan.core.excel.cells import is_tick
from ketdoan.core.excel.layout import find_header, most, no_header, remembered
from ketdoan.core.viet import VietError, fold

from .columns import (
    BIRTH_NAM,
    DATE,
    FEMALE,
    GIVEN,
    IGNORED,
    ISSUED,
    NUMBER,
    OFFICE,
    PLACE,
    TITLES,
    WORKPLACE,
    meaning_of,
)
from .days import read_day

#: Values that are looked at to tell meanings apart.
SAMPLE = 300
_UNION_OFFICE = re.compile(r".*\b(?:cong doan|cd|cdcs|bch|ubkt|to truong cd|doan vien|nu cong)\b.*")
_ONE_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)?")
#: To which paper a column on its right belongs.
_PAPERS = {
    "citizen_id": ("citizen_id", "id_date", "id_place", "id_issued"),
    "old_citizen_id": ("old_citizen_id", "id_date", "id_place", "id_issued"),
    "decision_number": ("decision_number", "decision_date", "", ""),
    "card_number": ("card_number", "card_date", "", ""),
}
_WHOLE_BIRTH, _PARTS_OF_BIRTH = {"birth", "birth_m", "birth_f"}, {"birth_day", "birth_month", "birth_year"}


def find_layout(sheet: Sheet) -> Layout:
    """The layout of a sheet. One that is no list of persons is left out, its columns named as Excel names them."""
    header = find_header(sheet, score)
    if header is None:
        return no_header(sheet)
    fields = _settled([meaning_of(parts) for parts in header.parts], header.headings, sheet.rows[header.first :])
    if not _lists_persons(fields, sheet.rows[header.first :]):
        return no_header(sheet)
    return Layout(sheet.name, header.first, header.headings, tuple(fields))


def _lists_persons(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the column of names holds names, not numbers of members."""
    at = fields.index("name") if "name" in fields else fields.index("family") if "family" in fields else -1
    sample = [row[at] for row in rows[:SAMPLE] if 0 <= at < len(row) and row[at].strip()]
    return at >= 0 and not most(sample, lambda text: text.strip().isdigit() and len(text) < 7)


def find_layouts(sheets: Sequence[Sheet], kept: Sequence[Layout] = ()) -> list[Layout]:
    """The layouts of all sheets, with the meanings that were remembered. Raises VietError where none is a list."""
    layouts = [remembered(find_layout(sheet), kept) for sheet in sheets]
    if not any(layout.used for layout in layouts):
        raise VietError("Không tìm thấy danh sách nào trong tệp: cần một dòng tiêu đề có cột “Họ và tên”.")
    return layouts


def wrong_in(layouts: Sequence[Layout]) -> str:
    """Why what the columns were said to mean cannot be read; "" where it can."""
    used = [layout for layout in layouts if layout.used]
    if not used:
        return "Hãy chọn ít nhất một trang tính để nhập, và ghi cột nào là họ và tên."
    for layout in used:
        named = [code for code in layout.fields if code]
        twice = next((code for code in named if named.count(code) > 1), None)
        if twice:
            return f"Trang “{layout.sheet}”: hai cột cùng được chọn là “{TITLES[twice]}”."
        if "name" not in named and not {"family", "given"} <= set(named):
            return f"Trang “{layout.sheet}”: chưa chọn cột họ và tên."
        if _WHOLE_BIRTH & set(named) and {"birth_day", "birth_month"} & set(named):
            return f"Trang “{layout.sheet}”: ngày sinh vừa ở một cột vừa tách thành nhiều cột."
    return ""


def score(parts: list[list[str]]) -> int:
    """How well some headings would do; 0 where they would not."""
    codes = [code for code in map(meaning_of, parts) if code and code != IGNORED]
    known = set(codes)
    if (
        not known & {"name", "family", GIVEN}
        or len(known) < 2
        or (len(known) == 2 and "number" in known and len(parts) > 6)
    ):
        return 0
    return 10 * len(known)


def _settled(found: list[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Decide between two meanings by the values and the neighbours, and let no meaning stand twice."""
    samples = [[row[at] for row in rows[:SAMPLE] if at < len(row) and row[at].strip()] for at in range(len(found))]
    codes = _names(found, headings, samples)
    codes = [_by_values(code, codes, samples[at], headings[at]) for at, code in enumerate(codes)]
    codes = _papers(codes)
    settled: list[str] = []
    for code in codes:
        settled.append("" if code == IGNORED or code in settled else code)
    return _no_conflict(settled)


def _names(found: list[str], headings: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Where the name stands in two columns: under two headings, or under one that is drawn over both."""
    codes = ["given" if code == GIVEN and "family" in found else "name" if code == GIVEN else code for code in found]
    for at in range(len(codes) - 1):
        beside = codes[at + 1] == "name" or (not codes[at + 1] and not headings[at + 1].strip())
        if codes[at] == "name" and beside and "family" not in codes and _most_given(samples[at + 1]):
            codes[at : at + 2] = ["family", "given"]
    return codes


def _most_given(sample: Sequence[str]) -> bool:
    return most(sample, lambda text: _ONE_WORD.fullmatch(text.strip())) and not most(sample, _is_sex)


def _is_sex(text: str) -> bool:
    return fold(text) in {"nam", "nu", "x", "m", "f"}


def _by_values(code: str, codes: Sequence[str], sample: Sequence[str], heading: str) -> str:  # noqa: PLR0911 - a table of decisions
    match code:
        case "female?" | "male?":
            if most(sample, _is_day):
                return "birth_f" if code == FEMALE else "birth_m"
            return ("tick_f" if code == FEMALE else "tick_m") if not sample or most(sample, is_tick) else "sex"
        case "sex":
            return "tick_f" if "nu" in fold(heading).split() and most(sample, is_tick) else code
        case "birth_nam?":
            parted = "birth_month" in codes or ("birth_day" in codes and "birth_f" not in codes)
            return "birth_year" if code == BIRTH_NAM and parted else "birth_m"
        case "birth_f":
            return "tick_f" if sample and most(sample, is_tick) else code
        case "office?":
            return "office" if code == OFFICE and most(sample, _speaks_of_union) else "job_title"
        case "workplace?":
            return "workplace" if code == WORKPLACE and "group" in codes else "group"
        case "party" | "card_number" | "decision_number" | "office":
            ticks = code in {"card_number", "decision_number"} and most(sample, is_tick)
            return IGNORED if ticks else code
        case _:
            return code


def _is_day(text: str) -> bool:
    return bool(read_day(text.strip()).value)


def _speaks_of_union(text: str) -> bool:
    return bool(_UNION_OFFICE.fullmatch(fold(text)))


def _papers(codes: Sequence[str]) -> list[str]:
    """Days, places and numbers that do not say of what belong to the paper on their left."""
    told: list[str] = []
    paper = ""
    for code in codes:
        paper = code if code in _PAPERS else paper
        if code in (NUMBER, DATE, PLACE, ISSUED):
            own = _PAPERS.get(paper, ("", "", "", ""))
            meant = own[(NUMBER, DATE, PLACE, ISSUED).index(code)]
            told.append("" if meant in told else meant)
        else:
            told.append(code)
            paper = "" if code and code not in _PAPERS and code not in {"id_date", "id_place", "card_date"} else paper
    return told


def _no_conflict(codes: list[str]) -> list[str]:
    """A birth told in one column and in parts: the whole counts; a sex told twice: the word counts."""
    if _WHOLE_BIRTH & set(codes) and len(_PARTS_OF_BIRTH & set(codes)) < 3:
        codes = ["" if code in _PARTS_OF_BIRTH else code for code in codes]
    elif "birth" in codes and set(codes) >= _PARTS_OF_BIRTH:
        codes = ["" if code == "birth" else code for code in codes]
    if "name" in codes and {"family", "given"} <= set(codes):
        codes = ["" if code in {"family", "given"} else code for code in codes]
    if not {"family", "given"} <= set(codes):
        codes = [{"family": "name", "given": ""}.get(code, code) if "name" not in codes else code for code in codes]
    return codes
