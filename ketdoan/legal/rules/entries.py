"""An entry of the handbook that legal officers write: its states, and what its content is known by."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from django.db.models import TextChoices

from .citing import Citation


class EntryState(TextChoices):
    """Where an entry stands."""

    DRAFT = "draft", "Đang soạn"
    WAITING = "waiting", "Chờ thẩm định"
    RETURNED = "returned", "Trả lại để sửa"
    PUBLISHED = "published", "Đã công bố"
    WITHDRAWN = "withdrawn", "Đã gỡ"


#: Its writers still work on it.
OPEN = (EntryState.DRAFT, EntryState.RETURNED)

#: From which states each move leads to which.
MOVES: dict[str, dict[EntryState, tuple[EntryState, ...]]] = {
    "write": {EntryState.DRAFT: OPEN},
    "send": {EntryState.WAITING: OPEN},
    "take_back": {EntryState.DRAFT: (EntryState.WAITING,)},
    "give_back": {EntryState.RETURNED: (EntryState.WAITING,)},
    "publish": {EntryState.PUBLISHED: (EntryState.WAITING,)},
    "withdraw": {EntryState.WITHDRAWN: (*OPEN, EntryState.PUBLISHED)},
}


def entry_after(move: str, state: str) -> EntryState | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in MOVES[move].items() if state in sources), None)


def digest_of(title: str, answer: str, cites: Iterable[Citation], since: date, until: date | None) -> str:
    """What an entry says as one short text: what was checked is known by it."""
    places = [[one.act, one.article, one.clause, one.point] for one in cites]
    told = json.dumps([title, answer, places, since, until], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
