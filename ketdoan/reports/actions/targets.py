"""Acts on targets: set one, tell what came of it, withdraw it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ..models import Target
from ..models.targets import SIGNS
from ..queries.forms import element_of, title_of
from ..rules.measures import PERCENT


class Aim(NamedTuple):
    """What is to be reached: how much of which cell, from when to when, by which resolution or plan."""

    cell: str
    name: str
    sign: str
    value: Decimal
    uom: str
    first: date
    last: date
    source: str


@action("reports.target", "Đặt chỉ tiêu")
def set_target(act: Act, *, unit: Unit, aim: Aim, above: Target | None = None) -> Target:
    """Set a target of a unit; `above` is the target of a unit above of which it is a part."""
    must_hold(act, unit)
    _check(aim)
    told = aim._replace(
        name=clean_line(aim.name) or title_of(aim.cell),
        source=without_numbers(clean_line(aim.source), "source"),
    )
    made = Target.objects.create(unit=unit, above=above, post_id=act.actor.post_id, **told._asdict())
    act.record(made, unit_id=unit.pk, change={"cell": aim.cell, "value": aim.value})
    return made


def _check(aim: Aim) -> None:
    try:
        element = element_of(aim.cell)
    except KeyError:
        raise ValidationError({"cell": "Không có chỉ tiêu thống kê này."}) from None
    errors = {}
    if aim.sign not in dict(SIGNS):
        errors["sign"] = "Hãy chọn cách so sánh trong danh sách."
    if aim.uom not in (PERCENT, element.uom):
        errors["uom"] = f"Chỉ tiêu này tính bằng {element.uom} hoặc %."
    if aim.value < 0:
        errors["value"] = "Mức chỉ tiêu không thể âm."
    if aim.first > aim.last:
        errors["last"] = "Ngày cuối phải sau ngày đầu."
    if not clean_line(aim.source):
        errors["source"] = "Hãy ghi nghị quyết hoặc kế hoạch đặt chỉ tiêu."
    if errors:
        raise ValidationError(errors)


@action("reports.target.outcome", "Ghi kết quả thực hiện chỉ tiêu", permission="reports.target")
def tell_outcome(act: Act, *, target: Target, outcome: Decimal, sign: str = "=") -> Target:
    """Say what came of a target, where no report tells it."""
    held = Target._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=target.pk)
    must_hold(act, held.unit)
    held.outcome, held.outcome_sign = outcome, sign
    held.save(update_fields=["outcome", "outcome_sign"])
    act.record(held, unit_id=held.unit_id, change={"outcome": outcome, "sign": sign})
    return held


@action("reports.target.withdraw", "Bỏ chỉ tiêu", permission="reports.target")
def withdraw_target(act: Act, *, target: Target) -> Target:
    """Give a target up."""
    held = Target._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=target.pk)
    must_hold(act, held.unit)
    held.withdrawn_at = held.withdrawn_at or timezone.now()
    held.save(update_fields=["withdrawn_at"])
    act.record(held, unit_id=held.unit_id)
    return held
