"""A case of the legal desk: its states, who moves it where, and what its course is made of."""

from datetime import date

from django.db.models import TextChoices

from ketdoan.core.viet import WorkCalendar


class CaseState(TextChoices):
    """Where a case stands."""

    OPEN = "open", "Chờ trả lời"
    ASKED = "asked", "Chờ người hỏi bổ sung"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Đóng, không trả lời"
    WITHDRAWN = "withdrawn", "Người hỏi đã rút"


#: Somebody still has to do something.
UNDONE = (CaseState.OPEN, CaseState.ASKED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[CaseState, tuple[CaseState, ...]]] = {
    "ask_back": {CaseState.ASKED: (CaseState.OPEN,)},
    "add": {CaseState.OPEN: (CaseState.OPEN, CaseState.ASKED, CaseState.ANSWERED)},
    "answer": {CaseState.ANSWERED: UNDONE},
    "pass_up": {CaseState.OPEN: UNDONE},
    "close": {CaseState.CLOSED: UNDONE},
    "withdraw": {CaseState.WITHDRAWN: (*UNDONE, CaseState.ANSWERED, CaseState.CLOSED)},
}


def after(move: str, state: str) -> CaseState | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in TRANSITIONS[move].items() if state in sources), None)


class Move(TextChoices):
    """What happened to a case, as its course tells it."""

    ASKED_BACK = "asked_back", "Cán bộ pháp luật hỏi lại"
    ADDED = "added", "Người hỏi bổ sung"
    ANSWERED = "answered", "Trả lời"
    PASSED = "passed", "Chuyển lên công đoàn cấp trên"
    CLOSED = "closed", "Đóng, không trả lời"


def last_day(since: date, days: int) -> date:
    """The last day of a term of so many working days, the day on which it begins not counted."""
    return WorkCalendar().add_working_days(since, days)
