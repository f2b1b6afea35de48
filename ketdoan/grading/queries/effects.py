"""What a planned reorganisation would mean for grading."""

from collections.abc import Collection, Iterator
from datetime import date

from ketdoan.core.viet import format_number

from ..models import Sheet
from ..rules.states import UNDECIDED


def on_sheets(ended: Collection[int], moved: Collection[int], day: date) -> Iterator[str]:
    """How many sheets would lapse before they were decided on."""
    lapsing = Sheet.objects.filter(unit__in=ended, state__in=UNDECIDED).count()
    if lapsing:
        yield f"{format_number(lapsing)} phiếu xếp loại chưa có quyết định của đơn vị kết thúc sẽ không xét nữa."
