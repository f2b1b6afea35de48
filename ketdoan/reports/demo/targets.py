"""Targets of a province for this year: handed down to the unions under it, against which some register."""

from decimal import Decimal

from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.rules import Level

from ..actions.targets import Aim, hand_down, register_target, set_target
from ..models import Target
from ..queries.cascade import units_below, weights
from ..rules.periods import period_named
from ..rules.splitting import split
from .rounds import PROVINCE

WEIGHED_BY = "DV.CUOI_KY"
TERM, YEARS = 6_500, 5
#: What some units register, as a share of what they are given, with the reason.
REGISTERED = [
    (Decimal("1.2"), "Có thêm hai doanh nghiệp sắp thành lập công đoàn cơ sở"),
    (Decimal(1), ""),
    (Decimal("0.8"), "Doanh nghiệp giảm đơn hàng, không tuyển thêm lao động"),
]


def set_targets() -> None:
    """A term's target of new members, this year's part of it handed down, and a share that all are to reach."""
    unit = Unit.objects.get(code=PROVINCE)
    year = period_named(str(today().year + (today().month == 12)))
    term = year.first.replace(year=year.first.year - 3), year.last.replace(year=year.last.year + YEARS - 4)
    resolution = "Nghị quyết Đại hội Công đoàn tỉnh"
    counted = ("DV.KET_NAP", "Kết nạp đoàn viên mới", ">=")
    longer = set_target(
        unit=unit, aim=Aim(*counted, Decimal(TERM), "người", *term, resolution, tier="term")
    )  # fmt: skip
    plan = f"Kế hoạch công tác năm {year.last.year}"
    admitted = set_target(
        unit=unit, aim=Aim(*counted, Decimal(TERM // YEARS), "người", year.first, year.last, plan), above=longer
    )  # fmt: skip
    _hand_down(admitted, unit)
    women = Aim(
        "CB.BCH|GIOI=NU", "Tỷ lệ nữ trong ban chấp hành công đoàn cơ sở", ">=", Decimal(40), "%", year.first, year.last,
        plan, "CB.BCH",
    )  # fmt: skip
    shared = set_target(unit=unit, aim=women)
    hand_down(target=shared, parts={one.pk: shared.value for one in _unions_below(unit)})


def _unions_below(unit: Unit) -> list[Unit]:
    """Those right below that have others below them."""
    return [one for one in units_below(unit) if one.level == Level.UPPER]


def _hand_down(target: Target, unit: Unit) -> None:
    units = _unions_below(unit)
    parts = split(target.value, weights(units, WEIGHED_BY, today()))
    given = {one.pk: part for one, part in zip(units, parts, strict=True) if part}
    hand_down(target=target, parts=given)
    rows = Target.objects.filter(above=target).exclude(unit=unit).order_by("-value", "pk")
    for part, (share, note) in zip(rows, REGISTERED, strict=False):
        register_target(target=part, registered=Decimal(int(part.value * share)), note=note)
