"""Writing work programmes, and saying what became of their items."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import VietError, clean_line, fold, format_date, today
from ketdoan.units.actions.attachments import attach
from ketdoan.units.models import Department, Term, Unit
from ketdoan.units.queries.kinds import version_on
from ketdoan.units.rules import months_after

from ..models import Programme, ProgrammeItem
from ..queries.programme import EXECUTIVES, PERMISSION, may_keep, may_report, owner_values

LENGTHS = {"what": 300, "measure": 200, "result": 500}
QUARTERS = ("I", "II", "III", "IV")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Plan:
    """What an item says. `owner` is empty, "a:" with the fact of an appointment, or "d:" with a department's number."""

    what: str
    due: date
    owner: str = ""
    measure: str = ""


@action(PERMISSION, "Lập chương trình công tác")
def make_programme(
    act: Act, *, unit: Unit, kind: str, year: int | None = None, quarter: int | None = None
) -> Programme:
    """Begin the programme of a year, of a quarter of it, or of the executive's present term."""
    _must_keep(act, unit)
    title, begins, ends, term = _days(unit, kind, year, quarter)
    try:
        version_on(unit, max(begins, today()))
    except ValidationError:
        raise ValidationError({"kind": f"{unit.short_name} đã kết thúc hoạt động."}) from None
    if ends < today() - timedelta(days=366):
        raise ValidationError({"year": "Chương trình này đã qua hơn một năm."})
    if Programme._base_manager.filter(unit=unit, kind=kind, begins=begins).exists():
        raise ValidationError({"kind": f"Đã có {title[:1].lower()}{title[1:]}."})
    words = fold(f"{title} {unit.name}")
    programme = Programme.objects.create(
        unit=unit, kind=kind, title=title, begins=begins, ends=ends, term=term, words=words
    )
    act.record(programme, unit_id=unit.pk, change={"kind": kind, "begins": begins, "ends": ends})
    return programme


def _days(unit: Unit, kind: str, year: int | None, quarter: int | None) -> tuple[str, date, date, Term | None]:
    """Title, first and last day of a programme, and the term that it follows."""
    if kind == Programme.TERM:
        return _of_term(unit)
    if kind not in (Programme.YEAR, Programme.QUARTER):
        raise ValidationError({"kind": "Hãy chọn loại chương trình."})
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError({"year": "Hãy ghi năm, ví dụ 2026."})
    if kind == Programme.YEAR:
        return f"Chương trình công tác năm {year}", date(year, 1, 1), date(year, 12, 31), None
    if quarter not in (1, 2, 3, 4):
        raise ValidationError({"quarter": "Hãy chọn quý."})
    begins = date(year, quarter * 3 - 2, 1)
    ends = months_after(begins, 3) - timedelta(days=1)
    return f"Chương trình công tác quý {QUARTERS[quarter - 1]}/{year}", begins, ends, None


def _of_term(unit: Unit) -> tuple[str, date, date, Term]:
    term = Term.objects.on(today()).filter(body__unit=unit, body__kind__in=EXECUTIVES).first()
    if term is None or term.until is None:
        raise ValidationError({"kind": "Ban Chấp hành chưa có nhiệm kỳ đang hiệu lực. Hãy mở nhiệm kỳ trước."})
    number = f" khóa {term.number}," if term.number else ""
    title = f"Chương trình công tác toàn khóa:{number} nhiệm kỳ {term.label}"
    return title, term.since, term.until - timedelta(days=1), term


@action("activities.programme.item", "Thêm việc vào chương trình công tác", permission=PERMISSION)
def add_item(act: Act, *, programme: Programme, plan: Plan) -> ProgrammeItem:
    """Put a piece of work into a programme; it is due on one of its days."""
    _must_keep(act, programme.unit)
    item = ProgrammeItem.objects.create(programme=programme, **_checked(programme, plan))
    act.record(item, unit_id=programme.unit_id, change={"programme": programme.pk, "due": plan.due})
    return item


@action("activities.programme.change", "Sửa việc trong chương trình công tác", permission=PERMISSION)
def change_item(act: Act, *, item: ProgrammeItem, plan: Plan) -> ProgrammeItem:
    """Change what an open item says: its words, its last day, who answers for it."""
    programme = item.programme
    _must_keep(act, programme.unit)
    held = _locked(item)
    if held.state not in ProgrammeItem.OPEN:
        raise ValidationError("Việc này đã khép lại. Muốn sửa, hãy mở lại ở mục Kết quả.")
    before = {"due": held.due, "owner": held.owner, "department": held.department_id}
    for name, value in _checked(programme, plan, held).items():
        setattr(held, name, value)
    held.save()
    act.record(held, unit_id=programme.unit_id, change={"before": before, "due": held.due, "owner": held.owner})
    return held


@action("activities.programme.report", "Ghi kết quả việc trong chương trình", permission="activities.view")
def report_item(
    act: Act, *, item: ProgrammeItem, state: str, result: str = "", file: File | None = None
) -> ProgrammeItem:
    """Say how an item stands, by who answers for it or keeps the programme. Closed, it needs words on how."""
    held = _locked(item)
    if not may_report(act.actor, held):
        raise PermissionDenied("Việc này do người phụ trách hoặc người lập chương trình ghi kết quả.")
    if state != held.state and state not in ProgrammeItem.TRANSITIONS[held.state]:
        raise ValidationError({"state": "Không chuyển được sang tình trạng này."})
    text = _line("result", result)
    if state not in ProgrammeItem.OPEN and not text:
        how = "vì sao không làm nữa" if state == ProgrammeItem.DROPPED else "kết quả đạt được"
        raise ValidationError({"result": f"Hãy ghi {how}."})
    before, held.state, held.result = held.state, state, text
    if file:
        held.evidence = attach(held.programme.unit, file)
    held.save()
    change = {"from": before, "to": state, "evidence": held.evidence_id}
    act.record(held, unit_id=held.programme.unit_id, change=change)
    return held


@action("activities.programme.copy", "Lấy việc từ chương trình trước", permission=PERMISSION)
def copy_items(act: Act, *, programme: Programme, source: Programme) -> Programme:
    """Take the items of an earlier programme of the same unit, their days moved as far as the programmes lie apart.

    What stands in the programme already, and what was dropped, is left out; who no longer holds the office is not
    taken over. Doing it twice adds nothing.
    """
    _must_keep(act, programme.unit)
    if source.unit_id != programme.unit_id or source.begins >= programme.begins:
        raise ValidationError({"source": "Hãy chọn một chương trình trước đó của đơn vị."})
    there = {fold(what) for what in programme.items.values_list("what", flat=True)}
    owners = owner_values(programme.unit)
    moved = _mover(source, programme)
    fresh = []
    for item in source.items.exclude(state=ProgrammeItem.DROPPED).order_by("due", "pk"):
        if fold(item.what) in there:
            continue
        there.add(fold(item.what))
        owner = item.owner if f"a:{item.owner}" in owners else None
        department = item.department_id if f"d:{item.department_id}" in owners else None
        fresh.append(
            ProgrammeItem(
                programme=programme,
                what=item.what,
                measure=item.measure,
                words=item.words,
                due=moved(item.due),
                owner=owner,
                department_id=department,
            )
        )
    ProgrammeItem.objects.bulk_create(fresh)
    act.record(programme, unit_id=programme.unit_id, change={"source": source.pk, "items": len(fresh)})
    return programme


def _mover(source: Programme, programme: Programme) -> Callable[[date], date]:
    """How the days of one programme become those of another: as many months on, within its own days."""
    months = (programme.begins.year - source.begins.year) * 12 + programme.begins.month - source.begins.month
    return lambda day: min(max(months_after(day, months), programme.begins), programme.ends)


def _must_keep(act: Act, unit: Unit) -> None:
    if not may_keep(act.actor, unit):
        raise PermissionDenied(f"Chương trình công tác của {unit.short_name} do đơn vị đó lập.")


def _locked(item: ProgrammeItem) -> ProgrammeItem:
    found = ProgrammeItem.objects.select_related("programme__unit").select_for_update(of=("self",))
    return found.get(pk=item.pk)


def _checked(programme: Programme, plan: Plan, held: ProgrammeItem | None = None) -> dict[str, object]:
    """The fields of an item, when all that is said may stand. An owner who has left the office may stay."""
    texts = {name: _line(name, getattr(plan, name)) for name in ("what", "measure")}
    if not texts["what"]:
        raise ValidationError({"what": "Hãy ghi việc cần làm."})
    if not programme.begins <= plan.due <= programme.ends:
        days = f"{format_date(programme.begins)} đến {format_date(programme.ends)}"
        raise ValidationError({"due": f"Hạn phải trong thời gian của chương trình: từ {days}."})
    owner, department = _owner(programme.unit, plan.owner, held)
    words = fold(" ".join([*texts.values(), programme.unit.name]))
    return {**texts, "due": plan.due, "owner": owner, "department": department, "words": words}


def _owner(unit: Unit, chosen: str, held: ProgrammeItem | None) -> tuple[UUID | None, Department | None]:
    if not chosen:
        return None, None
    stays = held is not None and chosen == owner_value(held)
    if not stays and chosen not in owner_values(unit):
        raise ValidationError({"owner": "Hãy chọn người hoặc ban trong danh sách."})
    kind, key = chosen.split(":", 1)
    return (UUID(key), None) if kind == "a" else (None, Department.objects.get(pk=int(key)))


def owner_value(item: ProgrammeItem) -> str:
    """Who answers for an item, as a form says it."""
    if item.department_id:
        return f"d:{item.department_id}"
    return f"a:{item.owner}" if item.owner else ""


def _line(name: str, text: str) -> str:
    try:
        cleaned = clean_line(text)
    except VietError as error:
        raise ValidationError({name: str(error)}) from None
    if len(cleaned) > LENGTHS[name]:
        raise ValidationError({name: f"Dài quá {LENGTHS[name]} ký tự."})
    return cleaned
