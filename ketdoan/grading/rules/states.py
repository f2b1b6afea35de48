"""The states of a score sheet and of a list of members, and who moves a sheet where."""

from django.db.models import TextChoices


class State(TextChoices):
    """Of the sheet of a union in a year."""

    OWED = "owed", "Chưa chấm"
    DRAFT = "draft", "Đang tự chấm"
    RETURNED = "returned", "Trả lại để chấm lại"
    SENT = "sent", "Chờ thẩm định"
    APPRAISED = "appraised", "Chờ quyết định"
    DECIDED = "decided", "Đã quyết định"
    YOUNG = "young", "Chưa đủ thời gian"
    VOID = "void", "Đơn vị không còn"


#: The union still has to score itself.
OPEN = (State.OWED, State.DRAFT, State.RETURNED)
#: Not decided yet.
UNDECIDED = (*OPEN, State.SENT, State.APPRAISED)

#: From which states each move leads to which.
TRANSITIONS: dict[str, dict[State, tuple[State, ...]]] = {
    "score": {State.DRAFT: (State.OWED, State.DRAFT), State.RETURNED: (State.RETURNED,)},
    "send": {State.SENT: (State.DRAFT, State.RETURNED)},
    "take_back": {State.DRAFT: (State.SENT,)},
    "appraise": {State.APPRAISED: (State.SENT, State.APPRAISED)},
    "return": {State.RETURNED: (State.SENT, State.APPRAISED)},
    "decide": {State.DECIDED: (State.APPRAISED,)},
    "revoke": {State.APPRAISED: (State.DECIDED,)},
    "void": {State.VOID: UNDECIDED},
}


def after(move: str, state: str) -> State | None:
    """The state to which a move leads from another; None where it cannot be made."""
    return next((to for to, sources in TRANSITIONS[move].items() if state in sources), None)


class Move(TextChoices):
    """What happened to a sheet, as its course tells it."""

    SENT = "sent", "Gửi phiếu tự chấm"
    TAKEN_BACK = "taken_back", "Rút phiếu về sửa"
    RETURNED = "returned", "Trả lại"
    APPRAISED = "appraised", "Thẩm định"
    DECIDED = "decided", "Quyết định xếp loại"
    REVOKED = "revoked", "Hủy quyết định xếp loại"


class ListState(TextChoices):
    """Of the list in which a union grades its members."""

    OPEN = "open", "Đang xếp loại"
    DONE = "done", "Đã chốt"
