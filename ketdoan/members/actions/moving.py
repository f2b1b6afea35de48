"""Transfers: a member goes on in another unit. One event with two sides; the destination asks, the source answers."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.units.actions.paper import Paper, register
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ..models import Member, MemberEvent
from ..rules import EventKind
from .people import check_day, check_receives, must_hold_members, told
from .recording import record


@action("members.transfer", "Chuyển sinh hoạt trong phạm vi")
def transfer(
    act: Act, *, members: Sequence[Member], to: Unit, on: date, paper: Paper | None = None
) -> list[MemberEvent]:
    """Move members to another unit from a day, where the post answers for both ends: an upper union between its
    grassroots unions, a grassroots union between its groups."""
    check_day(on)
    if not members:
        raise ValidationError({"members": "Hãy chọn ít nhất một đoàn viên."})
    must_hold_members(act, members)
    must_hold(act, to)
    check_receives(to, on)
    decision = register(paper)
    events = [
        MemberEvent(
            kind=EventKind.TRANSFER.value, person_id=member.pk, unit_id=member.unit_id, to_unit=to, on=on,
            decision=decision,
        )
        for member in members
    ]  # fmt: skip
    record(act, events)
    told(act, events, to.pk)
    return events
