"""Pure rules of the union's shape. Parameters come from dated rows (core.rules); nothing here reads a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

from ketdoan.core.models import Rule


class Level(StrEnum):
    """The levels of units, the top first. Labels and legal names are dated rules."""

    CONFEDERATION = "confederation"
    FEDERATION = "federation"
    UPPER = "upper"
    GRASSROOTS = "grassroots"
    SECTION = "section"
    GROUP = "group"


class Lens(StrEnum):
    """Whose shape figures of a past day follow: as it was then, today's, or that of a fixed day."""

    AS_IT_WAS = "as_it_was"
    TODAY = "today"
    FIXED = "fixed"


LENS_LABELS = {
    Lens.AS_IT_WAS: "Theo tổ chức tại thời điểm đó",
    Lens.TODAY: "Theo tổ chức hiện nay",
    Lens.FIXED: "Theo tổ chức tại ngày chọn",
}

LEVELS = list(Level)
#: Of the code of a unit above, so many characters begin the code that is made for one below.
LONGEST_ROOT = 34


class ChangeKind(StrEnum):
    """What a change of the trees or of a unit is called in code; labels are `units.act_kinds` rules."""

    FOUND = "found"
    RECOGNISE = "recognise"
    RENAME = "rename"
    DESCRIBE = "describe"
    RETYPE = "retype"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    ABSORB = "absorb"
    DISSOLVE = "dissolve"
    SUSPEND = "suspend"
    RESUME = "resume"


# Changes that leave the trees as they are: who exists, of which kind, and under whom.
DESCRIBING = (
    ChangeKind.RECOGNISE,
    ChangeKind.RENAME,
    ChangeKind.DESCRIBE,
    ChangeKind.SUSPEND,
    ChangeKind.RESUME,
)

# What an ended unit is shown as, by the change that ended it.
ENDED_STATUS = {
    ChangeKind.MERGE: "merged",
    ChangeKind.ABSORB: "merged",
    ChangeKind.SPLIT: "merged",
    ChangeKind.DISSOLVE: "dissolved",
}


class PlanState(StrEnum):
    """How far a plan of reorganisation has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


PLAN_LABELS = {
    PlanState.DRAFT: "Đang soạn",
    PlanState.SUBMITTED: "Chờ phê duyệt",
    PlanState.RETURNED: "Trả lại để sửa",
    PlanState.APPROVED: "Đã phê duyệt",
    PlanState.EXECUTED: "Đã thực hiện",
    PlanState.WITHDRAWN: "Đã rút",
}

# From which state a plan may go where. An approved plan is put up for approval again where its units have changed.
PLAN_TRANSITIONS: dict[PlanState, tuple[PlanState, ...]] = {
    PlanState.DRAFT: (PlanState.SUBMITTED, PlanState.WITHDRAWN),
    PlanState.SUBMITTED: (PlanState.APPROVED, PlanState.RETURNED, PlanState.WITHDRAWN),
    PlanState.RETURNED: (PlanState.SUBMITTED, PlanState.WITHDRAWN),
    PlanState.APPROVED: (PlanState.EXECUTED, PlanState.SUBMITTED, PlanState.RETURNED, PlanState.WITHDRAWN),
    PlanState.EXECUTED: (),
    PlanState.WITHDRAWN: (),
}
# In which states the steps of a plan may be changed.
PLAN_OPEN = (PlanState.DRAFT, PlanState.RETURNED)

# The acts of which a plan consists, as its pages call them.
STEP_LABELS = {
    ChangeKind.ABSORB: "Sáp nhập vào đơn vị khác",
    ChangeKind.MERGE: "Hợp nhất thành đơn vị mới",
    ChangeKind.SPLIT: "Chia, tách",
    ChangeKind.MOVE: "Chuyển trực thuộc",
    ChangeKind.FOUND: "Thành lập đơn vị mới",
    ChangeKind.RENAME: "Đổi tên",
    ChangeKind.RETYPE: "Chuyển loại đơn vị",
    ChangeKind.DISSOLVE: "Kết thúc hoạt động",
}


@dataclass(frozen=True)
class Counts:
    """Units under a unit on a day: standing directly under it, of these the upper and grassroots ones, and all
    grassroots unions of its subtree. Sections and groups are no grassroots unions."""

    direct: int
    upper: int
    grassroots_direct: int
    grassroots_total: int


def may_stand_under(row: Rule | None, parent_kind: str) -> bool:
    """Whether a `units.under` row lets its kind stand directly under a unit of `parent_kind`."""
    return row is not None and parent_kind in row.value


def running_codes(root: str) -> Iterator[str]:
    """Codes for units that were given none, by that of a unit above: P-0001, P-0002 …"""
    for number in count(1):
        yield f"{root[:LONGEST_ROOT]}-{number:04}"


def size_warning(size: int, row: Rule | None) -> str:
    """Why a body's size is outside its dated bounds; empty where it fits or no bounds are known."""
    if row is None:
        return ""
    least, most = row.value.get("min"), row.value.get("max")
    if least is not None and size < least:
        return f"Số ủy viên ít hơn mức tối thiểu {least} ({row.source})."
    if most is not None and size > most:
        return f"Số ủy viên nhiều hơn mức tối đa {most} ({row.source})."
    return ""


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
