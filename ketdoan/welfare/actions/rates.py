"""Keeping a union's table of rates. Nothing is rewritten: another amount holds from a day on."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.history import amend, replace, span
from ketdoan.core.viet import VietError, clean_line, format_date
from ketdoan.units.models import Unit

from ..models import Rate
from ..queries.rates import RATES, kinds

LENGTHS = {"title": 120, "source": 200}
MOST = 1_000_000_000


@dataclass(frozen=True)
class Said:
    """What a row of the table says, from which day on."""

    kind: str
    title: str
    most: int
    source: str
    since: date


@action(RATES, "Ghi mức chi thăm hỏi, trợ cấp")
def add_rate(act: Act, *, unit: Unit, said: Said) -> Rate:
    """Add a row to the own unit's table."""
    _own(act, unit)
    row = _checked(unit, said)
    same = Rate._base_manager.filter(unit=unit, kind=row.kind, title=row.title, replaced_at=None)
    if same.filter(valid__overlap=row.valid).exists():
        raise ValidationError({"title": "Đã có dòng này trong bảng mức chi. Hãy đổi mức của dòng đó."})
    row.save(force_insert=True)
    act.record(row, unit_id=unit.pk, change={"kind": row.kind, "most": row.most, "since": said.since})
    return row


@action("welfare.rates.change", "Đổi mức chi thăm hỏi, trợ cấp", permission=RATES)
def change_rate(act: Act, *, rate: Rate, most: int, source: str, since: date) -> Rate:
    """Let another amount hold from a day on."""
    _own(act, rate.unit)
    fresh = _checked(rate.unit, Said(rate.kind, rate.title, most, source, since))
    fresh.fact, fresh.valid = rate.fact, span(since, rate.until)
    if rate.until is not None and since >= rate.until:
        raise ValidationError({"since": "Dòng này đã hết hiệu lực trước ngày đó."})
    if since < rate.since:
        raise ValidationError(
            {"since": f"Dòng này có hiệu lực từ {format_date(rate.since)}; hãy ghi từ ngày đó trở đi."}
        )
    (row,) = [
        one for one in replace([rate], [*amend([rate], since, None, lambda _: None), fresh]) if one.since == since
    ]
    act.record(row, unit_id=rate.unit_id, change={"before": rate.pk, "most": most, "since": since})
    return row


@action("welfare.rates.end", "Kết thúc mức chi thăm hỏi, trợ cấp", permission=RATES)
def end_rate(act: Act, *, rate: Rate, since: date) -> None:
    """Let a row hold no longer from a day on; the day on which it began takes it away altogether."""
    _own(act, rate.unit)
    if since < rate.since:
        raise ValidationError({"since": f"Dòng này có hiệu lực từ {format_date(rate.since)}."})
    replace([rate], amend([rate], since, None, lambda _: None))
    act.record(rate, unit_id=rate.unit_id, change={"since": since})


def _own(act: Act, unit: Unit) -> None:
    if act.actor.unit_id is not None and act.actor.unit_id != unit.pk:
        raise PermissionDenied("Mỗi đơn vị tự ghi bảng mức chi của mình.")


def _checked(unit: Unit, said: Said) -> Rate:
    """A row of the table, not yet saved. Raises ValidationError at the fields concerned."""
    wrong: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, most in LENGTHS.items():
        try:
            texts[name] = clean_line(getattr(said, name))
        except VietError as error:
            wrong[name] = str(error)
            continue
        if not texts[name]:
            wrong[name] = "Hãy ghi mục này."
        elif len(texts[name]) > most:
            wrong[name] = f"Dài quá {most} ký tự."
    if said.kind not in kinds(said.since):
        wrong["kind"] = "Hãy chọn việc trong danh sách."
    if not 1 <= said.most <= MOST:
        wrong["most"] = "Hãy ghi số tiền lớn hơn 0, theo đồng."
    if wrong:
        raise ValidationError(wrong)
    return Rate(unit=unit, kind=said.kind, most=said.most, valid=span(said.since), **texts)
