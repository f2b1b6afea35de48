"""What a member does with their own data: takes the copy of it."""

from ketdoan.core.actions import Act, action
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import Person, PersonalDataView
from ketdoan.units.queries.subject import as_zip

OWN = "members.own"


@action("portal.copy", "Tự tải bản sao dữ liệu của mình", permission=OWN)
def copy_own(act: Act) -> bytes:
    """Everything that the union holds on the member who acts, as one file. Published source: Law on the Protection of
    Personal Data 91/2025/QH15, Article 4 (the right to be given one's data)."""
    person = Person._base_manager.select_related("unit", "key").get(pk=act.actor.person_id or 0)
    made = as_zip(person, person.unit.name)
    of_one(person.pk, PersonalDataView.COPY, "Tự tải trên ứng dụng")
    act.record(person, unit_id=person.unit_id, change={"bytes": len(made)})
    return made
