"""What a row says of a person, in the forms in which the register keeps it."""

from collections.abc import Iterator
from typing import Any

from ketdoan.core.viet import format_number
from ketdoan.units.models import Contact, Identifier

from ...importing.days import Day
from ...importing.said import MemberSaid
from ...models import Profile, SensitiveFact


def _longest(name: str) -> int:
    field: Any = Profile._meta.get_field(name)
    return int(field.max_length)


#: Which columns say what, by the kind under which it is kept.
NUMBERS = {
    Identifier.CITIZEN_ID: "citizen_id",
    Identifier.OLD_CITIZEN_ID: "old_citizen_id",
    Identifier.SOCIAL_INSURANCE: "social_insurance",
}
CONTACTS = {Contact.PHONE: "phone", Contact.EMAIL: "email", Contact.ADDRESS: "address"}
FACTS = {
    SensitiveFact.ETHNICITY: "ethnicity",
    SensitiveFact.RELIGION: "religion",
    SensitiveFact.HOMETOWN: "hometown",
    SensitiveFact.PARTY: "party",
    SensitiveFact.WAGE: "wage",
}
PROFILE = {
    "department": "workplace",
    "contract": "contract",
    "education": "education",
    "joined_place": "joined_at",
}
#: How long a field of the profile may be.
LENGTHS = {name: _longest(name) for name in (*PROFILE, "job_title")}
PARTY_MEMBER, NO_PARTY_MEMBER = "Đảng viên", "Không là đảng viên"


def numbers_of(said: MemberSaid) -> Iterator[tuple[str, str]]:
    """The numbers by which the state knows somebody."""
    for kind, column in NUMBERS.items():
        if text := getattr(said, column):
            yield kind, text


def contacts_of(said: MemberSaid) -> Iterator[tuple[str, str]]:
    """How to reach somebody."""
    for kind, column in CONTACTS.items():
        if text := getattr(said, column):
            yield kind, text


def facts_of(said: MemberSaid) -> Iterator[tuple[str, str]]:
    """What is opened for a purpose alone."""
    for kind in (SensitiveFact.ETHNICITY, SensitiveFact.RELIGION, SensitiveFact.HOMETOWN):
        if text := getattr(said, kind):
            yield kind, text
    if said.party is not None or said.party_date is not None:
        yield SensitiveFact.PARTY, _party(said)
    if said.wage:
        yield SensitiveFact.WAGE, format_number(said.wage)


def _party(said: MemberSaid) -> str:
    if said.party is False and said.party_date is None:
        return NO_PARTY_MEMBER
    return f"{PARTY_MEMBER} từ {said.party_date.text}" if said.party_date else PARTY_MEMBER


def profile_of(said: MemberSaid, workplace: str) -> dict[str, Any]:
    """Work and schooling. `workplace` is where they work, be it that it stood in the column of groups."""
    found: dict[str, Any] = {name: getattr(said, column) for name, column in PROFILE.items() if getattr(said, column)}
    title = said.job_title or said.occupation
    if title:
        found["job_title"] = title
    if workplace:
        found["department"] = workplace
    if said.started and said.started.date:
        found["works_since"] = said.started.date
    if said.member_since:
        found["joined_told"] = said.member_since.text
    return found


def born(day: Day | None) -> dict[str, Any]:
    """The birth as a person's record keeps it; {} where the row does not tell it."""
    return {"birth_date": day.date, "birth_year": day.year} if day else {}
