"""Applications as they are read: what applicants say of themselves, opened; and what is doubtful about it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from ketdoan.core.crypto import unseal
from ketdoan.core.viet import citizen_id_doubts, format_date
from ketdoan.units.models import Contact, Identifier

from ..models import Application
from ..states import OPEN_APPLICATION
from .across import digests

GONE = "(nội dung đơn đã xóa)"


@dataclass(frozen=True)
class Applicant:
    """What somebody says of themselves. `birth` is a day (2001-05-30) or a year."""

    name: str
    birth: str = ""
    sex: str = ""
    citizen_id: str = ""
    phone: str = ""
    social_insurance: str = ""
    address: str = ""
    job: str = ""

    @property
    def birth_date(self) -> date | None:
        """The day of birth, where it is known."""
        return date.fromisoformat(self.birth) if len(self.birth) == 10 else None

    @property
    def birth_year(self) -> int | None:
        """The year of birth, where it is known."""
        return int(self.birth[:4]) if self.birth else None

    @property
    def birth_shown(self) -> str:
        """The birth as people write it."""
        return format_date(self.birth_date) if self.birth_date else self.birth

    @property
    def values(self) -> dict[str, str]:
        """Contacts and numbers by their kind."""
        return {
            Identifier.CITIZEN_ID: self.citizen_id,
            Identifier.SOCIAL_INSURANCE: self.social_insurance,
            Contact.PHONE: self.phone,
            Contact.ADDRESS: self.address,
        }

    def doubts(self) -> list[str]:
        """Where the citizen's number does not agree with the rest. Never a ground to refuse."""
        if not self.citizen_id:
            return []
        found = citizen_id_doubts(self.citizen_id, self.birth_date or _first_of(self.birth_year), self.sex)
        return [doubt.replace("hồ sơ ghi", "đơn ghi").replace("khác với hồ sơ", "khác với đơn") for doubt in found]

    def to_json(self) -> str:
        """As it is sealed."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)


def _first_of(year: int | None) -> date | None:
    return date(year, 1, 1) if year else None


_SAID = Application._meta.get_field("said")


def said_by(application: Application) -> Applicant | None:
    """What an application says, opened; None once it has gone. Lists select `key` with it."""
    if application.key is None or application.key.destroyed_at:
        return None
    text = unseal(application.key, _SAID.place, application.said.raw)
    return Applicant(**json.loads(text)) if text else None


def name_of(application: Application) -> str:
    """What the applicant is called, as far as it is still known."""
    if application.person:
        return application.person.name
    said = said_by(application)
    return said.name if said else GONE


@dataclass(frozen=True)
class Row:
    """An application with what it says and what is doubtful."""

    application: Application
    said: Applicant | None
    name: str
    doubts: list[str] = field(default_factory=list)


def rows_of(applications: Iterable[Application]) -> list[Row]:
    """Applications opened for a list, in their order."""
    rows = []
    for one in applications:
        said = said_by(one)
        name = one.person.name if one.person else said.name if said else GONE
        rows.append(Row(one, said, name, said.doubts() if said else []))
    return rows


def opened(rows: Any) -> Any:
    """A queryset of applications ready to be opened."""
    return rows.select_related("unit", "key", "person")


def open_with_number(numbers: Sequence[str]) -> dict[str, Application]:
    """Of citizens' numbers those that stand in an application that is still open, in any scope."""
    by_digest = digests(_SAID, [number for number in numbers if number])
    if not by_digest:
        return {}
    found = Application._base_manager.filter(number_index__in=list(by_digest), state__in=OPEN_APPLICATION)
    return {by_digest[bytes(one.number_index)]: one for one in found.select_related("unit")}
