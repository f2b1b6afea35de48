"""Writing the log: a line, its correction, its voiding. Nothing is rewritten; see models/log.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.files import WEBP
from ketdoan.core.pictures import kept_picture
from ketdoan.core.rules import rule
from ketdoan.core.viet import VietError, clean_line, fold, format_date, format_number, today
from ketdoan.units.actions.attachments import attach
from ketdoan.units.models import Attachment, Unit
from ketdoan.units.queries.kinds import version_on

from ..models import Activity
from ..queries.kinds import PEOPLE, TIMES, Kind, keeper, kind_label, kind_on, money_sources
from ..queries.log import may_write

PERMISSION = "activities.log"
LENGTHS = {"text": 300, "place": 120, "why": 250}
MOST_PEOPLE, MOST_MONEY = 10_000_000, 10**13


@dataclass(frozen=True)
class Line:
    """What a line says. `people`, `women` and `times` are numbers from 1 on, `money` is in đồng."""

    kind: str
    on: date
    text: str = ""
    place: str = ""
    people: int | None = None
    women: int | None = None
    times: int | None = None
    money: int | None = None
    money_from: str = ""


@action("activities.log", "Ghi sổ công tác")
def log_activity(act: Act, *, unit: Unit, line: Line, photos: Sequence[File] = ()) -> Activity:
    """Enter a line of work done by a unit. Photos are kept small and without the place where they were taken."""
    _must_keep(act, unit)
    activity = checked_line(act, unit, line)
    activity.save()
    if photos:
        activity.photos.set(_photos(unit, photos, 0, line.on))
    act.record(activity, unit_id=unit.pk, change={"fact": activity.fact, "kind": line.kind, "on": line.on})
    return activity


@action("activities.log.correct", "Sửa dòng sổ công tác", permission=PERMISSION)
def correct_activity(
    act: Act,
    *,
    activity: Activity,
    line: Line,
    keep: Sequence[Attachment] = (),
    photos: Sequence[File] = (),
) -> Activity:
    """Put a corrected line beside the one that held so far; needs a reason. Of its photos those in `keep` stay."""
    unit = activity.unit
    _must_keep(act, unit)
    why = _why(act)
    fresh = checked_line(act, unit, line)
    fresh.fact, fresh.why = activity.fact, why
    own = set(activity.photos.values_list("pk", flat=True))
    kept = [photo for photo in keep if photo.pk in own]
    _replace(activity, fresh)
    fresh.photos.set([*kept, *_photos(unit, photos, len(kept), line.on)])
    act.record(fresh, unit_id=unit.pk, change={"fact": fresh.fact, "before": activity.pk})
    return fresh


@action("activities.log.void", "Hủy dòng sổ công tác", permission=PERMISSION)
def void_activity(act: Act, *, activity: Activity) -> Activity:
    """Say that a line does not count: entered twice, or never done. Needs a reason; the line stays readable."""
    _must_keep(act, activity.unit)
    why = _why(act)
    photos = list(activity.photos.all())
    gone = Activity(**{field.attname: getattr(activity, field.attname) for field in Activity._meta.concrete_fields})
    gone.pk, gone.voided, gone.why, gone.recorded_at = None, True, why, timezone.now()
    gone.recorded_by, gone.recorded_as = act.actor.account_id, act.actor.post_id
    _replace(activity, gone)
    gone.photos.set(photos)
    act.record(gone, unit_id=activity.unit_id, change={"fact": gone.fact, "before": activity.pk})
    return gone


def _must_keep(act: Act, unit: Unit) -> None:
    if not may_write(act.actor, unit):
        raise PermissionDenied(f"Sổ công tác của {unit.short_name} do đơn vị đó ghi.")


def _replace(old: Activity, new: Activity) -> None:
    """Mark the old row as replaced and store the new one."""
    if old.voided:
        raise ValidationError("Dòng này đã hủy nên không sửa được nữa.")
    if not Activity._base_manager.filter(pk=old.pk, replaced_at=None).update(replaced_at=timezone.now()):
        raise ValidationError("Dòng này vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
    new.save(force_insert=True)


def _why(act: Act) -> str:
    why = act.why.strip()
    if not why:
        raise ValidationError({"why": "Hãy ghi lý do."})
    if len(why) > LENGTHS["why"]:
        raise ValidationError({"why": f"Lý do dài quá {LENGTHS['why']} ký tự."})
    return why


def checked_line(act: Act, unit: Unit, line: Line) -> Activity:
    """The row of a line, when all that it says may stand. Raises ValidationError at the fields concerned."""
    kind = _kind(unit, line)
    wrong: dict[str, str] = {}
    texts = {name: _text(name, getattr(line, name), wrong) for name in ("text", "place")}
    if not kind.says_enough and not texts["text"]:
        wrong.setdefault("text", f"Hãy ghi ngắn gọn nội dung: “{kind.label}” chưa nói rõ việc gì.")
    _check_numbers(kind, line, wrong)
    _check_money(kind, line, wrong)
    if wrong:
        raise ValidationError(wrong)
    return Activity(
        unit=unit,
        on=line.on,
        kind=kind.code,
        **texts,
        people=line.people,
        women=line.women,
        times=line.times,
        money=line.money,
        money_from=line.money_from,
        words=fold(" ".join([kind.label, texts["text"], texts["place"]])),
        recorded_by=act.actor.account_id,
        recorded_as=act.actor.post_id,
    )


def _kind(unit: Unit, line: Line) -> Kind:
    """The kind, on a day on which the unit existed and the log takes it."""
    if line.on > today():
        raise ValidationError({"on": "Ngày này chưa tới. Sổ chỉ ghi việc đã làm."})
    try:
        version_on(unit, line.on)
    except ValidationError:
        day = format_date(line.on)
        raise ValidationError({"on": f"{unit.short_name} chưa thành lập hoặc đã kết thúc vào ngày {day}."}) from None
    kind = kind_on(line.kind, line.on)
    if kind is None:
        raise ValidationError({"kind": "Hãy chọn loại việc trong danh sách."})
    if kind.owner:
        title, _ = keeper(kind.owner)
        label = kind_label(kind.code, line.on)
        raise ValidationError(
            {"kind": f"“{label}” vào ngày này ghi ở mục {title}, không ghi ở sổ, để không tính hai lần."}
        )
    return kind


def _text(name: str, text: str, wrong: dict[str, str]) -> str:
    try:
        cleaned = clean_line(text)
    except VietError as error:
        wrong[name] = str(error)
        return ""
    if len(cleaned) > LENGTHS[name]:
        wrong[name] = f"Dài quá {LENGTHS[name]} ký tự."
    return cleaned


def _check_numbers(kind: Kind, line: Line, wrong: dict[str, str]) -> None:
    for name, word in ((PEOPLE, "người"), (TIMES, "lượt")):
        value = getattr(line, name)
        if value is None:
            continue
        if name not in kind.counts:
            wrong[name] = f"“{kind.label}” không tính theo số {word}."
        elif not 1 <= value <= MOST_PEOPLE:
            wrong[name] = f"Số {word} phải từ 1 đến {format_number(MOST_PEOPLE)}; không có thì để trống."
    if line.women is not None and (line.people is None or not 0 <= line.women <= line.people):
        wrong["women"] = "Số nữ không được nhiều hơn số người."


def _check_money(kind: Kind, line: Line, wrong: dict[str, str]) -> None:
    if line.money is None:
        if line.money_from:
            wrong["money"] = "Đã chọn nguồn thì hãy ghi số tiền."
        return
    if not kind.money:
        wrong["money"] = f"“{kind.label}” không ghi số tiền."
    elif not 1 <= line.money <= MOST_MONEY:
        wrong["money"] = "Số tiền phải lớn hơn 0; không có thì để trống."
    elif line.money_from not in dict(money_sources(line.on)):
        wrong["money_from"] = "Hãy chọn nguồn của số tiền này."


def _photos(unit: Unit, uploads: Sequence[File], held: int, on: date) -> list[Attachment]:
    """The uploaded photos as the unit's, each made small and stripped first."""
    most = rule("activities.photos_max", today()).value
    if held + len(uploads) > most:
        raise ValidationError({"photos": f"Tối đa {most} ảnh cho một việc."})
    kept = []
    for number, upload in enumerate(uploads, held + 1):
        try:
            picture = kept_picture(upload, f"anh-{on:%Y%m%d}-{number}")
        except ValidationError as error:
            raise ValidationError({"photos": [f"{upload.name}: {text}" for text in error.messages]}) from None
        kept.append(attach(unit, picture, field="photos", allowed={WEBP}))
    return kept
