"""Explanations in words, as they are shown to who has to ask the unit."""

from collections.abc import Sequence
from decimal import Decimal

from ketdoan.core.viet import format_date, format_number

from .catalogue import catalogue
from .context import Context, Move, Part
from .explaining import Change, Explanation
from .figures import Figure
from .hypotheses import MONEY
from .repairs import CHILD_MISSING, COPIED, LATE_EVENTS, ONE_CELL, SHIFTED, SWAPPED, WRONG_CUT_OFF
from .writing import figure_text

#: So many lines are named.
NAMED = 3
OF_ONE_CELL = {
    ONE_CELL: "{line} ghi {found}; nếu là {to} thì khớp",
    SWAPPED: "{line} ghi {found}, có thể đảo chữ số của {to}",
    SHIFTED: "{line} ghi {found}, có thể lệch hàng của {to}",
    COPIED: "{line} ghi {found} như kỳ trước, kỳ này có thể là {to}",
}


def words_of(one: Explanation, context: Context) -> str:
    """A sentence that says what may have gone wrong."""
    return f"{_said(one, context)}."


def _said(one: Explanation, context: Context) -> str:
    if one.cause in OF_ONE_CELL and len(one.changes) == 1:
        return _of_one_cell(one.cause, one.changes[0])
    if one.cause == SHIFTED:
        return _of_money(one.changes)
    if one.cause == COPIED:
        return f"{len(one.changes)} dòng giữ số của kỳ trước: {_named(one.changes)}"
    if one.cause == LATE_EVENTS:
        return f"{len(one.changes)} dòng đúng với danh sách lúc nộp, sau đó danh sách ghi thêm: {_named(one.changes)}"
    if one.cause == WRONG_CUT_OFF:
        return _of_day(one, context)
    return _of_part(one, context) if one.cause == CHILD_MISSING else _of_move(one, context)


def _of_one_cell(cause: str, change: Change) -> str:
    found = "trống" if change.found is None else figure_text(Figure(change.found))
    return OF_ONE_CELL[cause].format(line=_line(change), found=found, to=figure_text(Figure(change.to)))


def _of_money(changes: Sequence[Change]) -> str:
    times = max(round(change.to / change.found) for change in changes if change.found)
    unit = "triệu" if times > 30_000 else "nghìn"
    return f"{len(changes)} dòng tiền có thể ghi theo {unit} {MONEY}, không phải {MONEY}: {_named(changes)}"


def _of_day(one: Explanation, context: Context) -> str:
    cut_off = f" {format_date(context.cut_off)}" if context.cut_off else ""
    if one.day:
        when = f"có số của ngày {format_date(one.day)}, không phải của ngày chốt{cut_off}"
        return f"{len(one.changes)} dòng {when}: {_named(one.changes)}"
    return f"{len(one.changes)} dòng lệch cùng chiều với danh sách, có thể tính đến ngày khác ngày chốt{cut_off}"


def _of_part(one: Explanation, context: Context) -> str:
    part = next(part for part in context.parts if part.code == one.unit)
    if one.sign < 0:
        return f"Số của {_unit(part)} có thể được cộng hai lần"
    if part.reported:
        return f"Số của {_unit(part)} có thể chưa được cộng vào"
    return f"{_unit(part)} chưa nộp báo cáo, số của đơn vị này chưa có trong tổng"


def _of_move(one: Explanation, context: Context) -> str:
    move = next((move for move in context.moves if move.code == one.unit), None)
    way, line = ("về", "tăng") if one.sign >= 0 else ("đi", "giảm")
    if move is None:
        size = f" {format_number(Decimal(one.size))} đoàn viên" if one.size else ""
        return f"Có thể{size} chuyển {way} theo tổ chức mà chưa ghi ở dòng {line} theo tổ chức"
    size = f" cùng {format_number(Decimal(abs(move.members)))} đoàn viên" if move.members else ""
    return f"{_unit(move)} chuyển {way} ngày {format_date(move.on)}{size}, báo cáo có thể chưa tính đúng"


def _unit(unit: Part | Move) -> str:
    return f"{unit.name} ({unit.code})"


def _line(change: Change) -> str:
    return f"“{catalogue().title(change.cell)}”"


def _named(changes: Sequence[Change]) -> str:
    some = ", ".join(_line(change) for change in changes[:NAMED])
    return f"{some}, …" if len(changes) > NAMED else some
