"""What a file changes of units: which are founded, renamed, described anew, moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act
from ketdoan.core.viet import clean_line, fold, format_date, today

from ...importing.reading import UNSURE_KIND, Said, UnitSaid
from ...models import Unit, UnitVersion
from ...queries.below import versions_known
from ...queries.kinds import check_may_stand_under_kind, kind_label
from ...queries.shape import kind_levels
from ...rules import running_codes
from ..reorganisation import check_workers, must_decide_on
from .places import Place, Places

#: How names are shortened where no short name is told.
SHORTER = [
    ("công đoàn cơ sở thành viên", "CĐCS thành viên"),
    ("công đoàn cơ sở", "CĐCS"),
    ("nghiệp đoàn cơ sở", "NĐCS"),
    ("liên đoàn lao động", "LĐLĐ"),
]
LONGEST_SHORT_NAME = 120
WITH_PARENT = "Đơn vị thành lập trước cấp trên: ghi từ ngày đầu của cấp trên"


@dataclass(eq=False)
class Target:
    """A unit that terms and officers are for: `unit` is the one that exists, or stands in for the one to be founded.

    `since` is the first day on which it is there.
    """

    unit: Unit
    since: date
    row: int | None
    versions: list[UnitVersion] = field(default_factory=list)

    def version_on(self, day: date) -> UnitVersion | None:
        """What an existing unit was on a day."""
        return next((v for v in self.versions if v.since <= day and (not v.until or day < v.until)), None)

    def there_on(self, day: date) -> bool:
        """Whether the unit is there on a day."""
        return bool(self.version_on(day)) if self.versions else self.since <= day


@dataclass(frozen=True)
class Days:
    """From which day a file holds where it does not say, and whether a unit older than what stands above it is recorded
    from that one's first day."""

    since: date
    with_parent: bool = False


@dataclass
class Founding:
    """A unit to be founded; `depth` counts the units to be founded above it, `wanted` is the day that the file says."""

    row: int
    depth: int
    target: Target
    above: Target
    values: dict[str, Any]
    since: date
    wanted: date


@dataclass
class Changing:
    """What changes from a day of a unit that exists: its fields, and whom it comes under."""

    row: int
    since: date
    target: Target
    values: dict[str, Any]
    above: Target | None = None


class Units:
    """Compares what rows say of units with the register."""

    def __init__(self, act: Act, said: Said, places: Places, days: Days) -> None:
        self.act, self.said, self.places, self.days = act, said, places, days
        self.below, self.since = places.below, days.since
        self.foundings: list[Founding] = []
        self.changes: list[Changing] = []
        self.targets: dict[Place, Target] = {}
        self._misplaced = cache(misplaced)  # many rows ask the same
        self._levels = kind_levels()
        held = {place.held.pk for place in self._all_places() if place.held}
        self._held = Unit.objects.in_bulk(held)
        self._versions = versions_known(held)
        for row in sorted(places.of_row, key=self._depth):
            place = places.of_row[row]
            if place.held:
                self._compare(said.units[row], place)
            else:
                self._found(said.units[row], place)
        self._give_codes()

    def _all_places(self) -> Iterator[Place]:
        for place in self.places.of_row.values():
            yield place
            if place.parent:
                yield place.parent

    def _depth(self, row: int) -> tuple[int, int]:
        """Rows of those above come before those below, else as in the file."""
        depth, place = 0, self.places.of_row[row].parent
        while place and not place.held:
            depth, place = depth + 1, place.parent
        return depth, row

    def target(self, place: Place) -> Target:
        """The unit of a place."""
        if place not in self.targets:
            if place.held is None:
                raise LookupError("a unit to be founded is a target once its row was read")
            if place.held.pk not in self._held:
                self._held |= Unit.objects.in_bulk([place.held.pk])
                self._versions |= versions_known([place.held.pk])
            versions = self._versions.get(place.held.pk, [])
            since = versions[0].since if versions else today()
            self.targets[place] = Target(self._held[place.held.pk], since, place.row, versions)
        return self.targets[place]

    # --- units to be founded

    def _found(self, unit: UnitSaid, place: Place) -> None:
        row, wanted = unit.row, unit.founded or self.since
        above = self.target(place.parent) if place.parent else None
        since = max(wanted, above.since) if above and self.days.with_parent else wanted
        values = {**unit.values, "kind": unit.kind}
        values["name"] = unit.name or values.get("short_name", "")
        values.setdefault("short_name", shortened(values["name"]))
        if not values["name"]:
            self.said.fault(row, "name", "Chưa ghi tên đơn vị.")
        if not unit.kind:
            self.said.fault(row, "kind", UNSURE_KIND)
        self._need("units.found", row, "name")
        stand_in = Unit(code=unit.code, kind=unit.kind, short_name=values["short_name"], name=values["name"])
        stand_in.level = self._levels.get(unit.kind, "")
        target = self.targets[place] = Target(stand_in, since, row)
        if above is None:
            return
        self._check_place(row, unit.kind, since, above)
        self.foundings.append(Founding(row, self._depth(row)[0], target, above, values, since, wanted))

    def _check_place(self, row: int, kind: str, since: date, above: Target) -> None:
        """Say where a unit may not stand under its parent on its first day."""
        if not above.there_on(since):
            name, day = above.unit.short_name, format_date(above.since)
            told = (
                f"{name} chỉ có trong hồ sơ từ ngày {day}, nên đơn vị trực thuộc ghi được sớm nhất từ ngày đó. Hãy sửa "
                f"thành {day}; nếu nhiều dòng như vậy, vào “Các cột” và đánh dấu “{WITH_PARENT}”."
                if since < above.since
                else f"{name} không còn vào ngày {format_date(since)}."
            )
            self.said.fault(row, "founded", told)
            return
        version = above.version_on(since)
        parent_kind = version.kind if version else above.unit.kind
        if kind and parent_kind and (wrong := self._misplaced(kind, parent_kind, since)):
            self.said.fault(row, "kind", wrong)

    def _give_codes(self) -> None:
        """Units without a code of their own get one: that of the unit imported into, and a running number."""
        codes = running_codes(self.below.root.code)
        taken = set(self.below.by_code) | {f.target.unit.code.upper() for f in self.foundings}
        for founding in self.foundings:
            if not founding.target.unit.code:
                founding.target.unit.code = next(code for code in codes if code.upper() not in taken)

    # --- units that exist

    def _compare(self, unit: UnitSaid, place: Place) -> None:
        row, target = unit.row, self.target(place)
        day = max(self.since, target.since)  # a unit younger than the day of the import is taken as it began
        version = target.version_on(day)
        if version is None:
            told = f"{target.unit.short_name} chưa có hoặc không còn vào ngày {format_date(day)}."
            self.said.fault(row, "name", told)
            return
        if unit.kind and unit.kind != version.kind and self._kind_is_told(row):
            held = kind_label(version.kind, day)
            self.said.fault(row, "kind", f"Trong hồ sơ là {held}. Muốn đổi, dùng thao tác “Chuyển loại đơn vị”.")
        values = {name: value for name, value in self._values(unit, version).items() if getattr(version, name) != value}
        above = self._new_above(row, target, place, day)
        if values or above:
            self._check_change(row, target, version, values, moves=above is not None)
            self.changes.append(Changing(row, day, target, values, above))

    def _kind_is_told(self, row: int) -> bool:
        """Kinds guessed from names do not contradict the register."""
        return row in self.said.kinds_told

    def _values(self, unit: UnitSaid, version: UnitVersion) -> dict[str, Any]:
        values = dict(unit.values)
        if unit.name and fold(unit.name) not in (fold(version.short_name), fold(version.name)):
            values["name"] = unit.name
        return values

    def _new_above(self, row: int, target: Target, place: Place, day: date) -> Target | None:
        """The unit that a file puts another one under, where it stands elsewhere."""
        held = place.held
        if not place.told or place.parent is None or held is None:
            return None
        if place.parent.held and place.parent.held.pk == held.above:
            return None
        above = self.target(place.parent)
        if place.parent.held and place.parent.held.path.startswith(held.path):
            column = "number" if self.said.units[row].parent is None else "parent"
            self.said.fault(row, column, f"{above.unit.short_name} đang đứng dưới {target.unit.short_name}.")
            return None
        version = target.version_on(day)
        self._check_place(row, version.kind if version else "", day, above)
        return above

    def _check_change(
        self, row: int, target: Target, version: UnitVersion, values: Mapping[str, Any], *, moves: bool
    ) -> None:
        """Say which of the changes the acting post may not make, or which do not fit what is on record."""
        renamed = bool({"name", "short_name"} & set(values))
        described = bool(set(values) - {"name", "short_name"})
        wanted = {"units.rename": renamed, "units.describe": described, "units.move": moves}
        for permission in [name for name, needed in wanted.items() if needed]:
            self._need(permission, row, "parent" if permission == "units.move" else "name")
        try:
            if renamed or moves:
                must_decide_on(self.act, target.unit)
            check_workers({"workers": version.workers, "women": version.women, **values})
        except PermissionDenied as refusal:
            self.said.fault(row, "name", str(refusal))
        except ValidationError as error:
            self.said.fault(row, "women", " ".join(error.messages))

    def _need(self, permission: str, row: int, column: str) -> None:
        """Say that the post lacks the right to do what a row asks for."""
        try:
            self.act.actor.must(permission)
        except PermissionDenied as refusal:
            self.said.fault(row, column, str(refusal))


def misplaced(kind: str, parent_kind: str, day: date) -> str:
    """Why a kind may not stand under another on a day; "" where it may."""
    try:
        check_may_stand_under_kind([kind], parent_kind, day)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def shortened(name: str) -> str:
    """A short name made of a full one."""
    words = clean_line(name)
    for long, short in SHORTER:
        if words.lower().startswith(long):
            words = short + words[len(long) :]
            break
    return words[:LONGEST_SHORT_NAME].strip()
