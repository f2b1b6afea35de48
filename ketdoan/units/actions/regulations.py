"""Recording the regulations of a unit and its agreements with others."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act, action
from ketdoan.core.history import replace, span
from ketdoan.core.viet import VietError, clean_line, fold, format_date, today

from ..models import Attachment, Regulation, Unit
from ..queries.kinds import version_on
from ..queries.regulations import regulation_label, regulation_rows
from .attachments import attach
from .paper import SIGNED
from .reorganisation import must_hold
from .structure import cut_off

PERMISSION = "units.regulation"
LENGTHS = {"code": 60, "counterpart": 250}


@dataclass(frozen=True)
class Signed:
    """What was signed: kind, number and symbol, day, last day (None while open), and with whom."""

    kind: str
    signed_on: date
    code: str = ""
    valid_to: date | None = None
    counterpart: str = ""


@action(PERMISSION, "Ghi quy chế, thỏa thuận")
def add_regulation(act: Act, *, unit: Unit, signed: Signed, file: File | None = None) -> Regulation:
    """Record a regulation or agreement. One of the same kind that is still in force ends on the day of the new one."""
    must_hold(act, unit)
    values = _checked(unit, signed)
    earlier = Regulation._base_manager.filter(unit=unit, kind=signed.kind, replaced_at=None)
    if later := earlier.filter(valid__startswith__gte=signed.signed_on, valid__isempty=False).first():
        day = format_date(later.signed_on)
        raise ValidationError({"signed_on": f"Đã có {_name(signed.kind)} ký ngày {day}, cùng ngày hoặc sau ngày này."})
    cut_off(earlier, signed.signed_on)
    (regulation,) = replace([], [Regulation(unit=unit, file=_kept(unit, file), **values)])
    act.record(regulation, unit_id=unit.pk, change={"kind": signed.kind, "signed_on": signed.signed_on})
    return regulation


@action("units.regulation.correct", "Sửa quy chế, thỏa thuận", permission=PERMISSION)
def correct_regulation(act: Act, *, regulation: Regulation, signed: Signed, file: File | None = None) -> Regulation:
    """Put right what was recorded wrongly, or add the signed copy. What was recorded stays beside it."""
    unit = regulation.unit
    must_hold(act, unit)
    values = _checked(unit, signed)
    others = Regulation._base_manager.filter(unit=unit, kind=signed.kind, replaced_at=None)
    clash = others.exclude(fact=regulation.fact).filter(valid__overlap=values["valid"]).first()
    if clash:
        day = format_date(clash.signed_on)
        raise ValidationError({"signed_on": f"Trùng thời gian với {_name(signed.kind)} ký ngày {day}."})
    fresh = Regulation(unit=unit, fact=regulation.fact, file=_kept(unit, file) or regulation.file, **values)
    made = replace([regulation], [fresh])
    act.record(regulation, unit_id=unit.pk, change={"kind": signed.kind, "signed_on": signed.signed_on})
    return made[0] if made else regulation


@action("units.regulation.end", "Kết thúc hiệu lực quy chế, thỏa thuận", permission=PERMISSION)
def end_regulation(act: Act, *, regulation: Regulation, since: date) -> Regulation:
    """End a regulation on a day, earlier than it says."""
    must_hold(act, regulation.unit)
    if since <= regulation.since:
        raise ValidationError({"since": "Ngày kết thúc phải sau ngày ký."})
    if regulation.until and since >= regulation.until:
        raise ValidationError({"since": f"Quy chế này đã hết hiệu lực từ ngày {format_date(regulation.until)}."})
    left = cut_off(Regulation._base_manager.filter(pk=regulation.pk), since)
    act.record(regulation, unit_id=regulation.unit_id, change={"since": since})
    return left[0]


def _checked(unit: Unit, signed: Signed) -> dict[str, object]:
    """The fields of a row, when all that is said may stand. Raises ValidationError at the fields concerned."""
    if signed.signed_on > today():
        raise ValidationError({"signed_on": "Ngày ký không thể ở tương lai."})
    try:
        version_on(unit, signed.signed_on)
    except ValidationError as error:
        raise ValidationError({"signed_on": error.messages}) from None
    row = next((r for r in regulation_rows(unit.level, today()) if r.selector["regulation"] == signed.kind), None)
    if row is None:
        raise ValidationError({"kind": "Hãy chọn một loại trong danh sách."})
    texts = {name: _line(name, getattr(signed, name)) for name in LENGTHS}
    if row.value["counterpart"] and not texts["counterpart"]:
        raise ValidationError({"counterpart": "Hãy ghi bên ký cùng, như tên doanh nghiệp."})
    if signed.valid_to and signed.valid_to < signed.signed_on:
        raise ValidationError({"valid_to": "Ngày hết hiệu lực không thể trước ngày ký."})
    until = signed.valid_to + timedelta(days=1) if signed.valid_to else None
    words = fold(" ".join([row.value["label"], *texts.values(), unit.name]))
    return {"kind": signed.kind, "signed_on": signed.signed_on, "valid": span(signed.signed_on, until),
            "words": words, **texts}  # fmt: skip


def _line(name: str, text: str) -> str:
    try:
        cleaned = clean_line(text)
    except VietError as error:
        raise ValidationError({name: str(error)}) from None
    if len(cleaned) > LENGTHS[name]:
        raise ValidationError({name: f"Dài quá {LENGTHS[name]} ký tự."})
    return cleaned


def _kept(unit: Unit, file: File | None) -> Attachment | None:
    return attach(unit, file, allowed=SIGNED) if file else None


def _name(kind: str) -> str:
    label = regulation_label(kind, today())
    return label[:1].lower() + label[1:]
