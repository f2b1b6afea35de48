"""Pure rules of tasks: their states, who moves them, and when one is reminded. Nothing here reads a database."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import TextChoices

from ketdoan.units.rules import months_after

TASK_KINDS = [("task", "Giao việc"), ("notice", "Thông báo")]
ROLES = [("lead", "Chủ trì"), ("support", "Phối hợp")]
QUESTION_KINDS = [
    ("number", "Số"),
    ("money", "Số tiền (đồng)"),
    ("text", "Chữ"),
    ("yes", "Có hoặc không"),
    ("day", "Ngày"),
]
#: Kinds of figures that are added up, and that may be part of one another.
ADDED = ("number", "money")
EVERY = [
    ("week", "Hằng tuần"),
    ("month", "Hằng tháng"),
    ("quarter", "Hằng quý"),
    ("half", "Sáu tháng một lần"),
    ("year", "Hằng năm"),
]
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class TaskState(TextChoices):
    """Of a task as a whole."""

    DRAFT = "draft", "Bản nháp"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đang thực hiện"
    CLOSED = "closed", "Đã kết thúc"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


class State(TextChoices):
    """Of a task in one unit."""

    SENT = "sent", "Chưa xem"
    SEEN = "seen", "Đã xem"
    ACCEPTED = "accepted", "Đã nhận"
    RETURNED = "returned", "Yêu cầu bổ sung"
    ANSWERED = "answered", "Chờ xác nhận"
    DONE = "done", "Hoàn thành"
    MISSED = "missed", "Không thực hiện"
    WITHDRAWN = "withdrawn", "Đã thu hồi"
    PASSED = "passed", "Chuyển đơn vị tiếp nhận"
    VOID = "void", "Đơn vị không còn"


class ExtensionState(TextChoices):
    """Of a request for more time."""

    ASKED = "asked", "Đang chờ"
    GRANTED = "granted", "Đồng ý"
    REFUSED = "refused", "Không đồng ý"


class ReminderKind(TextChoices):
    """Why a reminder was sent: by the clock, to those above, or by the issuer's hand."""

    CLOCK = "clock", "Nhắc theo lịch"
    ABOVE = "above", "Báo cấp trên"
    HAND = "hand", "Đơn vị giao nhắc"


#: The unit still owes something.
OWED = (State.SENT, State.SEEN, State.ACCEPTED, State.RETURNED)
#: Not ended: owed by the unit, or waiting for the issuer.
OPEN = (*OWED, State.ANSWERED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[State, tuple[State, ...]]] = {
    "see": {State.SEEN: (State.SENT,)},
    "accept": {State.ACCEPTED: (State.SENT, State.SEEN), State.DONE: (State.SENT, State.SEEN)},
    "answer": {State.ANSWERED: OPEN, State.DONE: (*OWED, State.DONE)},
    "confirm": {State.DONE: (State.ANSWERED,)},
    "return": {State.RETURNED: (State.ANSWERED, State.DONE)},
    "withdraw": {State.WITHDRAWN: OPEN},
    "close": {State.MISSED: OWED, State.DONE: (State.ANSWERED,)},
    "pass": {State.PASSED: OPEN},
    "void": {State.VOID: OPEN},
}


def may(move: str, state: str, to: State) -> bool:
    """Whether a move leads from a state to another."""
    return state in TRANSITIONS[move].get(to, ())


def after_accepting(kind: str, role: str) -> State:
    """Where "đã nhận" leads: a notice is done with, and so is the part of a unit that only helps."""
    return State.DONE if kind == "notice" or role == "support" else State.ACCEPTED


def step_due(due: date, begun_on: date, steps: Iterable[int], day: date) -> int | None:
    """The reminder that is to have been sent by a day: the last step reached after the day on which the unit got the
    task. Days that were missed send one reminder, not several."""
    reached = [step for step in steps if begun_on < due + timedelta(days=step) <= day]
    return max(reached, default=None)


def next_day(day: date, every: str, times: int = 1) -> date:
    """The same day a week, month, quarter, half-year or year later, `times` over."""
    return day + timedelta(weeks=times) if every == "week" else months_after(day, MONTHS[every] * times)
