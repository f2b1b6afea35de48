"""A petition and a promise: their states, who moves them where, and what a petition's course is made of."""

from datetime import date

from django.db.models import TextChoices

from ketdoan.core.viet import WorkCalendar


class State(TextChoices):
    """Where a petition stands."""

    SENT = "sent", "Chờ tiếp nhận"
    ACCEPTED = "accepted", "Đang giải quyết"
    ASKED = "asked", "Chờ người gửi bổ sung"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Không giải quyết"
    WITHDRAWN = "withdrawn", "Người gửi đã rút"


#: Its handlers have to do something.
WAITING = (State.SENT, State.ACCEPTED)
#: Somebody still has to do something.
UNDONE = (*WAITING, State.ASKED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[State, tuple[State, ...]]] = {
    "accept": {State.ACCEPTED: (State.SENT,)},
    "ask_back": {State.ASKED: WAITING},
    "add": {State.SENT: (State.SENT,), State.ACCEPTED: (State.ACCEPTED, State.ASKED)},
    "forward": {State.SENT: UNDONE},
    "escalate": {State.SENT: WAITING},
    "answer": {State.ANSWERED: UNDONE},
    "close": {State.CLOSED: UNDONE},
    "reopen": {State.SENT: (State.ANSWERED,)},
    "withdraw": {State.WITHDRAWN: (*UNDONE, State.ANSWERED, State.CLOSED)},
}


class Move(TextChoices):
    """What happened to a petition, as its course tells it."""

    FILED = "filed", "Gửi phản ánh"
    ACCEPTED = "accepted", "Tiếp nhận"
    ASKED_BACK = "asked_back", "Hỏi lại người gửi"
    ADDED = "added", "Người gửi bổ sung"
    FORWARDED = "forwarded", "Chuyển lên công đoàn cấp trên"
    ESCALATED = "escalated", "Quá hạn, tự chuyển lên công đoàn cấp trên"
    ANSWERED = "answered", "Trả lời"
    CLOSED = "closed", "Không giải quyết"
    REOPENED = "reopened", "Người gửi chưa hài lòng, đề nghị xem lại"
    PROMISED = "promised", "Cam kết"
    KEPT = "kept", "Đã thực hiện cam kết"
    POSTPONED = "postponed", "Lùi hạn cam kết"
    BROKEN = "broken", "Không thực hiện được cam kết"


#: Steps whose words only who sent the petition and its handlers read; the others are for those who joined it too.
BETWEEN_TWO = (Move.FILED, Move.ADDED, Move.ASKED_BACK, Move.REOPENED, Move.FORWARDED)
#: Those of them of which who joined does not even learn that they were.
UNTOLD = (Move.ADDED, Move.ASKED_BACK)
#: Steps that the sender takes.
BY_SENDER = (Move.FILED, Move.ADDED, Move.REOPENED)


class PromiseState(TextChoices):
    """Where a promise stands."""

    OPEN = "open", "Đang thực hiện"
    KEPT = "kept", "Đã thực hiện"
    BROKEN = "broken", "Không thực hiện được"


PROMISE_TRANSITIONS: dict[str, dict[PromiseState, tuple[PromiseState, ...]]] = {
    "keep": {PromiseState.KEPT: (PromiseState.OPEN,)},
    "postpone": {PromiseState.OPEN: (PromiseState.OPEN,)},
    "give_up": {PromiseState.BROKEN: (PromiseState.OPEN,)},
}


def after(move: str, state: str) -> State | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in TRANSITIONS[move].items() if state in sources), None)


def promise_after(move: str, state: str) -> PromiseState | None:
    """The state to which a move of a promise leads from another; None where it cannot be made."""
    return next((to for to, sources in PROMISE_TRANSITIONS[move].items() if state in sources), None)


def last_day(since: date, days: int) -> date:
    """The last day of a term of so many working days, the day on which it begins not counted."""
    return WorkCalendar().add_working_days(since, days)
