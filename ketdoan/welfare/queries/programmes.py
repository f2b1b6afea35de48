"""Programmes and offers as they are read: what is open to whom, how many places are left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ketdoan.core.viet import today

from ..models import Programme, Question, Registration
from ..rules import SeatState

MANAGE = "welfare.programme"


def programmes() -> QuerySet[Programme]:
    """The programmes that the actor sees: of posts those of the own unit and below with drafts, and what units above
    publish; of a member what the own unit and those above publish. Each with `taken` places."""
    taken = (
        Registration._base_manager.filter(programme=OuterRef("pk"), state=SeatState.HELD)
        .order_by()
        .values("programme")
        .annotate(sum=Sum("seats"))
        .values("sum")
    )
    return Programme.objects.select_related("unit").annotate(taken=Coalesce(Subquery(taken), Value(0)))


def open_today() -> QuerySet[Programme]:
    """What is published and not over: what a member may take part in."""
    day = today()
    return programmes().filter(published_at__isnull=False, ended_on=None, until__gte=day).order_by("until", "pk")


def taken_of(programme: Programme) -> int:
    """How many places of a programme are taken, counted anew."""
    held = Registration._base_manager.filter(programme=programme, state=SeatState.HELD)
    return int(held.aggregate(sum=Sum("seats"))["sum"] or 0)


@dataclass(frozen=True)
class Offered:
    """A programme as a member sees it: whether one may register today, the places left (None: no limit), the own
    registration, why not where not."""

    programme: Programme
    left: int | None
    own: Registration | None
    refusal: str

    @property
    def open(self) -> bool:
        """Whether one may register now."""
        return self.programme.registers and self.own is None and not self.refusal


def offered(programme: Programme, own: Registration | None) -> Offered:
    """How a programme, read by `programmes`, stands for a member."""
    taken = getattr(programme, "taken", None)
    left = None if programme.places is None else max(programme.places - (taken or 0), 0)
    return Offered(programme, left, own, refusal_on(programme, today(), left))


def refusal_on(programme: Programme, day: date, left: int | None) -> str:
    """Why nobody can register for a programme on a day; empty where one can."""
    if not programme.registers or programme.published_at is None:
        return "Chương trình này không nhận đăng ký."
    if programme.ended_on is not None:
        return "Chương trình này đã dừng."
    if programme.opens_on and day < programme.opens_on:
        return "Chưa đến ngày đăng ký."
    if programme.closes_on and day > programme.closes_on:
        return "Đã hết hạn đăng ký."
    return "Đã hết chỗ." if left == 0 else ""


def own_registrations() -> dict[int, Registration]:
    """The acting member's registrations that hold, by programme."""
    return {row.programme_id: row for row in Registration.objects.filter(state=SeatState.HELD)}


def own_past() -> list[Registration]:
    """The acting member's registrations for what is over or was cancelled, the latest first."""
    over = Q(programme__until__lt=today()) | Q(programme__ended_on__isnull=False) | Q(state=SeatState.CANCELLED)
    rows = Registration.objects.filter(over).exclude(state=SeatState.GIVEN_UP)
    return list(rows.select_related("programme__unit", "person__key").order_by("-pk")[:20])


def registrations(programme: Programme) -> QuerySet[Registration]:
    """Who registered for a programme, in order."""
    rows = Registration.objects.filter(programme=programme)
    return rows.select_related("person__key", "unit", "proxy", "programme").order_by("pk")


def questions(programme: Programme) -> QuerySet[Question]:
    """What was asked about a programme, in order; for a member the own questions."""
    return Question.objects.filter(programme=programme).select_related("person__key", "unit").order_by("pk")


def waiting_questions(unit_id: int) -> dict[int, tuple[str, int]]:
    """Of programmes of a unit about which something was asked and not answered: the name and the number."""
    rows = Programme.objects.filter(unit=unit_id).annotate(waiting=Count("questions", Q(questions__answered_at=None)))
    return {one.pk: (one.title, one.waiting) for one in rows.filter(waiting__gt=0)}
