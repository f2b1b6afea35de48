"""Which unit each row of a file is about, and under which one it stands."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from ketdoan.core.viet import fold

from ...importing.reading import Ref, Said, UnitSaid
from ...queries.below import Below, Held, taken_codes


@dataclass(eq=False)
class Place:
    """A unit of the tree that will be: one that exists (`held`), one that a row founds, or both named in a row.

    `told` says that the file itself says under which unit it stands; otherwise that is only where a new one goes.
    """

    row: int | None
    held: Held | None = None
    parent: "Place | None" = None
    told: bool = False


class Places:
    """The places of all rows. Rows whose place cannot be found get a fault and none."""

    def __init__(self, said: Said, below: Below, numbers: list[int]) -> None:
        self.said, self.below, self.numbers = said, below, numbers
        self.of_row: dict[int, Place] = {}
        self._of_held: dict[int, Place] = {}
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for at, unit in said.units.items():
            if self._is_root(unit):
                unit.parent, unit.above = None, None
            if unit.code:
                self._by_code[unit.code.upper()].append(at)
            if unit.name:
                self._by_name[fold(unit.name)].append(at)
        self._taken = taken_codes([unit.code for unit in said.units.values() if unit.code])
        self._newborn: dict[tuple[Place | None, str], int] = {}
        self._above = {at: self._row_above(unit) for at, unit in said.units.items()}
        self._say_twice()
        self._say_circles()
        for at in self._from_the_top():
            self._settle(said.units[at])

    def _is_root(self, unit: UnitSaid) -> bool:
        """Whether a row is about the unit under which the file is imported: what stands above it is left alone."""
        root = self.below.root
        return unit.code.upper() == root.code.upper() if unit.code else fold(unit.name) in (root.name, root.short_name)

    def of(self, unit: int | Ref, row: int, column: str) -> Place | None:
        """The place of a unit that a row describes or names. None, with a fault, where there is none."""
        if isinstance(unit, int):
            return self.of_row.get(unit)
        found = self._find(unit, None)
        if found is None:
            self.said.fault(row, column, self._unknown(unit, "đơn vị"))
        elif len(found) > 1:
            self.said.fault(row, column, f"Có nhiều đơn vị tên “{unit.text}”. Hãy ghi thêm mã đơn vị.")
        else:
            (place,) = found
            return self.of_row.get(place) if place >= 0 else self._held(-place)
        return None

    def line(self, row: int) -> str:
        """A row as people find it."""
        return f"dòng {self.numbers[row]}"

    def _row_above(self, unit: UnitSaid) -> int | None:
        """What a unit stands under: a row, or minus the number of a unit that exists; None for a fault or the root."""
        if unit.parent is None:
            return unit.above
        column = "parent_code" if unit.parent.code else "parent"
        found = self._find(unit.parent, unit.row)
        if found is None:
            self.said.fault(unit.row, column, self._unknown(unit.parent, "đơn vị cấp trên"))
        elif len(found) > 1:
            told = f"Có nhiều đơn vị cấp trên tên “{unit.parent.text}”. Hãy ghi mã đơn vị cấp trên."
            self.said.fault(unit.row, column, told)
        else:
            return found[0]
        return None

    def _unknown(self, ref: Ref, what: str) -> str:
        top = self.below.units[self.below.root.pk].code
        return f"Không tìm thấy {what} “{ref.text}” trong tệp và trong các đơn vị từ {top} trở xuống."

    def _find(self, ref: Ref, own: int | None) -> list[int] | None:
        """Rows, else units that exist (as minus their numbers), that a reference may mean."""
        for code in filter(None, (ref.code.upper(), ref.name.upper() if not ref.code else "")):
            if rows := self._by_code.get(code):
                return rows[:1]
            if code in self.below.by_code:
                return [-self.below.by_code[code]]
        if ref.code and not ref.name:
            return None
        name = fold(ref.name)
        if rows := [row for row in self._by_name.get(name, []) if row != own]:
            return rows
        held = list(dict.fromkeys(self.below.by_name.get(name, [])))
        if held:
            return [-pk for pk in held]
        return [own] if own is not None and own in self._by_name.get(name, []) else None

    def _say_twice(self) -> None:
        for rows in self._by_code.values():
            for row in rows[1:]:
                self.said.fault(row, "code", f"Mã đơn vị trùng với {self.line(rows[0])}.")

    def _say_circles(self) -> None:
        """Every row has one above it at most: walking up from each once finds all circles."""
        seen: dict[int, int] = {}
        for start in self._above:
            way: list[int] = []
            at: int | None = start
            while at is not None and at in self._above and at not in seen:
                seen[at] = start
                way.append(at)
                at = self._above[at]
            if at is not None and seen.get(at) == start and at in way:
                for row in way[way.index(at) :]:
                    self._say_circle(row)

    def _say_circle(self, row: int) -> None:
        unit = self.said.units[row]
        column = "number" if unit.parent is None else ("parent_code" if unit.parent.code else "parent")
        above = self._above[row]
        told = "Đơn vị không thể trực thuộc chính mình." if above == row else (
            f"Vòng lặp: đơn vị này trực thuộc {self.line(above or 0)}, mà dòng đó lại đứng dưới đơn vị này."
        )  # fmt: skip
        self.said.fault(row, column, told)

    def _from_the_top(self) -> Iterator[int]:
        """Rows, each after the one above it. Those in a circle, or under one, never come."""
        below: dict[int, list[int]] = defaultdict(list)
        ready: deque[int] = deque()
        for row, above in self._above.items():
            if above is not None and above in self._above:
                below[above].append(row)
            else:
                ready.append(row)
        while ready:
            row = ready.popleft()
            yield row
            ready += below[row]

    def _held(self, pk: int) -> Place:
        """The place of a unit that exists; a row about it takes over this place."""
        if pk not in self._of_held:
            held = self.below.units[pk]
            self._of_held[pk] = Place(None, held)
        return self._of_held[pk]

    def _settle(self, unit: UnitSaid) -> None:
        above = self._above[unit.row]
        if unit.parent is not None and above is None:
            return
        told = above is not None
        parent = self._held(self.below.root.pk) if above is None else None
        if above is not None:
            parent = self._held(-above) if above < 0 else self.of_row.get(above)
            if parent is None:
                self._needs_row(unit.row, above)
                return
        pk = self._existing(unit, parent, told=told)
        if self.said.faults.get(unit.row, {}).keys() & {"code", "name", "parent", "parent_code"}:
            return
        if pk is None:
            self._found(unit, parent, told=told)
            return
        place = self._held(pk)
        if place.row is not None:
            self.said.fault(unit.row, "name", f"Đơn vị này đã có ở {self.line(place.row)}.")
            return
        place.row = unit.row
        if pk != self.below.root.pk:
            place.parent, place.told = parent, told
        self.of_row[unit.row] = place

    def _found(self, unit: UnitSaid, parent: Place | None, *, told: bool) -> None:
        earlier = self._newborn.setdefault((parent, fold(unit.name)), unit.row)
        if unit.name and earlier != unit.row:
            self.said.fault(unit.row, "name", f"Tên đơn vị trùng với {self.line(earlier)}, cùng một đơn vị cấp trên.")
            return
        self.of_row[unit.row] = Place(unit.row, None, parent, told)

    def _needs_row(self, row: int, above: int) -> None:
        column = next((code for code in ("parent_code", "parent") if self._cell(row, code)), "number")
        self.said.fault(row, column, f"Đơn vị cấp trên ở {self.line(above)} có lỗi.")

    def _cell(self, row: int, column: str) -> bool:
        parent = self.said.units[row].parent
        return bool(parent and (parent.code if column == "parent_code" else parent.name and not parent.code))

    def _existing(self, unit: UnitSaid, parent: Place | None, *, told: bool) -> int | None:
        """The unit that a row means, if it exists: by its code, else by its name under the same parent."""
        named = self._named(unit, parent, told=told)
        if not unit.code:
            if len(named) > 1:
                self.said.fault(unit.row, "name", f"Đã có {len(named)} đơn vị tên này. Hãy ghi thêm mã đơn vị.")
            return named[0] if len(named) == 1 else None
        code = unit.code.upper()
        if code in self.below.by_code:
            return self.below.by_code[code]
        if code in self._taken:
            self.said.fault(
                unit.row, "code", "Mã này đã dùng cho một đơn vị khác, ngoài phạm vi nhập hoặc đã kết thúc."
            )
        elif named and told:
            held = self.below.units[named[0]]
            self.said.fault(unit.row, "code", f"Đơn vị tên này đã có, với mã {held.code}. Hãy ghi mã đó.")
        return None

    def _named(self, unit: UnitSaid, parent: Place | None, *, told: bool) -> list[int]:
        """Units of that name: under the parent; where the file does not tell the parent, anywhere in the subtree."""
        name = fold(unit.name)
        if not name or parent is None or parent.held is None:
            return []
        found = self.below.by_place.get((parent.held.pk, name), [])
        if not found and not told:
            found = self.below.by_name.get(name, [])
        return list(dict.fromkeys(found))
