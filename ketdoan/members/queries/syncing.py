"""Events of the scope in the order of their numbers, for software that keeps itself up to date.

A number may be taken before another and be seen after it: its transaction was the longer one. Whoever appends events
first marks, by a lock that lasts as long as its transaction, a number below all that it will take; reading stops short
of the lowest mark, so that nobody's cursor passes an event that is still to come.
"""

from django.db import connection
from django.db.models import Q, QuerySet

from ketdoan.core.acting import Actor
from ketdoan.units.models import Unit

from ..models import MemberEvent
from ..rules import EventKind
from .course import PARTY

#: The class of the locks by which writers mark where they began.
MARKS = 7_030_021
LAST = "SELECT last_value FROM members_memberevent_id_seq"
#: Of a number the half that a lock has room for.
LOW = 0x7FFF_FFFF


def mark_beginning() -> None:
    """Mark, until the end of the transaction, that events above the last number so far are being appended."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared(%s, (({LAST}) & %s)::int)", [MARKS, LOW])


def settled() -> int:
    """The highest number up to which every event that will ever be seen can be seen now."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        (last,) = cursor.fetchone()
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2"
            " AND pid <> pg_backend_pid()"  # what the reader itself appended it sees
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [MARKS],
        )
        marks = [mark for (mark,) in cursor.fetchall()]
    begun = [last - ((last - mark) & LOW) for mark in marks]
    return int(min([last, *begun]))


def events_after(number: int, actor: Actor) -> QuerySet[MemberEvent]:
    """The events with higher numbers that concern a unit of the scope: what happened there, who came from elsewhere,
    and what of that was taken back. Introductions to the Party are for those who may see them."""
    ours = Unit.objects.values("pk")
    here = Q(unit__in=ours) | Q(to_unit__in=ours) | Q(voids__to_unit__in=ours)
    rows = MemberEvent._base_manager.filter(here, pk__gt=number, pk__lte=settled())
    if not actor.may(PARTY):
        party = EventKind.PARTY_INTRODUCTION
        rows = rows.exclude(kind=party).exclude(voids__kind=party, voids__isnull=False)
    return rows.select_related("unit", "to_unit", "decision").order_by("pk")
