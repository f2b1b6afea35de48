"""Whom an article is for, in words."""

from ketdoan.core.models.notifications import SHIFTS
from ketdoan.core.viet import today
from ketdoan.members.queries.breakdown import dimension_values
from ketdoan.units.models import Unit

from ..rules.reach import Reach

SEXES = {"f": "nữ", "m": "nam"}


def reach_words(unit: Unit, reach: Reach) -> list[str]:
    """What was chosen, a line each: where, who, and who not."""
    chosen = Unit._base_manager.filter(pk__in=reach.units).order_by("sort_key").values_list("short_name", flat=True)
    lines = [f"Đoàn viên của {'; '.join(chosen)}" if reach.units else f"Toàn thể đoàn viên của {unit.short_name}"]
    if reach.sex:
        lines.append(f"Chỉ đoàn viên {SEXES[reach.sex]}")
    if reach.professions:
        titles = dimension_values("profession", today())
        lines.append(f"Nghề: {'; '.join(titles.get(code, code) for code in reach.professions)}")
    if reach.shifts:
        lines.append(f"Ca: {'; '.join(dict(SHIFTS).get(code, code) for code in reach.shifts)}")
    if not reach.suspended:
        lines.append("Không gồm đoàn viên đang tạm dừng sinh hoạt")
    return lines
