"""What kinds of units there are on a day, and which may stand under which."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.models import Rule
from ketdoan.core.rules import NoRule, current_rules, holds, rows, rule
from ketdoan.core.scope import LINE
from ketdoan.core.viet import format_date

from ..models import Unit, UnitVersion
from ..rules import may_stand_under
from .shape import kind_levels


def kinds_on(day: date) -> list[Rule]:
    """Rows of the kinds that may be founded on a day."""
    return sorted(rows("units.kind", day), key=lambda row: row.value["order"])


def kind_label(kind: str, day: date) -> str:
    """The Vietnamese name of a kind on a day; outside its time, the name it has in its own."""
    return _label("units.kind", day, kind, kind=kind)


def ownership_label(ownership: str, day: date) -> str:
    """The Vietnamese name of a type of employer."""
    return _label("units.ownership", day, ownership, ownership=ownership)


def status_label(status: str, day: date) -> str:
    """The Vietnamese name of a state of a unit."""
    return _label("units.status", day, status, status=status)


def _label(key: str, day: date, otherwise: str, **selector: str) -> str:
    """The label of a row on a day, else the last that it had, else `otherwise`."""
    own = [row for row in current_rules() if row.key == key and row.selector == selector]
    if not own:
        return otherwise
    return str(next((row for row in own if holds(row, day)), own[-1]).value["label"])


def level_of(kind: str) -> str:
    """The level of a kind."""
    return kind_levels()[kind]


def level_label(level: str, day: date) -> str:
    """The dated Vietnamese label of a level."""
    return str(rule("units.level", day, level=level).value["label"])


def version_on(unit: Unit, day: date) -> UnitVersion:
    """What a unit was on a day. Raises ValidationError where it did not exist."""
    version = UnitVersion._base_manager.filter(unit=unit, replaced_at=None, valid__contains=day).first()
    if version is None:
        raise _missing(unit, day)
    return version


def name_on(unit_id: int, day: date) -> str:
    """What a unit was called on a day; as it is called today where it was not there then."""
    rows = UnitVersion._base_manager.filter(unit=unit_id, replaced_at=None, valid__contains=day)
    found = rows.values_list("name", flat=True).first()
    return found or Unit._base_manager.values_list("name", flat=True).get(pk=unit_id)


def versions_on(wanted: Iterable[tuple[Unit, date]]) -> dict[tuple[int, date], UnitVersion]:
    """What units were, each on a day of its own. Raises ValidationError for the first that did not exist."""
    pairs = list(dict.fromkeys(wanted))
    held: dict[int, list[UnitVersion]] = {}
    known = UnitVersion._base_manager.filter(unit__in={unit.pk for unit, _ in pairs}, replaced_at=None)
    for version in known:
        held.setdefault(version.unit_id, []).append(version)
    found = {}
    for unit, day in pairs:
        valid = [v for v in held.get(unit.pk, ()) if v.since <= day and (not v.until or day < v.until)]
        if not valid:
            raise _missing(unit, day)
        found[unit.pk, day] = valid[0]
    return found


def kinds_of(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """The kind of each unit on a day. Raises ValidationError for the first that did not exist."""
    versions = UnitVersion._base_manager.filter(unit__in=unit_ids, replaced_at=None, valid__contains=day)
    found = dict(versions.values_list("unit_id", "kind"))
    for pk in unit_ids:
        if pk not in found:
            raise _missing(Unit._base_manager.get(pk=pk), day)
    return found


def _missing(unit: Unit, day: date) -> ValidationError:
    return ValidationError({"since": f"{unit.short_name} chưa có hoặc không còn vào ngày {format_date(day)}."})


def kinds_under(parent_kind: str, day: date) -> list[str]:
    """The kinds that may be founded directly under a kind on a day, in order."""
    under = {row.selector["kind"]: row for row in rows("units.under", day) if row.selector["tree"] == LINE}
    kinds = (row.selector["kind"] for row in kinds_on(day))
    return [kind for kind in kinds if may_stand_under(under.get(kind), parent_kind)]


def check_may_stand_under(kinds: Iterable[str], parent: Unit, day: date, tree: str = LINE) -> None:
    """Raise ValidationError unless the dated rules let each kind stand directly under a unit on a day."""
    check_may_stand_under_kind(kinds, version_on(parent, day).kind, day, tree)


def check_may_stand_under_kind(kinds: Iterable[str], parent_kind: str, day: date, tree: str = LINE) -> None:
    """Raise ValidationError unless the dated rules let each kind stand directly under a kind on a day."""
    for kind in sorted(set(kinds)):
        try:
            row: Rule | None = rule("units.under", day, tree=tree, kind=kind)
        except NoRule:
            row = None
        if not may_stand_under(row, parent_kind):
            raise ValidationError(
                {
                    "parent": f"{kind_label(kind, day)} không được trực thuộc {kind_label(parent_kind, day)} "
                    f"vào ngày {format_date(day)}" + (f" ({row.source})." if row else ": loại đơn vị này không còn.")
                }
            )
