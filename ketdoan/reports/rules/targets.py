"""Whether a target has been reached."""

from decimal import Decimal
from enum import StrEnum

from .evaluation import FAIL, OK, verdicts
from .figures import Figure, columns_of
from .tree import Cell, Check, Number


class Reached(StrEnum):
    """What may be said of a target."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


WORDS = {Reached.REACHED: "Đạt", Reached.MISSED: "Không đạt", Reached.OPEN: "Chưa kết luận được"}
_OUTCOME = Cell("OUTCOME")


def reached(sign: str, value: Decimal, outcome: Figure) -> Reached:
    """Whether an outcome reaches a target; open where it is not known, or a bound that decides nothing."""
    columns = {_OUTCOME: columns_of([{_OUTCOME.key: outcome}], [_OUTCOME.key])[_OUTCOME.key]}
    told = int(verdicts(Check(sign, _OUTCOME, Number(value)), columns, 1)[0])
    return {OK: Reached.REACHED, FAIL: Reached.MISSED}.get(told, Reached.OPEN)
