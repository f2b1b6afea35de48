"""What awaits a post in the legal field: cases of its desk; questions of its own that the desk asks more of."""

from collections.abc import Iterator

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import Case, OwnEntry
from ..rules.desk import CaseState
from ..rules.entries import EntryState
from .desk import DESK, own_cases

#: So many cases stand one by one; further ones in one line.
MOST = 20


def cases_due(actor: Actor) -> Iterator[InboxItem]:
    """Cases that wait for the own unit's legal officers, by number alone."""
    if not actor.unit_id or not actor.may(DESK):
        return
    rows = Case.objects.filter(desk=actor.unit_id, state=CaseState.OPEN).select_related("unit").order_by("due", "pk")
    waiting = list(rows[: MOST + 1])
    for case in waiting[:MOST]:
        address = reverse("legal:case", args=[case.pk])
        yield InboxItem(f"Trả lời câu hỏi pháp luật số {case.pk}", address, case.unit.short_name, case.due, "scale")
    if len(waiting) > MOST:
        title = f"{format_number(rows.count() - MOST)} câu hỏi pháp luật khác chờ trả lời"
        yield InboxItem(title, reverse("legal:cases"), "", waiting[MOST].due, "scale")


def own_questions(actor: Actor) -> Iterator[InboxItem]:
    """Questions of the account's own to which the desk needs an answer."""
    for case in own_cases(actor.account_id or 0).filter(state=CaseState.ASKED):
        address = reverse("legal:my_case", args=[case.pk])
        yield InboxItem(f"Bổ sung câu hỏi pháp luật số {case.pk}", address, case.desk.short_name, None, "scale")


def entries_due(actor: Actor) -> Iterator[InboxItem]:
    """Entries of the handbook that wait for a second pair of eyes, and the unit's own that were given back."""
    if not actor.unit_id or not actor.may(DESK):
        return
    waiting = OwnEntry.objects.filter(state=EntryState.WAITING).exclude(written_by__person__account=actor.account_id)
    given_back = OwnEntry.objects.filter(state=EntryState.RETURNED, unit=actor.unit_id)
    for verb, rows in (("Thẩm định", waiting), ("Sửa", given_back)):
        for entry in rows.select_related("unit")[:MOST]:
            address = reverse("legal:own_entry", args=[entry.pk])
            title = f"{verb} mục sổ tay pháp luật: {entry.title}"
            yield InboxItem(title, address, entry.unit.short_name, None, "book-open")
