"""What the clock does to what members ask of their own data: reminders, finding who decides, forgetting."""

from typing import Any

from django.db import transaction

from ketdoan.core.deadlines import distance, step_reached
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today

from ..models import CorrectionRequest, ErasureRequest, Member
from ..queries.requests import decides_on_data, erases_for
from ..states import RequestState
from .requests import clear, tell_officers

WORDS: dict[Any, str] = {CorrectionRequest: "Đề nghị sửa dữ liệu", ErasureRequest: "Yêu cầu xóa dữ liệu"}


def follow_requests() -> None:
    """Bring what waits to the unit that decides on it now: members move, units end, officers come and go."""
    for model in WORDS:
        for pk in model._base_manager.filter(state=RequestState.WAITING).values_list("pk", flat=True):
            with transaction.atomic():
                _follow(model, pk)


def _follow(model: Any, pk: int) -> None:
    held = model._base_manager.select_for_update().filter(pk=pk, state=RequestState.WAITING).first()
    member = Member._base_manager.select_related("unit").filter(pk=held.person_id).first() if held else None
    if held is None or member is None:
        return
    unit = decides_on_data(member.unit, member.pk) if model is CorrectionRequest else erases_for(member.unit)
    if unit is not None and unit.pk != held.unit_id:
        held.unit = unit
        held.save(update_fields=["unit"])
        tell_officers(held, f"follow:{unit.pk}", f"{WORDS[model]} số {pk} chờ xét, hạn {format_date(held.due)}")


@transaction.atomic
def remind_of_requests() -> None:
    """Remind the officers of what waits as its last day comes near or has passed."""
    day = today()
    steps = rule("members.correction_reminder", day).value["steps"]
    for model, words in WORDS.items():
        for held in model._base_manager.filter(state=RequestState.WAITING).order_by("pk"):
            if (step := step_reached(held.due, day, steps)) is not None:
                title = f"{words} số {held.pk}: {distance(held.due, day)} (hạn {format_date(held.due)})"
                tell_officers(held, f"{held.unit_id}:{held.due}:step:{step}", title)


def forget_requests() -> int:
    """Delete what stands in proposals whose day has come; returns how many. Part of an act."""
    gone = list(CorrectionRequest._base_manager.filter(goes_on__lte=today()).select_for_update())
    clear(gone)
    return len(gone)
