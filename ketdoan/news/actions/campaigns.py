"""Campaigns of a unit."""

from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM
from ketdoan.core.actions import Act, action
from ketdoan.core.viet import clean_line
from ketdoan.units.models import Unit

from ..models import Campaign
from .articles import WRITE


@action("news.campaign", "Lập, sửa chương trình", permission=WRITE)
def save_campaign(
    act: Act, *, title: str, theme: str, begins: date, ends: date, campaign: Campaign | None = None
) -> Campaign:
    """A campaign of the acting unit, new or changed."""
    held = campaign or Campaign(unit=Unit.objects.get(pk=act.actor.unit_id or 0))
    if act.actor is not SYSTEM and held.unit_id != act.actor.unit_id:
        raise ValidationError("Chỉ đơn vị tổ chức sửa được chương trình này.")
    if ends < begins:
        raise ValidationError({"ends": "Ngày kết thúc phải từ ngày bắt đầu trở đi."})
    held.title, held.theme, held.begins, held.ends = clean_line(title), theme, begins, ends
    held.save()
    act.record(held, unit_id=held.unit_id)
    return held
