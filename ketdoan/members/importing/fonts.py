"""Text in the codes of old fonts becomes Unicode, column by column.

Unicode text is never touched: a column is converted where it holds words that only the old font explains and none that
only Unicode does. Where both stand in one column each cell is judged by its own words; one that either could have
written is left as it is and marked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from ketdoan.core.excel import Mark
from ketdoan.core.viet.oldfonts import OLD_CODES, READERS, TCVN3, VNI, evidence

#: Codes of old fonts that are no letters of Vietnamese.
_SIGNS = re.compile("[^\x00-\x7f\\sÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúý]")
UNSURE = "font"
Marks = dict[int, dict[int, Mark]]


def convert(rows: Sequence[list[str]], marks: Marks) -> None:
    """Convert the cells of a sheet in place; `marks`, by row and column, say which and how they stood."""
    width = max(map(len, rows), default=0)
    distinct = [{row[at] for row in rows if at < len(row)} for at in range(width)]
    judged = [{text: evidence(text) for text in column if OLD_CODES.search(text)} for column in distinct]
    sums = [_sum(column.values()) for column in judged]
    whole = _sum(sums)
    if not (whole[TCVN3] or whole[VNI]):
        return
    for at, column in enumerate(judged):
        if column:
            verdict = _verdict(_with_plain(sums[at], distinct[at] - column.keys()), whole)
            codes = {text: _code_of(text, found, verdict) for text, found in column.items()}
            _apply(rows, at, codes, marks)


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = {"": 0, TCVN3: 0, VNI: 0, "?": 0}
    for found in counts:
        for code, number in found.items():
            total[code] += number
    return total


def _with_plain(found: dict[str, int], others: set[str]) -> dict[str, int]:
    """Count in the words of cells without old codes: Ễ and Ư stand in Unicode alone."""
    told = _sum(evidence(text) for text in others if not text.isascii())
    return {code: found[code] + told[code] for code in found}


def _verdict(own: dict[str, int], whole: dict[str, int]) -> str | None:
    """The code of all of a column; None where each cell is judged for itself."""
    for found in (own, whole):
        told = sorted((code for code in ("", TCVN3, VNI) if found[code]), key=found.__getitem__)
        if len(told) == 1:
            return _likelier(told[0], whole)
        # A stray word (a foreign name, a slip) does not make a column mixed.
        if told and found[told[-1]] >= 50 * sum(found[code] for code in told[:-1]):
            return told[-1]
    return None


def _likelier(code: str, whole: dict[str, int]) -> str:
    """An old code that a column shows by a word or two, while the sheet is written in the other, is the other."""
    other = {TCVN3: VNI, VNI: TCVN3}.get(code, code)
    return other if whole[other] > 20 * whole[code] else code


def _code_of(text: str, found: dict[str, int], verdict: str | None) -> str | None:
    """The code of a cell; None where it cannot be told."""
    told = [code for code in ("", TCVN3, VNI) if found[code]]
    if not verdict:
        return _of_cell(told, found, verdict)
    if "" in told:
        return "" if told == [""] else None
    if verdict in told or found["?"]:
        return verdict
    abbreviated = len(told) == 1 and found[told[0]] == 1 and text == text.upper()  # SÑT reads as a word of the other
    return verdict if abbreviated or (not told and _SIGNS.search(text)) else None


def _of_cell(told: Sequence[str], found: Mapping[str, int], verdict: str | None) -> str | None:
    """The code of a cell in a column of Unicode, or in one that mixes codes."""
    if len(told) == 1:
        return told[0] if not told[0] or not found["?"] or verdict is None else None
    return "" if not told and (verdict == "" or not found["?"]) else None


def _apply(rows: Sequence[list[str]], at: int, codes: dict[str, str | None], marks: Marks) -> None:
    read = {text: READERS[code](text) for text, code in codes.items() if code}
    for number, row in enumerate(rows):
        text = row[at] if at < len(row) else ""
        if text in read:
            row[at] = read[text]
            marks.setdefault(number, {})[at] = Mark(codes[text] or "", text)
        elif codes.get(text, "") is None:
            marks.setdefault(number, {})[at] = Mark(UNSURE)
