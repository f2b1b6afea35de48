"""Transfers between two unions: one asks, the other answers; a union above both may decide. Until then the member
counts where they are."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.actions.reorganisation import holds, must_hold
from ketdoan.units.models import Unit
from ketdoan.units.queries.inside import union_of
from ketdoan.units.queries.posts import accounts_in

from ..models import Member, MemberEvent, TransferRequest
from ..queries.across import Clue, Seen, find_member, gone, unit_by_code
from ..rules import EventKind
from ..states import OPEN_TRANSFER, TRANSFER_TRANSITIONS, Refusal, Side, TransferState, common_line, may_move
from .lookups import look_up
from .people import check_day, check_receives
from .recording import lock_persons, record

TRANSFER, CATEGORY = "members.transfer", "transfer"
NOT_FOUND = (
    "Không tìm thấy đoàn viên nào khớp. Hãy kiểm tra số thẻ; nếu tìm theo số giấy tờ thì họ tên và năm sinh phải đúng "
    "như trong sổ đoàn viên."
)
NOTE = 250


def sentences(*, unit: Unit, clue: Clue, on: date, note: str = "") -> list[str]:
    """What asking for a member would do, for the officer to confirm: whom the clue found, and where they are."""
    checked_note(note)
    seen = look_up(unit=unit, clue=clue)
    _check_found(seen, unit)
    if seen is None:
        raise ValidationError({"number": NOT_FOUND})
    born = f", sinh năm {seen.birth_year}" if seen.birth_year else ""
    last = format_date(today() + _wait())
    return [
        f"{seen.name}{born}, đang là đoàn viên tại {seen.unit.short_name}.",
        f"Đề nghị {seen.unit.short_name} chuyển sinh hoạt người này về {unit.short_name} từ ngày {format_date(on)}.",
        f"Nơi đi trả lời đến hết ngày {last}. Trong lúc chờ, người này vẫn được tính ở {seen.unit.short_name}.",
    ]


@action("members.transfer.ask", "Đề nghị tiếp nhận đoàn viên chuyển đến", permission=TRANSFER)
def ask_for(act: Act, *, unit: Unit, clue: Clue, on: date, note: str = "") -> TransferRequest:
    """Ask for a member who showed the card at their new union: the union where they are answers."""
    must_hold(act, unit)
    seen = find_member(clue)
    _check_found(seen, unit)
    if seen is None:
        raise ValidationError({"number": NOT_FOUND})
    return _open(act, Wanted(seen.person_id, seen.unit, unit, on, note), Side.DESTINATION)


def checked_note(text: str) -> str:
    """A note to the other side in one line, as it is kept. Raises ValidationError where it will not do."""
    note = without_numbers(clean_line(text), "note")
    if len(note) > NOTE:
        raise ValidationError({"note": f"Ghi chú dài quá {NOTE} ký tự."})
    return note


def _check_found(seen: Seen | None, unit: Unit) -> None:
    if seen and not seen.member:
        raise ValidationError({"number": f"{seen.name} không còn là đoàn viên. Hãy nhận đơn và kết nạp lại."})
    if seen and seen.unit.pk == unit.pk:
        raise ValidationError({"number": f"{seen.name} đang sinh hoạt tại chính {unit.short_name}."})
    if seen and seen.unit.path.startswith(unit.path):
        where = f"{seen.name} đã sinh hoạt trong đơn vị này, ở {seen.unit.short_name}"
        raise ValidationError({"number": f"{where}. Chuyển giữa các tổ: mở trang của người đó, chọn Chuyển sinh hoạt."})


@action("members.transfer.introduce", "Giới thiệu đoàn viên chuyển đi", permission=TRANSFER)
def introduce(act: Act, *, member: Member, to_code: str, on: date, note: str = "") -> TransferRequest:
    """Introduce a member to their new union, by its code: that one confirms."""
    held = Member._base_manager.select_related("unit").get(pk=member.pk)
    must_hold(act, held.unit)
    return _open(act, Wanted(held.pk, held.unit, destination(to_code), on, note), Side.SOURCE)


def destination(code: str) -> Unit:
    """The union of a code, wherever it stands. Raises ValidationError where there is none."""
    unit = unit_by_code(code)
    if unit is None:
        raise ValidationError({"to_code": "Không có đơn vị nào mang mã này. Hãy hỏi lại nơi đến."})
    return unit


@dataclass(frozen=True)
class Wanted:
    """Who is to go where, from which day."""

    person: int
    source: Unit
    to: Unit
    on: date
    note: str


def _open(act: Act, wanted: Wanted, side: Side) -> TransferRequest:
    source, to = wanted.source, wanted.to
    check_day(wanted.on)
    check_receives(to, wanted.on)
    note = checked_note(wanted.note)
    if source.pk == to.pk:
        raise ValidationError("Nơi đến phải khác nơi đang sinh hoạt.")
    if union_of(source) == union_of(to):
        raise ValidationError("Hai nơi thuộc cùng một công đoàn cơ sở: hãy chuyển thẳng, không cần giới thiệu.")
    lock_persons([wanted.person])
    if why := gone(Member._base_manager.filter(pk=wanted.person).first(), source.pk):
        raise ValidationError(f"{why} Hãy tìm lại.")
    _check_no_other(wanted.person)
    request = TransferRequest.objects.create(
        person_id=wanted.person, unit_from=source, unit_to=to, above=nearest_above(source, to), side=side,
        on=wanted.on, asked_on=today(), due=today() + _wait(), note=note, asked_by=act.actor.account_id,
    )  # fmt: skip
    act.record(request, unit_id=request.asker, change={"from": source.pk, "to": to.pk, "on": wanted.on})
    who = to if side == Side.DESTINATION else source
    what = "đề nghị tiếp nhận một đoàn viên" if side == Side.DESTINATION else "giới thiệu một đoàn viên chuyển đến"
    last = format_date(request.due)
    tell(request, [request.answerer], "asked", f"{who.short_name} {what}, trả lời đến hết ngày {last}")
    return request


def _wait() -> timedelta:
    return timedelta(days=int(rule("members.transfer_days", today()).value))


def _check_no_other(person_id: int) -> None:
    """One request at a time: who comes second is told, as far as they may know."""
    other = TransferRequest._base_manager.filter(person=person_id, state__in=OPEN_TRANSFER).first()
    if other is None:
        return
    if TransferRequest.objects.filter(pk=other.pk).exists():
        raise ValidationError(
            f"Người này đang có yêu cầu chuyển sinh hoạt số {other.pk} chưa giải quyết xong. Hãy mở yêu cầu đó."
        )
    raise ValidationError("Người này đang có một yêu cầu chuyển sinh hoạt đến đơn vị khác chưa giải quyết xong.")


def nearest_above(one: Unit, other: Unit) -> Unit | None:
    """The nearest union above two units."""
    line = common_line(one.path, other.path)
    return Unit._base_manager.filter(path=line).first() if line else None


@action("members.transfer.accept", "Đồng ý chuyển sinh hoạt", permission=TRANSFER)
def accept(act: Act, *, request: TransferRequest, on: date, reply: str = "") -> TransferRequest:
    """Let the member go on in the new union from a day: as the side that was asked, or as a union above both."""
    held = _locked(act, request, TransferState.ACCEPTED)
    check_day(on)
    check_receives(held.unit_to, on)
    lock_persons([held.person_id])
    if why := gone(Member._base_manager.filter(pk=held.person_id).first(), held.unit_from_id):
        raise ValidationError(f"{why} Yêu cầu này không còn hiệu lực.")
    event = MemberEvent(
        kind=EventKind.TRANSFER.value, person_id=held.person_id, unit_id=held.unit_from_id, to_unit_id=held.unit_to_id,
        on=on,
    )  # fmt: skip
    record(act, [event])
    held.event, held.on = event, on
    _close(act, held, TransferState.ACCEPTED, reply)
    return held


@action("members.transfer.refuse", "Không đồng ý chuyển sinh hoạt", permission=TRANSFER)
def refuse_transfer(act: Act, *, request: TransferRequest, refusal: str, reply: str = "") -> TransferRequest:
    """Do not let the member go, or do not take them, for a reason of Refusal."""
    if refusal not in Refusal.values:
        raise ValidationError({"refusal": "Hãy chọn lý do."})
    if refusal == Refusal.OTHER and not reply.strip():
        raise ValidationError({"reply": "Hãy ghi rõ lý do."})
    held = _locked(act, request, TransferState.REFUSED)
    held.refusal = refusal
    _close(act, held, TransferState.REFUSED, reply)
    return held


@action("members.transfer.withdraw", "Rút yêu cầu chuyển sinh hoạt", permission=TRANSFER)
def withdraw_transfer(act: Act, *, request: TransferRequest, reply: str = "") -> TransferRequest:
    """Take a request back, as the side that asked."""
    held = _row(request)
    must_hold(act, _unit(held, held.asker))
    _must_move(held, "withdraw", TransferState.WITHDRAWN)
    _close(act, held, TransferState.WITHDRAWN, reply)
    return held


def _row(request: TransferRequest) -> TransferRequest:
    rows = TransferRequest._base_manager.select_related("unit_from", "unit_to").select_for_update(of=("self",))
    return rows.get(pk=request.pk)


def _unit(request: TransferRequest, unit_id: int) -> Unit:
    return request.unit_from if request.unit_from_id == unit_id else request.unit_to


def _locked(act: Act, request: TransferRequest, state: TransferState) -> TransferRequest:
    """The request as it stands now, locked. The post answers for the side that was asked, or stands above both."""
    held = _row(request)
    if not holds(act, _unit(held, held.answerer)):
        raise PermissionDenied("Đơn vị được đề nghị hoặc công đoàn cấp trên của cả hai bên trả lời yêu cầu này.")
    _must_move(held, "decide" if above_both(act, held) else "answer", state)
    return held


def above_both(act: Act, request: TransferRequest) -> bool:
    """Whether the post stands above both sides."""
    return holds(act, request.unit_from) and holds(act, request.unit_to)


def _must_move(held: TransferRequest, move: str, state: TransferState) -> None:
    if not may_move(TRANSFER_TRANSITIONS, move, held.state, state):
        raise ValidationError(
            f"Yêu cầu này đã giải quyết: {held.get_state_display().lower()}, có thể bởi người khác vừa xong."
        )


def _close(act: Act, held: TransferRequest, state: TransferState, reply: str) -> None:
    words = without_numbers(clean_line(reply), "reply")
    if len(words) > NOTE:
        raise ValidationError({"reply": f"Nội dung dài quá {NOTE} ký tự."})
    decider = act.actor.unit_id if above_both(act, held) else None
    held.state, held.reply, held.ended_at = state, words, timezone.now()
    held.answered_by = act.actor.account_id
    held.decided_by_id = decider or (held.asker if state == TransferState.WITHDRAWN else held.answerer)
    held.save()
    act.record(held, unit_id=held.decided_by_id, change={"state": state, "event": held.event_id})
    to = [held.asker, held.answerer] if decider else [held.asker]
    if state == TransferState.WITHDRAWN:
        to = [held.answerer]
    tell(held, to, state.value, f"Yêu cầu chuyển sinh hoạt số {held.pk}: {state.label.lower()}")


def tell(request: TransferRequest, units: list[int], about: str, title: str) -> None:
    """Send a message about a request to those who answer for units. It names numbers and unions, never the person."""
    address = reverse("members:transfer", args=[request.pk])
    for unit in units:
        notify(reached(unit), CATEGORY, title, key=f"transfer:{request.pk}:{about}", url=address)


def reached(unit_id: int) -> set[int]:
    """The accounts that answer for a unit: its own, else those of the nearest union above that has any."""
    path = Unit._base_manager.values_list("path", flat=True).get(pk=unit_id)
    for pk in reversed(path.strip("/").split("/")):
        if found := accounts_in([int(pk)], TRANSFER):
            return found
    return set()


def own_unit() -> Unit | None:
    """The acting post's unit, where it still stands."""
    return Unit.objects.filter(pk=current_actor().unit_id or 0, ended_on=None).first()
