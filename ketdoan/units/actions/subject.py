"""The copy of everything held on a person, made for that person."""

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action

from ..models import Person, PersonalDataView
from ..queries.subject import as_zip
from .reorganisation import must_hold
from .seen import names_nobody, of_one

PERMISSION = "units.subject"


@action("units.person.copy", "Lập bản sao dữ liệu cá nhân", permission=PERMISSION)
def copy_for_subject(act: Act, *, person: Person) -> bytes:
    """Put everything that the union holds on a person into one file, on the person's request (`why`), which the log and
    the trail keep. Published source: Law on the Protection of Personal Data 91/2025/QH15, Article 4 (the right to
    be given one's data)."""
    held = Person._base_manager.select_related("unit", "key").get(pk=person.pk)
    must_hold(act, held.unit)
    if held.erased:
        raise ValidationError("Dữ liệu cá nhân của người này đã được xóa, không còn gì để sao.")
    reason = names_nobody(act.why, [held], "why")
    if not reason:
        raise ValidationError({"why": "Hãy ghi căn cứ, ví dụ số và ngày của đơn yêu cầu."})
    made = as_zip(held, held.unit.name)
    of_one(held.pk, PersonalDataView.COPY, purpose=reason)
    act.record(held, unit_id=held.unit_id, change={"bytes": len(made)})
    return made
