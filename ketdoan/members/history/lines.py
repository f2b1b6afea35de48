"""Reading a file of events, one JSON object a line."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketdoan.core.viet import VietError

from ..rules import voided

LEVELS = ("confederation", "federation", "upper", "grassroots")
_TEXT, _OPTIONAL, _LIST, _PARTS, _ID = "text", "text or null", "list of texts", "object of lists of texts", "id"
#: What each line must say, by what it does.
MEMBERS: dict[str, dict[str, str]] = {
    "found": {"unit": _TEXT, "parent": _OPTIONAL, "level": _TEXT},
    "move": {"unit": _TEXT, "to": _TEXT},
    "merge": {"units": _LIST, "into": _TEXT},
    "split": {"unit": _TEXT, "into": _PARTS},
    "dissolve": {"unit": _TEXT},
    "admit": {"person": _TEXT, "unit": _TEXT},
    "recognise": {"person": _TEXT, "unit": _TEXT},
    "transfer": {"person": _TEXT, "to": _TEXT},
    "leave": {"person": _TEXT, "reason": _TEXT},
    "void": {"ref": _ID},
}
#: Characters of a unit's code, of any other text.
LONGEST_CODE, LONGEST = 40, 120
_CODES = ("unit", "parent", "to", "units", "into")


@dataclass(frozen=True, slots=True)
class Line:
    """An event of the file. `says` holds what its kind asks for."""

    id: int
    on: date
    do: str
    says: Mapping[str, Any]


def read_lines(lines: Iterable[str]) -> list[Line]:
    """The events in the order of replay: by day, then by id. Raises VietError naming the first line that is wrong."""
    found: dict[int, Line] = {}
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        line = _line(number, text)
        if line.id in found:
            raise VietError(f"Dòng {number}: số {line.id} đã có ở một dòng trước.")
        found[line.id] = line
    return sorted(found.values(), key=lambda line: (line.on, line.id))


def _line(number: int, text: str) -> Line:
    try:
        raw = json.loads(text)
    except ValueError:
        raise VietError(f"Dòng {number}: không phải là JSON.") from None
    if not isinstance(raw, dict):
        raise VietError(f"Dòng {number}: phải là một đối tượng JSON.")
    if not _is_id(raw.get("id")):
        raise VietError(f"Dòng {number}: “id” phải là số nguyên.")
    try:
        on = date.fromisoformat(raw.get("date", ""))
    except (TypeError, ValueError):
        raise VietError(f"Dòng {number}: “date” phải là ngày dạng 2023-10-31.") from None
    wanted = MEMBERS.get(raw.get("do", "")) if isinstance(raw.get("do"), str) else None
    if wanted is None:
        raise VietError(f"Dòng {number}: “do” phải là một trong: {', '.join(MEMBERS)}.")
    for name, sort in wanted.items():
        if not _fits(raw.get(name), sort) or (name in _CODES and not _short(raw.get(name))):
            raise VietError(f"Dòng {number}: “{name}” thiếu hoặc sai.")
    if raw["do"] == "found" and raw["level"] not in LEVELS:
        raise VietError(f"Dòng {number}: “level” phải là một trong: {', '.join(LEVELS)}.")
    return Line(raw["id"], on, raw["do"], {name: raw.get(name) for name in wanted})


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62


def _fits(value: Any, sort: str) -> bool:
    match sort:
        case "text":
            return _is_text(value)
        case "text or null":
            return value is None or _is_text(value)
        case "list of texts":
            return isinstance(value, list) and bool(value) and all(map(_is_text, value))
        case "object of lists of texts":
            return (
                isinstance(value, dict)
                and bool(value)
                and all(
                    _is_text(name) and isinstance(part, list) and all(map(_is_text, part))
                    for name, part in value.items()
                )
            )
    return _is_id(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST


def _short(codes: Any) -> bool:
    """Whether codes of units are short enough to be kept."""
    return all(len(code) <= LONGEST_CODE for code in ([codes] if isinstance(codes, str) else codes or ()))


def standing_lines(lines: list[Line]) -> tuple[list[Line], list[tuple[Line, str]]]:
    """The events that are not void, without the voids; and the voids that mean nothing, with why."""
    known = {line.id for line in lines}
    voids = [line for line in lines if line.do == "void"]
    lost = [(line, "không có sự kiện mang số này") for line in voids if line.says["ref"] not in known]
    gone, useless = voided([(line.id, line.says["ref"]) for line in voids if line.says["ref"] in known])
    lost += [(line, "sự kiện này đã bị hủy") for line in voids if line.id in useless]
    lost = [(line, why) for line, why in lost if line.id not in gone]
    return [line for line in lines if line.do != "void" and line.id not in gone], lost
