"""Looking somebody up beyond the own scope: throttled, in the trail, and told to the person."""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.models import AuditEntry
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today
from ketdoan.units.actions.reorganisation import holds, must_hold
from ketdoan.units.models import PersonalDataView, Unit

from ..queries.across import Clue, Seen, find_member

LOOKUP = "members.lookup"


@action(LOOKUP, "Tra cứu đoàn viên ngoài phạm vi", permission="members.transfer")
def look_up(act: Act, *, unit: Unit, clue: Clue) -> Seen | None:
    """Who a clue speaks of, for a union that wants to receive them. Looking in vain is in the trail too."""
    must_hold(act, unit)
    _throttle(act)
    seen = find_member(clue)
    act.record(unit_id=unit.pk, change={"person": seen.person_id if seen else None})
    note_views(act, [seen] if seen else [], f"Tìm để tiếp nhận về {unit.short_name}")
    return seen


def _throttle(act: Act) -> None:
    """Raise ValidationError where the account has looked up too many within the hour."""
    if act.actor.account_id is None:
        return
    most = int(rule("members.lookups", today()).value)
    since = timezone.now() - timedelta(hours=1)
    done = AuditEntry.objects.filter(account_id=act.actor.account_id, action=LOOKUP, at__gt=since)
    if done[:most].count() >= most:
        raise ValidationError(f"Đã tra cứu {format_number(most)} lần trong một giờ qua. Hãy chờ rồi tra cứu tiếp.")


def note_views(act: Act, seen: Collection[Seen], purpose: str) -> None:
    """Let persons outside the scope know that they were looked up, once a day and purpose by the same account."""
    beyond = {one.person_id: one for one in seen if not holds(act, one.unit)}
    since = timezone.now() - timedelta(days=1)
    known = PersonalDataView._base_manager.filter(
        person__in=beyond, account_id=act.actor.account_id, purpose=purpose[:250], at__gt=since
    )
    told = set(known.values_list("person", flat=True))
    PersonalDataView._base_manager.bulk_create(
        PersonalDataView(
            person_id=pk, account_id=act.actor.account_id, post_id=act.actor.post_id, field=one.kind,
            purpose=purpose[:250],
        )
        for pk, one in beyond.items() if pk not in told
    )  # fmt: skip
