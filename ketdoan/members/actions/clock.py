"""What the clock does to transfers: each step looks at how things stand and does what is missing by now, so that it may
run any number of times, on any day, after any break."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.ends import ends_of

from ..models import Member, TransferRequest
from ..queries.across import gone
from ..rules import EventKind
from ..states import OPEN_TRANSFER, TransferState
from .intakes import forget_applications
from .recording import lock_persons
from .transferring import nearest_above, tell

#: So many days before its last day the side that answers is reminded; while a request hangs, both sides every so many.
BEFORE, EVERY = 3, 7


def daily() -> None:
    """The round of a morning."""
    follow_transfers()
    mark_hanging()
    with transaction.atomic():
        forget_applications()


@transaction.atomic
def mark_hanging() -> None:
    """Let requests hang whose last day has passed, and remind of those that hang or soon will."""
    day = today()
    for request in _open_ones().filter(due__lt=day + timedelta(days=BEFORE + 1)).select_for_update():
        if request.due >= day:
            words = f"Yêu cầu chuyển sinh hoạt số {request.pk} cần trả lời đến hết ngày {format_date(request.due)}"
            tell(request, [request.answerer], "near", words)
            continue
        if request.state == TransferState.ASKED:
            request.state = TransferState.HANGING
            request.save(update_fields=["state"])
        _remind(request, day)


def _remind(request: TransferRequest, day: date) -> None:
    """Both sides, and the union above them, which may decide."""
    weeks = ((day - request.due).days - 1) // EVERY
    words = f"Yêu cầu chuyển sinh hoạt số {request.pk} đang treo, quá hạn trả lời từ {format_date(request.due)}"
    units = [request.asker, request.answerer, *([request.above_id] if request.above_id else [])]
    tell(request, units, f"hanging:{weeks}", words)


def follow_transfers() -> None:
    """Bring open requests to where their units and persons are now: to heirs of units that ended, to an end where the
    person is no longer where they were."""
    ids = list(_open_ones().values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            held = _open_ones().select_for_update().filter(pk=pk).first()
            if held:
                lock_persons([held.person_id])
                _follow(held)


def _follow(request: TransferRequest) -> None:
    member = Member._base_manager.filter(pk=request.person_id).first()
    if gone(member, request.unit_from_id):
        if member is None or not _went_with_unit(request, member):
            return _lapse(request)
        request.unit_from_id = member.unit_id
    heir = _heir(request.unit_to_id)
    if heir is None or heir == request.unit_from_id:
        return _lapse(request)
    request.unit_to_id = heir
    units = Unit._base_manager.in_bulk([request.unit_from_id, request.unit_to_id])
    request.above = nearest_above(units[request.unit_from_id], units[request.unit_to_id])
    return request.save(update_fields=["unit_from", "unit_to", "above"])


def _went_with_unit(request: TransferRequest, member: Member) -> bool:
    """Whether the person left the unit of a request together with it, and is a member still."""
    moves = member.person.spells.filter(from_unit=request.unit_from_id, unit=member.unit_id, until=None)
    return moves.filter(came=EventKind.STRUCTURE).exists() and not gone(member, member.unit_id)


def _heir(unit_id: int) -> int | None:
    """The unit itself, or who took over from it and stands today; None where nobody did."""
    at: int | None = unit_id
    while at is not None and (end := ends_of([at]).get(at)) and end.on <= today():
        at = end.heir
    return at


def _lapse(request: TransferRequest) -> None:
    request.state, request.ended_at = TransferState.LAPSED, timezone.now()
    request.save(update_fields=["state", "ended_at"])
    words = f"Yêu cầu chuyển sinh hoạt số {request.pk} không còn hiệu lực"
    tell(request, [request.asker, request.answerer], "lapsed", words)


def _open_ones() -> QuerySet[TransferRequest]:
    return TransferRequest._base_manager.filter(state__in=OPEN_TRANSFER).order_by("pk")
