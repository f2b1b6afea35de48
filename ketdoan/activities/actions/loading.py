"""Taking in a log that was kept elsewhere: a file with one line of JSON for each piece of work done."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all
from ketdoan.core.viet import VietError, today
from ketdoan.units.models import Unit

from ..models import Activity
from .log import PERMISSION, Line, checked_line

#: Lines that say the same are known again by it: the same file taken in twice changes nothing.
_NAMES = UUID("8b6f2f0c-9d0a-5b1e-a3ce-6f2d0c7a41d5")
TEXTS, NUMBERS = ("text", "place", "money_from"), ("people", "women", "times", "money")
NEEDED = ("unit", "date", "kind")


@dataclass
class Loaded:
    """What became of a file: how many lines were taken in, were there already, and could not stand, with the reason."""

    taken: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@action("activities.load", "Nạp sổ công tác từ tệp", permission=PERMISSION)
def load_log(act: Act, *, lines: Iterable[str]) -> Loaded:
    """Take in the lines of a file that may stand, all in one transaction; of the others it is told why not.

    Each line is an object with `unit` (its code), `date` (2026-03-05) and `kind`, one of those of the log, and where
    the kind has them `text`, `place`, `people`, `women`, `times`, `money` in đồng and `money_from`.
    """
    told = Loaded()
    rows = list(_rows(act, lines, told))
    known = set(Activity._base_manager.filter(fact__in=[row.fact for row in rows]).values_list("fact", flat=True))
    new = [row for row in rows if row.fact not in known]
    insert_all(new)
    told.taken, told.same = len(new), len(rows) - len(new)
    act.record(change={"lines": told.taken, "refused": len(told.refused)})
    act.record_rows(f"{row.pk}" for row in new)
    return told


def _rows(act: Act, lines: Iterable[str], told: Loaded) -> Iterator[Activity]:
    units = {unit.code: unit for unit in Unit._base_manager.all()}
    before = Counter[str]()
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = checked_line(act, *_read(text, units))
        except VietError as error:
            told.refused.append((number, str(error)))
            continue
        except ValidationError as error:
            told.refused.append((number, " ".join(error.messages)))
            continue
        same = "|".join(str(value) for value in (row.unit.code, row.on, row.kind, *_said(row)))
        before[same] += 1
        row.fact = uuid5(_NAMES, f"{same}|{before[same]}")
        yield row


def _said(row: Activity) -> Iterator[Any]:
    return (getattr(row, name) for name in (*TEXTS, *NUMBERS))


def _read(text: str, units: dict[str, Unit]) -> tuple[Unit, Line]:
    """The unit and the line that a text tells. Raises VietError where it cannot be read."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise VietError("Dòng này không phải là JSON.") from None
    if not isinstance(told, dict) or any(not isinstance(told.get(name), str) for name in NEEDED):
        raise VietError("Dòng phải có “unit”, “date” và “kind”.")
    if strange := [str(name)[:30] for name in told if name not in (*NEEDED, *TEXTS, *NUMBERS)]:
        raise VietError(f"Không hiểu “{strange[0]}”.")
    if told["unit"] not in units:
        raise VietError(f"Không có đơn vị “{told['unit'][:40]}”.")
    try:
        day = date.fromisoformat(told["date"])
    except ValueError:
        raise VietError("Ngày phải viết như 2026-03-05.") from None
    if not date(1929, 7, 28) <= day <= today():  # the union was founded on 28/7/1929
        raise VietError("Ngày không thể có việc này.")
    return units[told["unit"]], Line(told["kind"], day, **_texts(told), **_numbers(told))


def _texts(told: dict[str, Any]) -> dict[str, Any]:
    found = {name: told.get(name) or "" for name in TEXTS}
    if wrong := next((name for name, value in found.items() if not isinstance(value, str)), None):
        raise VietError(f"“{wrong}” phải là chữ.")
    return found


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    found = {name: told.get(name) for name in NUMBERS}
    if wrong := next((name for name, value in found.items() if not _whole(value)), None):
        raise VietError(f"“{wrong}” phải là số nguyên.")
    return found


def _whole(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))
