"""What awaits a post among applications and transfers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today

from ..models import Application, CorrectionRequest, ErasureRequest, Intake, TransferRequest
from ..states import OPEN_TRANSFER, ApplicationState, IntakeState, RequestState, Side, TransferState
from .requests import AMEND, ERASE

#: So many requests stand one by one; further ones in one line.
MOST = 20
APPLY, ADMIT, TRANSFER = "members.apply", "members.admit", "members.transfer"


def applications_of(actor: Actor) -> Iterator[InboxItem]:
    """The own unit's applications that wait for the executive, and batches that wait for their decision."""
    if actor.unit_id is None:
        return
    if actor.may(APPLY):
        waiting = Application.objects.filter(unit=actor.unit_id, state=ApplicationState.RECEIVED)
        found = waiting.aggregate(number=Count("pk"), first=Min("received_on"))
        if found["number"]:
            due = found["first"] + timedelta(days=int(rule("members.application_days", today()).value))
            title = f"{format_number(found['number'])} đơn gia nhập chờ đưa ra Ban Chấp hành"
            yield InboxItem(title, reverse("members:applications") + "?tinh_trang=received", "", due, "file-pen")
    if actor.may(ADMIT):
        for intake in Intake.objects.filter(unit=actor.unit_id, state=IntakeState.OPEN):
            title = "Ghi quyết định kết nạp của Ban Chấp hành"
            yield InboxItem(title, reverse("members:intake", args=[intake.pk]), "", intake.met_on, "user-check")


def transfers_of(actor: Actor) -> Iterator[InboxItem]:
    """Requests that the own unit is to answer, its own that hang, and those that hang for it to decide."""
    if actor.unit_id is None or not actor.may(TRANSFER):
        return
    own = actor.unit_id
    answers = Q(side=Side.DESTINATION, unit_from=own) | Q(side=Side.SOURCE, unit_to=own)
    mine = TransferRequest.objects.filter(Q(unit_from=own) | Q(unit_to=own), state__in=OPEN_TRANSFER)
    for one in mine.filter(answers).select_related("person", "unit_from", "unit_to").order_by("due", "pk"):
        other = one.unit_to if one.unit_from_id == own else one.unit_from
        verb = "Trả lời chuyển sinh hoạt" if one.side == Side.DESTINATION else "Xác nhận tiếp nhận"
        detail = other.short_name + (" · đang treo" if one.state == TransferState.HANGING else "")
        address = reverse("members:transfer", args=[one.pk])
        yield InboxItem(f"{verb}: {one.person.name}", address, detail, one.due, "arrow-right-left")
    hanging = mine.exclude(answers).filter(state=TransferState.HANGING)
    for one in hanging.select_related("person", "unit_from", "unit_to"):
        other = one.unit_from if one.unit_to_id == own else one.unit_to
        title = f"Chuyển sinh hoạt đang treo: {one.person.name}"
        yield InboxItem(title, reverse("members:transfer", args=[one.pk]), other.short_name, one.due, "clock-alert")
    above = TransferRequest.objects.filter(above=own, state=TransferState.HANGING)
    found = above.aggregate(number=Count("pk"), first=Min("due"))
    if found["number"]:
        title = f"{format_number(found['number'])} yêu cầu chuyển sinh hoạt treo, chờ cấp trên quyết định"
        yield InboxItem(title, reverse("members:transfers") + "?tinh_trang=hanging", "", found["first"], "clock-alert")


def requests_of(actor: Actor) -> Iterator[InboxItem]:
    """What members of the own unit ask of their data: corrections to decide on, requests to be erased."""
    if actor.unit_id is None:
        return
    asked: list[tuple[str, Any, str, str, str]] = [
        (AMEND, CorrectionRequest, "Xét đề nghị sửa dữ liệu", "members:correction", "user-pen"),
        (ERASE, ErasureRequest, "Xử lý yêu cầu xóa dữ liệu", "members:erasure", "eraser"),
    ]
    for right, model, verb, page, icon in asked:
        if not actor.may(right):
            continue
        waiting = model.objects.filter(unit=actor.unit_id, state=RequestState.WAITING).order_by("due", "pk")
        first = list(waiting[: MOST + 1])
        for one in first[:MOST]:
            yield InboxItem(f"{verb} số {one.pk}", reverse(page, args=[one.pk]), "", one.due, icon)
        if len(first) > MOST:
            title = f"{verb}: {format_number(waiting.count() - MOST)} đề nghị khác"
            yield InboxItem(title, reverse(f"{page}s") + "?tinh_trang=waiting", "", first[MOST].due, icon)
