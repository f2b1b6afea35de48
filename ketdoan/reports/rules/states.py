"""The states of a report, who moves them where, and which sources a figure may have. Nothing here reads a database."""

from django.db.models import IntegerChoices, TextChoices


class State(TextChoices):
    """Of the report that a unit owes in a round."""

    OWED = "owed", "Chưa làm"
    DRAFT = "draft", "Đang làm"
    SUBMITTED = "submitted", "Đã nộp"
    RETURNED = "returned", "Trả lại để sửa"
    ACCEPTED = "accepted", "Đã tiếp nhận"
    LOCKED = "locked", "Đã khóa"
    EXEMPT = "exempt", "Được miễn"


#: The unit still owes its report.
OPEN = (State.OWED, State.DRAFT, State.RETURNED)
#: Its figures count in those of the units above.
COUNTED = (State.SUBMITTED, State.ACCEPTED, State.LOCKED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[State, tuple[State, ...]]] = {
    "fill": {State.DRAFT: (State.OWED, State.DRAFT), State.RETURNED: (State.RETURNED,)},
    "submit": {State.SUBMITTED: OPEN},
    "take_back": {State.DRAFT: (State.SUBMITTED,)},
    "return": {State.RETURNED: (State.SUBMITTED, State.ACCEPTED)},
    "accept": {State.ACCEPTED: (State.SUBMITTED,)},
    "lock": {State.LOCKED: (State.SUBMITTED, State.ACCEPTED)},
    "reopen": {State.RETURNED: (State.LOCKED,)},
    "exempt": {State.EXEMPT: OPEN},
    "oblige": {State.OWED: (State.EXEMPT,)},
}


def after(move: str, state: str) -> State | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in TRANSITIONS[move].items() if state in sources), None)


class Source(IntegerChoices):
    """Where a figure comes from. The numbers are kept in packs: they never change their meaning."""

    NONE = 0, ""
    TYPED = 1, "Đơn vị ghi"
    REGISTER = 2, "Theo danh sách"
    ACTIVITIES = 3, "Sổ công tác"
    EMPLOYER = 4, "Doanh nghiệp ghi"
    BEFORE = 5, "Như kỳ trước"
    BELOW = 6, "Tổng hợp cấp dưới"
    FILE = 7, "Từ tệp Excel"
    COMPUTED = 8, "Tự tính"
    ZERO = 9, "Không phát sinh"
    REPORT = 10, "Báo cáo khác"


#: Sources from which cells are filled in that the unit has not written: as they are now, until it hands in.
PREFILLED = (Source.REGISTER, Source.ACTIVITIES, Source.REPORT)
