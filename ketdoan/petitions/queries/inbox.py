"""What awaits a post that handles petitions: those of its unit, and promises; what falls on days; what is found. And
what awaits who sent petitions for members: those of which the handlers want to know more."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.modules import Event, Hit, InboxItem, UnitFigure
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import fold, format_number, today

from ..models import Petition, Promise
from ..rules.states import UNDONE, WAITING, PromiseState, State
from .handed import handed_in
from .routing import BOARD, HANDLE, SEND
from .topics import topic_label

#: So many stand one by one; further ones in one line.
MOST = 20
#: Of so many of the latest the lines are opened to be searched.
SEARCHED = 400


def petitions_due(actor: Actor) -> Iterator[InboxItem]:
    """Petitions that wait for the own unit's handlers, by number and topic."""
    if not actor.unit_id or not actor.may(HANDLE):
        return
    rows = Petition.objects.filter(desk=actor.unit_id, state__in=WAITING).select_related("told").order_by("due", "pk")
    waiting = list(rows[: MOST + 1])
    for held in waiting[:MOST]:
        address = reverse("petitions:petition", args=[held.pk])
        detail = f"{topic_label(held.topic, held.filed_on)} · {held.told.short_name}"
        yield InboxItem(f"Giải quyết phản ánh số {held.pk}", address, detail, held.due, "message-square-warning")
    if len(waiting) > MOST:
        title = f"{format_number(rows.count() - MOST)} phản ánh khác chờ giải quyết"
        yield InboxItem(title, reverse("petitions:desk"), "", waiting[MOST].due, "message-square-warning")


def handed_in_back(actor: Actor) -> Iterator[InboxItem]:
    """Petitions sent for members that wait for more."""
    if not actor.may(SEND):
        return
    for held in handed_in(actor.account_id or 0).filter(state=State.ASKED)[:MOST]:
        address = reverse("petitions:handed_petition", args=[held.pk])
        title = f"Bổ sung phản ánh số {held.pk} đã gửi thay đoàn viên"
        yield InboxItem(title, address, held.desk.short_name, None, "message-circle-question-mark")


def promises_due(actor: Actor) -> Iterator[InboxItem]:
    """Promises on petitions of the own unit that are not kept yet, once their day is near."""
    if not actor.unit_id or not actor.may(HANDLE):
        return
    for promise in _open_promises(actor).order_by("until", "pk")[:MOST]:
        if (promise.until - today()).days <= 7:
            address = reverse("petitions:petition", args=[promise.petition_id])
            title = f"Báo kết quả cam kết của phản ánh số {promise.petition_id}"
            yield InboxItem(title, address, "", promise.until, "handshake")


def _open_promises(actor: Actor) -> Any:
    return Promise.objects.filter(petition__desk=actor.unit_id, state=PromiseState.OPEN)


def days_of(actor: Actor, first: date, last: date) -> Iterable[Event]:
    """The days of promises of the own unit's petitions."""
    if not actor.unit_id or not actor.may(HANDLE):
        return
    for promise in _open_promises(actor).filter(until__range=(first, last)):
        address = reverse("petitions:petition", args=[promise.petition_id])
        yield Event(promise.until, f"Hạn cam kết của phản ánh số {promise.petition_id}", address, icon="handshake")


def find(text: str, limit: int) -> Sequence[Hit]:
    """Petitions of the own unit by number or words of their line. Hidden ones are not found."""
    wanted = fold(text).split()
    actor = current_actor()
    rows = Petition.objects.filter(desk=actor.unit_id or 0, hidden=False).select_related("key", "told")
    if len(wanted) == 1 and wanted[0].isdigit():
        rows = rows.filter(pk=int(wanted[0][:9]))
    found = []
    for held in rows.order_by("-pk")[:SEARCHED]:
        said = f"{fold(held.words)} {held.pk}".split()
        if wanted and held.words and all(any(one.startswith(word) for one in said) for word in wanted):
            address = reverse("petitions:petition", args=[held.pk])
            found.append(Hit(held.words, address, f"Phản ánh số {held.pk} · {held.get_state_display()}"))
    return found[:limit]


def unit_figures(actor: Actor, unit: Any, day: date) -> Iterator[UnitFigure]:
    """How many petitions of a unit and of those below wait, and how many of them are late."""
    if not actor.may(BOARD):
        return
    name = "territory_path" if actor.scope.tree == TERRITORY else "path"
    path = getattr(unit, name)
    below = Q(**{f"told__{name}__gte": path, f"told__{name}__lt": path + "~"})
    waiting = list(Petition.objects.filter(below, state__in=UNDONE).values_list("state", "due"))
    late = sum(state in WAITING and due < day for state, due in waiting)
    note = f"{format_number(late)} quá hạn" if late else ""
    yield UnitFigure("Phản ánh chờ trả lời", len(waiting), note, f"{reverse('petitions:list')}?don_vi={unit.pk}")
