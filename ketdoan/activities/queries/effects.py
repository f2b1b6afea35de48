"""What a planned reorganisation would mean for tasks."""

from collections.abc import Collection, Iterator
from datetime import date

from ketdoan.core.viet import format_number

from ..models import Assignment, Task
from ..rules import OPEN, TaskState


def on_tasks(ended: Collection[int], moved: Collection[int], day: date) -> Iterator[str]:
    """Open tasks of the units that end, and tasks that they gave and that still run."""
    owed = Assignment.objects.filter(unit__in=ended, state__in=OPEN).count()
    if owed:
        yield (
            f"{format_number(owed)} việc đang làm của đơn vị kết thúc chuyển cho đơn vị tiếp nhận, hạn như cũ; "
            "nơi không có đơn vị tiếp nhận thì hết hiệu lực."
        )
    given = Task.objects.filter(unit__in=ended, state=TaskState.SENT).count()
    if given:
        yield f"{format_number(given)} việc do đơn vị kết thúc giao được đơn vị giữ hồ sơ tiếp tục theo dõi."
