"""Acts on saved groups of units."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ..models import UnitGroup
from ..queries.people import ASSIGN
from .tasks import acting_unit


@action("activities.group", "Lưu nhóm đơn vị", permission=ASSIGN)
def save_group(act: Act, *, name: str, units: Sequence[Unit], group: UnitGroup | None = None) -> UnitGroup:
    """Save units under a name, for the acting unit."""
    owner = group.unit if group else acting_unit()
    must_hold(act, owner, *units)
    name = clean_line(name)
    if not name or not units:
        raise ValidationError({"units": "Hãy ghi tên nhóm và chọn ít nhất một đơn vị."})
    if UnitGroup.objects.filter(unit=owner, name__iexact=name).exclude(pk=group.pk if group else 0).exists():
        raise ValidationError({"name": "Đã có nhóm mang tên này."})
    held = group or UnitGroup(unit=owner)
    held.name = name
    held.save()
    held.members.set(units)
    act.record(held, unit_id=owner.pk, change={"units": sorted(unit.pk for unit in units)})
    return held


@action("activities.group.drop", "Xóa nhóm đơn vị", permission=ASSIGN)
def drop_group(act: Act, *, group: UnitGroup) -> None:
    """Give a group up. Tasks already sent are not touched."""
    must_hold(act, group.unit)
    act.record(group, unit_id=group.unit_id)
    group.delete()
