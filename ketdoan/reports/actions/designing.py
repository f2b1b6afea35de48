"""Acts on forms of a unit's own: begin one from a sheet, correct it, try it on figures, publish it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import today
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ..designing.content import Design, content_of, wrongs
from ..designing.model import Proposal
from ..models import FormDraft, FormVersion
from ..queries.designing import code_within, design_of, own_code, owner_of_draft
from .forms import digest_of

DESIGN = "reports.design"
#: So many drafts a unit may have at a time, and sheets of one file are kept.
MOST_DRAFTS, MOST_SHEETS = 30, 12
LONGEST_CODE = 40


@action("reports.design", "Bắt đầu lập biểu mẫu")
def begin_form(act: Act, *, unit: Unit, sheets: Sequence[Proposal] = (), form: FormVersion | None = None) -> FormDraft:
    """Begin a form of a unit: from the sheets of a file, from the version `form` that it will follow, or both."""
    must_hold(act, unit)
    _must_be_at(act, unit)
    if form is not None and form.unit_id != unit.pk:
        raise ValidationError({"form": "Chỉ đơn vị ban hành mới lập được phiên bản mới của biểu mẫu."})
    if not sheets and form is None:
        raise ValidationError({"file": "Không tìm thấy bảng số liệu nào trong tệp."})
    if FormDraft._base_manager.filter(unit=unit).count() >= MOST_DRAFTS:
        raise ValidationError(f"Đơn vị đang có {MOST_DRAFTS} bản thảo biểu mẫu. Hãy công bố hoặc bỏ bớt.")
    kept = list(sheets)[:MOST_SHEETS]
    design = _of_sheet(kept[0], form) if kept else design_of(form)  # type: ignore[arg-type]
    content = {"sheets": [sheet.to_json() for sheet in kept], "design": design.to_json()}
    made = FormDraft.objects.create(
        unit=unit, form=form, title=design.title, content=content, post_id=act.actor.post_id
    )
    act.record(made, unit_id=unit.pk, change={"lines": len(design.lines), "follows": form and form.pk})
    return made


def _of_sheet(sheet: Proposal, form: FormVersion | None) -> Design:
    code = own_code(form) if form else sheet.code
    title = form.title if form else sheet.title
    periods = form.content["periods"] if form else sheet.periods
    source = form.content["source"] if form else ""
    return Design(title, code, periods, sheet.lines, source, columns=sheet.columns)


@action("reports.design.sheet", "Chọn trang tính của biểu mẫu", permission=DESIGN)
def choose_sheet(act: Act, *, draft: FormDraft, at: int) -> FormDraft:
    """Go on from another sheet of the file."""
    held = _held(act, draft)
    sheets = held.content["sheets"]
    if not 0 <= at < len(sheets):
        raise ValidationError({"sheet": "Không có trang tính này."})
    return _kept(act, held, _of_sheet(Proposal.from_json(sheets[at]), held.form))


@action("reports.design.change", "Sửa bản thảo biểu mẫu", permission=DESIGN)
def change_form(act: Act, *, draft: FormDraft, design: Design) -> FormDraft:
    """Keep a form as it was corrected. What is still wrong with it keeps it from being published only."""
    held = _held(act, draft)
    if held.form is not None and design.code != own_code(held.form):
        raise ValidationError({"code": "Phiên bản mới giữ mã của biểu mẫu."})
    return _kept(act, held, design)


@action("reports.design.drop", "Bỏ bản thảo biểu mẫu", permission=DESIGN)
def drop_form(act: Act, *, draft: FormDraft) -> None:
    """Give a draft up."""
    held = _held(act, draft)
    act.record(held, unit_id=held.unit_id)
    held.delete()


@action("reports.publish_form", "Công bố biểu mẫu", permission=DESIGN)
def publish_form(act: Act, *, draft: FormDraft) -> FormVersion:
    """Publish a form: a version that never changes, for rounds of the unit and of all below it. The same code again
    gives the next version; rounds keep the one with which they were opened."""
    held = _held(act, draft)
    Unit._base_manager.select_for_update().get(pk=held.unit_id)  # versions of one unit are numbered one after another
    design = Design.from_json(held.content["design"])
    owner = owner_of_draft(held, design)
    if found := wrongs(design, owner, today()):
        raise ValidationError([_words(design, one.at, one.words) for one in found])
    code = code_within(held.unit.code, design.code)
    if len(code) > LONGEST_CODE:
        raise ValidationError("Mã biểu mẫu cùng mã đơn vị dài quá 40 ký tự. Hãy đặt mã ngắn hơn.")
    content = content_of(design, code, owner)
    last = FormVersion.objects.filter(code=code).order_by("-no").first()
    digest = digest_of(content)
    if last is not None and last.digest == digest:
        raise ValidationError("Biểu mẫu không khác phiên bản đang dùng.")
    made = FormVersion.objects.create(
        code=code, no=last.no + 1 if last else 1, unit=held.unit, title=design.title, content=content, digest=digest
    )
    act.record(made, unit_id=held.unit_id, change={"code": code, "no": made.no, "digest": digest})
    held.delete()
    return made


def _words(design: Design, at: int, words: str) -> str:
    if at < 0:
        return words
    line = design.lines[at]
    return f"Dòng {line.no or at + 1} “{line.label[:60]}”: {words}"


def _held(act: Act, draft: FormDraft) -> FormDraft:
    rows = FormDraft._base_manager.select_for_update(of=("self",)).select_related("unit", "form")
    held = rows.get(pk=draft.pk)
    must_hold(act, held.unit)
    _must_be_at(act, held.unit)
    return held


def _must_be_at(act: Act, unit: Unit) -> None:
    if act.actor.account_id is not None and unit.pk != act.actor.unit_id:
        raise PermissionDenied("Chỉ cán bộ của đơn vị mới lập được biểu mẫu của đơn vị.")


def _kept(act: Act, held: FormDraft, design: Design) -> FormDraft:
    held.content = {**held.content, "design": design.to_json()}
    held.title = design.title
    held.save(update_fields=["content", "title", "changed_at"])
    act.record(held, unit_id=held.unit_id, change={"lines": len(design.lines)})
    return held
