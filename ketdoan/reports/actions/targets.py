"""Acts on targets: set one, hand it down, register a figure of one's own, tell what came of it, withdraw it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import accounts_in

from ..models import Target
from ..models.targets import SIGNS, TIERS, YEAR
from ..queries.cascade import units_below
from ..queries.forms import element_of, title_of
from ..rules.catalogue import RATIO, Element
from ..rules.contradictions import amount
from ..rules.measures import PERCENT

RIGHT = "reports.target"


class Aim(NamedTuple):
    """What is to be reached: how much of which cell, from when to when, by which resolution or plan. Of a share
    `among` is the cell of which it is one."""

    cell: str
    name: str
    sign: str
    value: Decimal
    uom: str
    first: date
    last: date
    source: str
    among: str = ""
    tier: str = YEAR


@action(RIGHT, "Đặt chỉ tiêu")
def set_target(act: Act, *, unit: Unit, aim: Aim, above: Target | None = None) -> Target:
    """Set a target of a unit. `above` is one of the unit's own for a longer time, of which this is a part."""
    must_hold(act, unit)
    _check(aim)
    if above is not None and (above.unit_id != unit.pk or above.cell != aim.cell or above.uom != aim.uom):
        raise ValidationError({"above": "Chỉ tiêu dài hơn phải của cùng đơn vị và cùng cách tính."})
    told = aim._replace(
        name=clean_line(aim.name) or title_of(aim.cell),
        source=without_numbers(clean_line(aim.source), "source"),
    )
    made = Target.objects.create(unit=unit, above=above, post_id=act.actor.post_id, **told._asdict())
    act.record(made, unit_id=unit.pk, change={"cell": aim.cell, "value": aim.value})
    return made


@action("reports.target.change", "Sửa chỉ tiêu", permission=RIGHT)
def change_target(act: Act, *, target: Target, name: str, sign: str, value: Decimal, source: str) -> Target:
    """Put right what a unit set itself. What it gave to others keeps its figure and follows in name and resolution."""
    held = _locked(act, target)
    if held.above is not None and held.above.unit_id != held.unit_id:
        raise ValidationError("Chỉ tiêu do cấp trên giao, cấp trên sửa khi giao lại.")
    aim = Aim(held.cell, name, sign, value, held.uom, held.first, held.last, source, held.among, held.tier)
    _check(aim)
    told = {
        "name": clean_line(name) or title_of(held.cell),
        "sign": sign,
        "source": without_numbers(clean_line(source), "source"),
    }
    before = {field: getattr(held, field) for field in (*told, "value")}
    given = [one for one in _with_parts(held) if one.unit_id != held.unit_id]
    Target._base_manager.filter(pk__in=[held.pk, *(one.pk for one in given)]).update(**told)
    Target._base_manager.filter(pk=held.pk).update(value=value)
    act.record(held, unit_id=held.unit_id, change={"from": before, "to": {**told, "value": value}})
    return Target._base_manager.get(pk=held.pk)


def _check(aim: Aim) -> None:
    try:
        element, among = element_of(aim.cell), element_of(aim.among) if aim.among else None
    except KeyError:
        raise ValidationError({"cell": "Không có chỉ tiêu thống kê này."}) from None
    errors = {}
    if aim.sign not in dict(SIGNS):
        errors["sign"] = "Hãy chọn cách so sánh trong danh sách."
    if aim.tier not in dict(TIERS):
        errors["tier"] = "Hãy chọn loại chỉ tiêu trong danh sách."
    if aim.uom not in (PERCENT, element.uom):
        errors["uom"] = f"Chỉ tiêu này tính bằng {element.uom} hoặc %."
    if among is not None and (wrong := _wrong_base(aim, element, among)):
        errors["among"] = wrong
    if aim.first > aim.last:
        errors["last"] = "Ngày cuối phải sau ngày đầu."
    if not clean_line(aim.source):
        errors["source"] = "Hãy ghi nghị quyết hoặc kế hoạch đặt chỉ tiêu."
    if wrong := wrong_value(aim.value, aim.uom, element):
        errors["value"] = wrong
    if errors:
        raise ValidationError(errors)


def _wrong_base(aim: Aim, element: Element, among: Element) -> str:
    """What is wrong with the cell of which a target is to be a share."""
    if aim.uom != PERCENT or element.nature == RATIO:
        return "Chỉ tiêu này không tính theo tỷ lệ trên một số liệu khác."
    return "" if among.uom == element.uom else f"Tử số tính bằng {element.uom}, mẫu số tính bằng {among.uom}."


def wrong_value(value: Decimal, uom: str, element: Element) -> str:
    """What is wrong with a number that is to be reached; nothing if it may be."""
    if value < 0:
        return "Mức chỉ tiêu không thể âm."
    if uom == element.uom and element.whole and value % 1:
        return f"Số {uom} phải là số nguyên."
    return ""


@action("reports.target.give", "Giao chỉ tiêu cho cấp dưới", permission=RIGHT)
def hand_down(act: Act, *, target: Target, parts: Mapping[int, Decimal]) -> Target:
    """Give the units right below their parts of a target, by the ids of the units. A unit that has a part already gets
    the new figure; what it registered stays."""
    held = _locked(act, target)
    below = {unit.pk: unit for unit in units_below(held.unit)}
    if not parts or not set(parts) <= set(below):
        raise ValidationError("Chỉ giao cho đơn vị trực thuộc đang hoạt động.")
    must_hold(act, *(below[unit_id] for unit_id in parts))
    element = element_of(held.cell)
    for unit_id, value in parts.items():
        if wrong := wrong_value(value, held.uom, element):
            raise ValidationError({f"u{unit_id}": wrong})
    given = {one.unit_id: one for one in _parts(held).exclude(unit=held.unit_id) if one.first == held.first}
    changed = {}
    for unit_id, value in parts.items():
        old = given.get(unit_id)
        if old is None:
            _give(act, held, below[unit_id], value)
        elif old.value != value:
            old.value = value
            old.save(update_fields=["value"])
        else:
            continue
        changed[unit_id] = value
    act.record(held, unit_id=held.unit_id, change={"parts": changed})
    _tell(held, changed)
    return held


def _give(act: Act, above: Target, unit: Unit, value: Decimal) -> Target:
    same = ("cell", "among", "tier", "name", "sign", "uom", "first", "last", "source")
    copied = {field: getattr(above, field) for field in same}
    return Target.objects.create(unit=unit, above=above, value=value, post_id=act.actor.post_id, **copied)


def _tell(target: Target, changed: Mapping[int, Decimal]) -> None:
    """Say to the units what they were given."""
    for unit_id, value in changed.items():
        words = f"{target.unit.short_name} giao chỉ tiêu {target.name}: {amount(value, target.uom)}"
        key = f"target:{target.pk}:{unit_id}:{value}"
        notify(accounts_in([unit_id], RIGHT), "report", words, key=key, url="/bao-cao/chi-tieu/")


@action("reports.target.register", "Đăng ký mức thực hiện chỉ tiêu", permission=RIGHT)
def register_target(act: Act, *, target: Target, registered: Decimal, note: str = "") -> Target:
    """Put the unit's name to a figure of its own, against the one that it was given."""
    held = _locked(act, target)
    if held.above is None or held.above.unit_id == held.unit_id:
        raise ValidationError("Chỉ đăng ký mức cho chỉ tiêu do cấp trên giao.")
    if wrong := wrong_value(registered, held.uom, element_of(held.cell)):
        raise ValidationError({"registered": wrong})
    held.registered, held.registered_at = registered, timezone.now()
    held.registered_note = without_numbers(clean_line(note), "note")
    held.save(update_fields=["registered", "registered_note", "registered_at"])
    act.record(held, unit_id=held.unit_id, change={"registered": registered, "given": held.value})
    return held


@action("reports.target.outcome", "Ghi kết quả thực hiện chỉ tiêu", permission=RIGHT)
def tell_outcome(act: Act, *, target: Target, outcome: Decimal, sign: str = "=") -> Target:
    """Say what came of a target, where no report tells it."""
    held = _locked(act, target)
    held.outcome, held.outcome_sign = outcome, sign
    held.save(update_fields=["outcome", "outcome_sign"])
    act.record(held, unit_id=held.unit_id, change={"outcome": outcome, "sign": sign})
    return held


@action("reports.target.withdraw", "Bỏ chỉ tiêu", permission=RIGHT)
def withdraw_target(act: Act, *, target: Target) -> Target:
    """Give a target up, with all parts of it further down. One that was handed down is given up by who gave it."""
    held = _locked(act, target)
    if held.above is not None:
        must_hold(act, held.above.unit)
    going = _with_parts(held)
    held.withdrawn_at = timezone.now()
    Target._base_manager.filter(pk__in=[one.pk for one in going]).update(withdrawn_at=held.withdrawn_at)
    act.record(held, unit_id=held.unit_id, change={"parts": [one.pk for one in going[1:]]})
    return held


def _locked(act: Act, target: Target) -> Target:
    """A target in force of a unit of the scope, for this transaction alone."""
    rows = Target._base_manager.select_for_update(of=("self",)).select_related("unit", "above__unit")
    held = rows.get(pk=target.pk)
    must_hold(act, held.unit)
    if held.withdrawn_at is not None:
        raise ValidationError("Chỉ tiêu này đã bỏ.")
    return held


def _with_parts(held: Target) -> list[Target]:
    """A target and all parts of it further down, for this transaction alone."""
    going, found = [held], [held]
    while found:
        found = list(Target._base_manager.select_for_update().filter(above__in=found, withdrawn_at=None))
        going += found
    return going


def _parts(target: Target) -> QuerySet[Target]:
    return Target._base_manager.filter(above=target.pk, withdrawn_at=None)
