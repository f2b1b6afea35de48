"""A case of care: its states, who moves it where, and what its course is made of. Nothing here reads a database."""

from datetime import date

from django.db.models import TextChoices

from ketdoan.core.viet import WorkCalendar


class CaseState(TextChoices):
    """Where a case stands."""

    OPEN = "open", "Chờ xét"
    ASKED = "asked", "Chờ bổ sung"
    DECIDED = "decided", "Đã duyệt, chờ trao"
    DONE = "done", "Đã trao"
    REFUSED = "refused", "Không duyệt"
    WITHDRAWN = "withdrawn", "Đã rút"


#: Somebody still has to decide.
UNDECIDED = (CaseState.OPEN, CaseState.ASKED)
#: Somebody still has to do something.
UNDONE = (*UNDECIDED, CaseState.DECIDED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[CaseState, tuple[CaseState, ...]]] = {
    "ask_back": {CaseState.ASKED: (CaseState.OPEN,)},
    "add": {CaseState.OPEN: UNDECIDED},
    "decide": {CaseState.DECIDED: UNDECIDED},
    "reconsider": {CaseState.OPEN: (CaseState.DECIDED,)},
    "refuse": {CaseState.REFUSED: UNDECIDED},
    "finish": {CaseState.DONE: (CaseState.DECIDED,)},
    "withdraw": {CaseState.WITHDRAWN: UNDECIDED},
}


def after(move: str, state: str) -> CaseState | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in TRANSITIONS[move].items() if state in sources), None)


class Move(TextChoices):
    """What happened to a case, as its course tells it."""

    ASKED_BACK = "asked_back", "Cán bộ hỏi lại"
    ADDED = "added", "Người đề nghị bổ sung"
    DECIDED = "decided", "Duyệt"
    RECONSIDERED = "reconsidered", "Xét lại"
    REFUSED = "refused", "Không duyệt"
    DONE = "done", "Đã trao"


class Way(TextChoices):
    """How help came to the member."""

    VISIT = "visit", "Đến thăm, trao tận tay"
    PAID = "paid", "Chuyển khoản"
    CASH = "cash", "Nhận tại công đoàn"


class ProgrammeKind(TextChoices):
    """What a union publishes for its members."""

    PROGRAMME = "programme", "Chương trình"
    OFFER = "offer", "Ưu đãi"


class SeatState(TextChoices):
    """Of a registration."""

    HELD = "held", "Đã đăng ký"
    GIVEN_UP = "given_up", "Đã hủy đăng ký"
    CANCELLED = "cancelled", "Đơn vị hủy đăng ký"


def last_day(since: date, days: int) -> date:
    """The last day of a term of so many working days, the day on which it begins not counted."""
    return WorkCalendar().add_working_days(since, days)
