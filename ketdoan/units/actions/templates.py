"""Acts on print templates: hand in a version, take up an earlier one again, give up one's own."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.files import WORD, put
from ketdoan.core.models import Blob
from ketdoan.core.printing import check
from ketdoan.core.viet import VietError, clean_line

from ..models import PrintTemplate, Unit
from ..printing.kinds import all_kinds
from .reorganisation import must_hold

PERMISSION = "core.templates"
NAME_LENGTH = 200


@action("core.templates", "Đổi mẫu in")
def add_template(act: Act, *, unit: Unit, kind: str, content: bytes, name: str) -> PrintTemplate:
    """Put a new version of a unit's template into use, for itself and the units below it."""
    must_hold(act, unit)
    kinds = all_kinds()
    if kind not in kinds:
        raise ValidationError({"kind": "Hãy chọn một loại bản in trong danh sách."})
    if problems := check(content, kinds[kind].fields):
        raise ValidationError({"file": problems})
    try:
        name = clean_line(name)[-NAME_LENGTH:]
        blob = put(BytesIO(content), name, allowed={WORD})
    except VietError as error:
        raise ValidationError({"file": str(error)}) from None
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    return _take_up(act, unit, kind, blob, name)


@action("core.templates.again", "Dùng lại mẫu in cũ", permission=PERMISSION)
def use_again(act: Act, *, template: PrintTemplate) -> PrintTemplate:
    """Put an earlier version into use again, as a new version."""
    must_hold(act, template.unit)
    return _take_up(act, template.unit, template.kind, template.blob, template.name)


@action("core.templates.drop", "Bỏ mẫu in riêng", permission=PERMISSION)
def drop_template(act: Act, *, unit: Unit, kind: str) -> None:
    """Give up a unit's own template: from now on that of the nearest unit above, or the shipped one, is used."""
    must_hold(act, unit)
    _end(_locked(unit), kind)
    act.record(unit, unit_id=unit.pk, change={"kind": kind})


def _take_up(act: Act, unit: Unit, kind: str, blob: Blob, name: str) -> PrintTemplate:
    _end(_locked(unit), kind)
    last = PrintTemplate._base_manager.filter(unit=unit, kind=kind).aggregate(last=Max("version"))["last"]
    template = PrintTemplate.objects.create(
        unit=unit, kind=kind, version=(last or 0) + 1, blob=blob, name=name, added_by=act.actor.account_id
    )
    act.record(template, unit_id=unit.pk, change={"kind": kind, "version": template.version, "sha256": blob.sha256})
    return template


def _locked(unit: Unit) -> Unit:
    """The unit's row, held to the end of the transaction, so that two versions do not take one number."""
    return Unit._base_manager.select_for_update(no_key=True).get(pk=unit.pk)


def _end(unit: Unit, kind: str) -> None:
    PrintTemplate._base_manager.filter(unit=unit, kind=kind, ended_at=None).update(ended_at=timezone.now())
