"""Pairs of records that may be of one human being, as somebody may see them: each side only inside the scope."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.scope import TERRITORY, current_scope
from ketdoan.core.viet import format_date, format_number
from ketdoan.units.models import Contact, Identifier, Person, Unit
from ketdoan.units.queries.inside import full_place

from ..models import DuplicatePair, Member, PersonLink, Profile
from ..models.members import LEFT
from .course import Told, course_of
from .links import records_of

MERGE = "members.merge"
REASONS = {
    "citizen_id": "cùng số căn cước",
    "old_new_id": "số chứng minh nhân dân bên này là số căn cước bên kia",
    "old_citizen_id": "cùng số chứng minh nhân dân",
    "social_insurance": "cùng mã số BHXH",
    "passport": "cùng số hộ chiếu",
    "phone": "cùng số điện thoại",
    "rare_name": "cùng họ tên ít gặp",
    "name": "cùng họ tên",
    "birth_date": "cùng ngày sinh",
    "birth_swapped": "ngày và tháng sinh đảo chỗ",
    "birth_year": "cùng năm sinh",
    "unit": "cùng công đoàn cơ sở",
    "employer": "cùng nơi làm việc",
    "other_sex": "khác giới tính",
    "other_year": "khác năm sinh",
    "other_id": "khác số căn cước",
}
AGAINST = ("other_sex", "other_year", "other_id")


def pairs() -> QuerySet[DuplicatePair]:
    """Pairs of which the scope holds at least one side."""
    sides = ("first__member__unit", "second__member__unit", "upper")
    return DuplicatePair.objects.select_related(*sides)


def told_reasons(pair: DuplicatePair) -> list[tuple[str, bool]]:
    """What speaks for a pair being one person, and what against it (True)."""
    return [(REASONS[reason], reason in AGAINST) for reason in REASONS if reason in pair.reasons]


def member_of(person: Person) -> Member | None:
    """The row of a record in the register, as far as the scope holds it; None of one that goes on under another."""
    member: Member | None = getattr(person, "member", None)
    return member if member and holds(member.unit) else None


def holds(unit: Unit) -> bool:
    """Whether the scope in force holds a unit."""
    scope = current_scope()
    return scope.holds(unit.territory_path if scope.tree == TERRITORY else unit.path)


def decidable(pair: DuplicatePair) -> bool:
    """Whether the scope in force holds both sides."""
    return member_of(pair.first) is not None and member_of(pair.second) is not None


def link_of(pair: DuplicatePair) -> PersonLink | None:
    """The link that holds between the two records of a pair, if the scope holds who decided on it."""
    both = (pair.first_id, pair.second_id)
    return PersonLink.objects.filter(undone_at=None, person__in=both, into__in=both).select_related("unit").first()


def next_open(pair: DuplicatePair) -> DuplicatePair | None:
    """Another pair that waits for the acting post's decision, the clearest first."""
    rows = pairs().filter(state=DuplicatePair.OPEN, upper=current_actor().unit_id).exclude(pk=pair.pk)
    return rows.order_by("-score", "pk").first()


# --- side by side


@dataclass(frozen=True)
class Line:
    """One thing said by both records, and whether they agree: "same", "differs", or "" where one says nothing."""

    label: str
    here: str
    there: str
    verdict: str


def lines(one: Person, other: Person) -> list[Line]:
    """What two records say, line by line. Of contacts and numbers only whether they are equal: none is opened."""
    plain = [_line(label, here, there) for (label, here), (_, there) in zip(_told(one), _told(other), strict=True)]
    return [*plain, *_closed(one, other)]


def _line(label: str, here: str, there: str) -> Line:
    return Line(label, here, there, "" if not here or not there else "same" if here == there else "differs")


def _told(person: Person) -> list[tuple[str, str]]:
    member: Member | None = getattr(person, "member", None)
    profile = Profile._base_manager.filter(pk=person.pk).first()
    return [
        ("Họ và tên", person.name),
        ("Ngày sinh", format_date(person.birth_date) if person.birth_date else str(person.birth_year or "")),
        ("Giới tính", person.get_sex_display() if person.sex else ""),
        ("Đơn vị", full_place(member.unit) if member else ""),
        ("Tình trạng", member.get_state_display() if member else ""),
        ("Từ ngày", format_date(member.since) if member else ""),
        ("Vào công đoàn", format_date(member.joined_on) if member else ""),
        ("Công việc", profile.job_title if profile else ""),
        ("Phòng, ban", profile.department if profile else ""),
    ]


def _closed(one: Person, other: Person) -> Iterator[Line]:
    labels = dict([*Identifier.KINDS, *Contact.KINDS])
    here, there = _digests(one), _digests(other)
    for kind, label in labels.items():
        mine, theirs = here.get(kind), there.get(kind)
        if mine is None and theirs is None:
            continue
        verdict = "" if mine is None or theirs is None else "same" if mine == theirs else "differs"
        words = {"same": "đã ghi, trùng nhau", "differs": "đã ghi, khác nhau", "": "đã ghi"}[verdict]
        yield Line(label, words if mine is not None else "", words if theirs is not None else "", verdict)


def _digests(person: Person) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for model in (Identifier, Contact):
        rows: Any = model._base_manager.filter(
            person__in=records_of(person.pk), replaced_at=None, valid__upper_inf=True, value_index__isnull=False
        )
        found |= {kind: bytes(index) for kind, index in rows.order_by("pk").values_list("kind", "value_index")}
    return found


def courses_of(pair: DuplicatePair) -> list[tuple[Person, list[Told]]]:
    """The course of each record's membership."""
    actor = current_actor()
    return [(person, course_of(person, actor)) for person in (pair.first, pair.second)]


def standing_units(pair: DuplicatePair) -> list[Unit]:
    """The units in which either record stands now, that of who came last first."""
    members = [person.member for person in (pair.first, pair.second) if getattr(person, "member", None)]
    here = sorted((one for one in members if one.state != LEFT), key=lambda one: one.since, reverse=True)
    return list({member.unit_id: member.unit for member in here}.values())


# --- what awaits


def possible_duplicates(actor: Actor) -> Iterator[InboxItem]:
    """Pairs on which the acting unit decides; and of its own people those on whom a union above it does."""
    if not actor.may(MERGE) or actor.unit_id is None:
        return
    rows = DuplicatePair.objects.filter(state=DuplicatePair.OPEN).order_by()
    address = reverse("members:duplicates")
    if own := rows.filter(upper=actor.unit_id).count():
        yield InboxItem(f"{format_number(own)} cặp hồ sơ đoàn viên có thể trùng", address, "", None, "copy")
    mine = Unit._base_manager.filter(pk=actor.unit_id).values_list("path", flat=True).first() or ""
    above = _above(mine)
    if shared := rows.filter(upper__in=above).count() if above else 0:
        title = f"{format_number(shared)} đoàn viên có thể trùng với hồ sơ ở đơn vị khác"
        yield InboxItem(title, f"{address}?cap=tren", "Cấp trên của cả hai đơn vị quyết định", None, "copy")


def _above(path: str) -> list[int]:
    return [int(step) for step in path.strip("/").split("/")[:-1] if step]
