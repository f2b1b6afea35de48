"""Notes of consolidated texts: marks “[1]” within the text, and what they say at its end.

A mark is no word of the law, and “[3] 2.” is the second clause; a note says which act put a clause in, and since when.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_MARK = re.compile(r"\s?\[(\d{1,3})\]")
_BEGINS = re.compile(r"\[(\d{1,3})\]\s*(\S.*)?$")
_CHANGED = re.compile(r"được (?:sửa đổi|bổ sung|thay thế|bãi bỏ|đổi)|bị (?:bãi bỏ|thay thế)|\bbãi bỏ\b", re.IGNORECASE)
_FORCE = re.compile(
    r"có hiệu lực(?: thi hành)?(?: kể)? từ ngày (\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})", re.IGNORECASE
)


@dataclass(frozen=True)
class Noted:
    """Lines without marks of notes, the numbers of the notes of each line, and the notes by number."""

    lines: Sequence[str]
    marks: Mapping[int, Sequence[int]]
    notes: Mapping[int, str]


def without_notes(lines: Sequence[str]) -> Noted:
    """Part notes from a text. Where no notes stand at its end, what looks like a mark is left where it is."""
    at = _where_notes_begin(lines)
    if at is None:
        return Noted(lines, {}, {})
    notes: dict[int, list[str]] = {}
    for line in lines[at:]:
        begun = _BEGINS.match(line)
        if begun and int(begun[1]) == max(notes, default=0) + 1:
            notes[int(begun[1])] = [begun[2] or ""]
        elif notes and line:
            notes[max(notes)].append(line)
    marks = {place: [int(found[1]) for found in _MARK.finditer(line)] for place, line in enumerate(lines[:at])}
    plain = [_MARK.sub("", line).strip() for line in lines[:at]]
    told = {number: "\n".join(filter(None, texts)) for number, texts in notes.items()}
    return Noted(plain, {place: found for place, found in marks.items() if found}, told)


def _where_notes_begin(lines: Sequence[str]) -> int | None:
    """The line of the first note: “[1]” at the beginning of a line, the mark of which stands in a line before it."""
    for place in range(len(lines) - 1, 0, -1):
        if lines[place].startswith("[1]"):
            return place if any("[1]" in line for line in lines[:place]) else None
    return None


def amended_on(note: str) -> date | None:
    """Since when a note says that its place reads as it does: None where it tells of no change, or of no day."""
    if not _CHANGED.search(note.partition("\n")[0]):
        return None
    return day_of_force(note)


def day_of_force(text: str) -> date | None:
    """Since when something is in force, as a text says first."""
    found = _FORCE.search(text)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
