"""To which unit a row belongs: the unit of the file, or the group, section or union below it that the row names."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from ketdoan.core.excel import Layout
from ketdoan.core.rules import rule
from ketdoan.core.viet import fold, format_date
from ketdoan.units.models import Unit, UnitVersion
from ketdoan.units.queries.below import units_below, versions_known
from ketdoan.units.queries.kinds import level_of

from ...rules import EventKind
from ..people import ENTRY_RULES

#: Words before the name of a unit that lists leave out or write otherwise.
_BODY = re.compile(
    r"(?:to cong doan|to nghiep doan|to cd|to|cong doan bo phan|cd bo phan|cdbp|cong doan co so|cdcs|cong doan|cd|"
    r"nghiep doan co so|nghiep doan) "
)
_OF_UNION = re.compile(r".*\b(?:cong doan|cd|cdcs|cdbp|nghiep doan|doan vien)\b.*|(?:ten )?to")


class Places:
    """The unit of a file with those below it, as rows name them."""

    def __init__(self, unit: Unit, kind: str, layouts: Sequence[Layout]) -> None:
        self.below, self.unit, self.kind = units_below(unit), unit, kind
        self.units: dict[int, Unit] = {unit.pk: unit}
        self._known: dict[tuple[int, str], tuple[int | None, str, str]] = {}
        self._versions: dict[int, list[UnitVersion]] = {}
        self._fits: dict[tuple[int, date], str] = {}
        self._bare: dict[str, list[int]] = {}
        for pk, held in self.below.units.items():
            for name in {held.name, held.short_name}:
                self._bare.setdefault(_BODY.sub("", name, count=1), []).append(pk)
        self._for_unions = [
            "group" in layout.places and bool(_OF_UNION.fullmatch(fold(layout.headings[layout.places["group"]])))
            for layout in layouts
        ]

    def find(self, sheet: int, text: str) -> tuple[int | None, str, str]:
        """What a text in the column of groups means: the unit, or a place of work, or what is wrong with it."""
        if (sheet, text) not in self._known:
            self._known[sheet, text] = self._find(sheet, text)
        return self._known[sheet, text]

    def _find(self, sheet: int, text: str) -> tuple[int | None, str, str]:
        named = self._named(text)
        if len(named) == 1:
            return named[0], "", ""
        if len(named) > 1:
            return (
                None,
                "",
                f"Có {len(named)} đơn vị tên “{text}” trực thuộc {self.unit.short_name}. Hãy ghi mã đơn vị.",
            )
        if self._for_unions[sheet] or _BODY.match(fold(text) + " "):
            return (
                None,
                "",
                f"{self.unit.short_name} không có “{text}”. Hãy lập đơn vị này trước, hoặc sửa tên cho khớp.",
            )
        return self.unit.pk, text, ""

    def _named(self, text: str) -> list[int]:
        if (pk := self.below.by_code.get(text.upper())) is not None:
            return [pk]
        folded = fold(text)
        found = self.below.by_name.get(folded) or self._bare.get(_BODY.sub("", folded, count=1), [])
        return list(dict.fromkeys(found))

    def load(self, unit_ids: Collection[int]) -> None:
        """Read the units to which rows belong."""
        self.units |= Unit._base_manager.in_bulk([pk for pk in unit_ids if pk not in self.units])
        self._versions = versions_known(unit_ids)

    def began(self, pk: int) -> date:
        """The first day of a unit."""
        return self._versions[pk][0].since

    def wrong(self, pk: int, on: date) -> str:
        """Why nobody becomes a member of a unit on a day; "" where they may."""
        if (pk, on) not in self._fits:
            self._fits[pk, on] = self._wrong(pk, on)
        return self._fits[pk, on]

    def _wrong(self, pk: int, on: date) -> str:
        held = next((v for v in self._versions[pk] if v.since <= on and (v.until is None or on < v.until)), None)
        unit = self.units[pk]
        if held is None:
            return f"{unit.short_name} chưa có vào ngày {format_date(on)}."
        if level_of(held.kind) not in rule(ENTRY_RULES[EventKind(self.kind)], on).value:
            return f"{unit.short_name} không trực tiếp có đoàn viên: hãy ghi người này thuộc đơn vị nào trực thuộc."
        return ""
