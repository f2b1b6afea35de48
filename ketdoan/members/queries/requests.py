"""Proposals of members to put their records right, and requests to be erased: whose they are, what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ketdoan.core.pictures import picture_from
from ketdoan.core.rules import rows
from ketdoan.core.scope import Scope
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Contact, Identifier, Person, Unit
from ketdoan.units.queries.erasure import PERMISSION as ERASE
from ketdoan.units.queries.posts import SECOND_FACTOR_LEVELS, nearest_with

from ..models import CorrectionPhoto, CorrectionRequest, ErasureRequest, Profile
from ..states import CorrectionField

AMEND = "members.amend"
ASK = "members.ask"
CONTACTS = (Contact.PHONE, Contact.EMAIL, Contact.ADDRESS)
SEXES = dict(Person._meta.get_field("sex").choices or ())


def decides_on_data(unit: Unit, person_id: int = 0) -> Unit | None:
    """The unit whose officers decide on members' data of a unit: itself, or the nearest above that has any who are not
    the very person."""
    return _unit(nearest_with(AMEND, Scope(unit.path).lineage(), [person_id]))


def erases_for(unit: Unit) -> Unit | None:
    """The nearest unit above a unit that may erase persons' data."""
    line = Unit._base_manager.filter(path__in=Scope(unit.path).lineage(), level__in=SECOND_FACTOR_LEVELS)
    return _unit(nearest_with(ERASE, list(line.values_list("path", flat=True))))


def _unit(pk: int | None) -> Unit | None:
    return Unit._base_manager.get(pk=pk) if pk else None


def corrections() -> QuerySet[CorrectionRequest]:
    """The proposals of the scope; for a member the own ones."""
    return CorrectionRequest.objects.select_related("unit", "person__key", "due_rule", "decided_by__unit")


def erasures() -> QuerySet[ErasureRequest]:
    """The requests of the scope; for a member the own ones."""
    return ErasureRequest.objects.select_related("unit", "person__key", "due_rule", "decided_by__unit")


@dataclass(frozen=True)
class Beside:
    """A proposal, opened: what is recorded now beside what is proposed, the member's words, the ids of the pictures,
    the reason of a refusal."""

    now: str
    proposed: str
    note: str
    photos: Sequence[int]
    reason: str


def beside(request: CorrectionRequest) -> Beside:
    """What stands in a proposal. Who calls this for an officer logs it."""
    photos = CorrectionPhoto._base_manager.filter(request=request)
    return Beside(
        recorded(request.person, request.field),
        shown(request.field, text_of(request.value)),
        text_of(request.note),
        list(photos.values_list("pk", flat=True)),
        text_of(request.reason),
    )


def text_of(sealed: Any) -> str:
    """What a sealed field holds; empty where there is nothing any more."""
    return (sealed.text or "") if sealed else ""


def recorded(person: Person, field: str) -> str:
    """What the record says of a person now, in words; empty for nothing."""
    if field in CONTACTS or field == CorrectionField.CITIZEN_ID:
        model: Any = Contact if field in CONTACTS else Identifier
        row = model._base_manager.filter(person=person, kind=field, replaced_at=None, valid__contains=today()).first()
        if row is None:
            return ""
        row.person = person
        return text_of(row.value)
    if field in (CorrectionField.PROFESSION, CorrectionField.JOB):
        profile = Profile._base_manager.filter(person=person).first()
        return shown(field, str(getattr(profile, field))) if profile else ""
    if field == CorrectionField.BIRTH and person.birth_date is None:
        return str(person.birth_year or "")
    value = getattr(person, field)
    return format_date(value) if isinstance(value, date) else shown(field, value)


def shown(field: str, value: str) -> str:
    """A value as people read it; days and codes are kept plainly."""
    if not value:
        return ""
    if field == CorrectionField.SEX:
        return str(SEXES.get(value, value))
    if field == CorrectionField.PROFESSION:
        return dict(professions()).get(value, value)
    return format_date(date.fromisoformat(value)) if field == CorrectionField.BIRTH else value


def professions() -> list[tuple[str, str]]:
    """Codes and names of the groups of occupations."""
    found = sorted(rows("members.profession", today()), key=lambda row: row.value["order"])
    return [(row.selector["profession"], row.value["label"]) for row in found]


def picture(photo: CorrectionPhoto) -> bytes | None:
    """The picture of a paper; None where it was erased."""
    return picture_from(photo.picture.text)
