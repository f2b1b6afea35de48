"""What awaits a post in the field of care: cases to decide on and to hand over, questions about programmes, and cases
that the account handed in for others and of which the officers want to know more."""

from collections.abc import Iterator

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import AidCase
from ..rules import CaseState
from .cases import ASK, DECIDE, handed_in
from .programmes import MANAGE, waiting_questions

#: So many cases stand one by one; further ones in one line.
MOST = 20
VERBS = {CaseState.OPEN: "Xét đề nghị thăm hỏi, trợ cấp", CaseState.DECIDED: "Trao thăm hỏi, trợ cấp"}


def cases_due(actor: Actor) -> Iterator[InboxItem]:
    """Cases that wait for the own unit's officers, by number alone."""
    if not actor.unit_id or not actor.may(DECIDE):
        return
    for state, verb in VERBS.items():
        rows = AidCase.objects.filter(desk=actor.unit_id, state=state).select_related("unit").order_by("due", "pk")
        waiting = list(rows[: MOST + 1])
        for case in waiting[:MOST]:
            due = case.due if state == CaseState.OPEN else None
            address = reverse("welfare:case", args=[case.pk])
            yield InboxItem(f"{verb} số {case.pk}", address, case.unit.short_name, due, "heart-handshake")
        if len(waiting) > MOST:
            address = reverse("welfare:cases") + f"?tinh_trang={state}"
            title = f"{verb}: {format_number(rows.count() - MOST)} đề nghị khác"
            yield InboxItem(
                title, address, "", waiting[MOST].due if state == CaseState.OPEN else None, "heart-handshake"
            )


def handed_in_back(actor: Actor) -> Iterator[InboxItem]:
    """Cases handed in for others that wait for more."""
    if not actor.may(ASK):
        return
    for case in handed_in(actor.account_id or 0).filter(state=CaseState.ASKED)[:MOST]:
        address = reverse("welfare:handed_case", args=[case.pk])
        title = f"Bổ sung đề nghị thăm hỏi, trợ cấp số {case.pk} đã gửi thay"
        yield InboxItem(title, address, case.desk.short_name, None, "heart-handshake")


def questions_due(actor: Actor) -> Iterator[InboxItem]:
    """Programmes of the own unit about which something was asked."""
    if not actor.unit_id or not actor.may(MANAGE):
        return
    for pk, (title, number) in waiting_questions(actor.unit_id).items():
        address = reverse("welfare:programme", args=[pk])
        yield InboxItem(
            f"Trả lời câu hỏi về “{title}”", address, f"{format_number(number)} câu", None, "message-circle"
        )
