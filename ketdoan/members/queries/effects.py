"""What a planned reorganisation would mean for members."""

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np

from ketdoan.core.viet import format_number
from ketdoan.units.queries.shape import shape

from .stock import own_members


def members_touched(ended: Collection[int], moved: Collection[int], day: date) -> Iterator[str]:
    """How many members the units have that would end, and how many come along with those that would move."""
    ids, numbers = own_members(day)
    own = dict(zip(ids.tolist(), numbers.tolist(), strict=True))
    of_ended = sum(own.get(pk, 0) for pk in ended)
    if of_ended:
        yield (
            f"{format_number(of_ended)} đoàn viên của các đơn vị kết thúc chuyển sang đơn vị tiếp nhận; nơi không có "
            "đơn vị tiếp nhận thì ghi thôi do đơn vị giải thể."
        )
    follow = shape(day)
    inside = np.zeros(len(follow), dtype=bool)
    for pk in moved:
        at = follow.position(pk)
        if at is not None:
            inside[at : int(follow.ends[at])] = True
    along = sum(own.get(int(pk), 0) for pk in follow.ids[inside])
    if along:
        yield f"{format_number(along)} đoàn viên đi cùng các đơn vị chuyển trực thuộc, không phải chuyển sinh hoạt."
