"""What the prints of the register are filled with: text only, as the register knows it today."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Prefetch

from ketdoan.core.acting import Actor
from ketdoan.core.rules import NoRule, rule
from ketdoan.core.viet import format_date, format_number, today
from ketdoan.units.models import Contact, Identifier, Person, Unit
from ketdoan.units.printing.contexts import Print, list_print
from ketdoan.units.printing.kinds import BLANK
from ketdoan.units.queries.bodies import offices_of

from ..models import Card, Member, Profile
from ..queries.course import course_of
from ..rules import COUNTED, Standing
from .kinds import FORM_KIND, LIST

#: The values that a print may hold for a purpose, by the name of their field.
ASKED = {
    "can_cuoc": Identifier.CITIZEN_ID,
    "bhxh": Identifier.SOCIAL_INSURANCE,
    "dien_thoai": Contact.PHONE,
    "noi_o": Contact.ADDRESS,
}
#: More rows than this are no list to be signed: the Excel file holds them.
MOST_ROWS = 3_000
HELD = "held_cards"

Opened = Mapping[tuple[int, str], str]


def listed(unit: Unit) -> list[Member]:
    """The members of a unit and all below it in the scope, by unit, then by name; one more than a list may hold."""
    rows = Member.objects.filter(
        unit__path__gte=unit.path, unit__path__lt=unit.path + "~", state__in=[str(one) for one in COUNTED]
    )
    in_force = Prefetch("person__cards", Card._base_manager.filter(ended_on=None), to_attr=HELD)
    return list(
        rows.select_related("unit", "person__profile")
        .prefetch_related(in_force)
        .order_by("unit__path", "sort_key")[: MOST_ROWS + 1]
    )


def of_list(unit: Unit, members: Sequence[Member], opened: Opened) -> Print:
    """The list of members of a unit, to be signed."""
    rows = [_row(number, member, opened) for number, member in enumerate(members, 1)]
    special = {
        "doan_vien": rows,
        "so_doan_vien": format_number(len(members)),
        "so_nu": format_number(sum(member.sex == Person.FEMALE for member in members)),
    }
    made = list_print(LIST, unit, today(), special)
    return replace(made, people=tuple(sorted(member.pk for member in members)))


def of_member(member: Member, actor: Actor, opened: Opened) -> Print:
    """The form of a member: what the register knows, and room to write what it does not."""
    person, profile = member.person, _profile(member.person)
    cards = Card._base_manager.filter(person=person, ended_on=None)
    known = {
        "ho_ten": person.name,
        "ngay_sinh": _birth(member),
        "gioi_tinh": person.get_sex_display(),
        "trinh_do": profile.education,
        "nghe_nghiep": _profession(profile.profession),
        "cong_viec": profile.job_title,
        "phong_ban": profile.department,
        "hop_dong": profile.contract,
        "ngay_vao_lam": format_date(profile.works_since) if profile.works_since else "",
        "ngay_vao": profile.joined_told or format_date(member.joined_on),
        "noi_ket_nap": profile.joined_place,
        "so_the": ", ".join(card.number for card in cards),
        "tinh_trang": member.get_state_display(),
        **{name: opened.get((person.pk, kind), "") for name, kind in ASKED.items()},
    }
    special = {name: value or BLANK for name, value in known.items()} | {
        "qua_trinh": [
            {
                "tu_ngay": format_date(told.event.on),
                "su_kien": told.label,
                "don_vi": f"{told.unit.short_name} → {told.to_unit.short_name}"
                if told.to_unit
                else told.unit.short_name,
            }
            for told in reversed(course_of(person, actor))
            if not told.void
        ],
        "chuc_vu_da_giu": [
            {
                "tu_ngay": format_date(held.appointment.since),
                "chuc_vu": held.office,
                "don_vi": held.appointment.body.unit.short_name,
            }
            for held in offices_of(person)
        ],
    }
    made = list_print(FORM_KIND, member.unit, today(), special)
    return replace(made, about=person, people=(person.pk,), file_name=f"phieu-doan-vien-{person.pk}.docx")


def _row(number: int, member: Member, opened: Opened) -> dict[str, str]:
    profile, birth = _profile(member.person), _birth(member)
    cards: Sequence[Card] = getattr(member.person, HELD)
    return {
        "tt": str(number),
        "ho_ten": member.person.name,
        "sinh_nam": birth if member.sex == Person.MALE else "",
        "sinh_nu": birth if member.sex == Person.FEMALE else "",
        "can_cuoc": opened.get((member.pk, Identifier.CITIZEN_ID), ""),
        "cong_viec": profile.job_title,
        "phong_ban": profile.department,
        "don_vi": member.unit.short_name,
        "ngay_vao": profile.joined_told or format_date(member.joined_on),
        "so_the": cards[0].number if cards else "",
        "ghi_chu": _note(member, birth),
    }


def _note(member: Member, birth: str) -> str:
    """What no column has room for: that somebody does not take part at present, that the sex is not recorded."""
    notes = [] if member.state == Standing.MEMBER else [member.get_state_display()]
    if not member.sex:
        notes.append(f"Chưa ghi giới tính{', sinh ' + birth if birth else ''}")
    return "; ".join(notes)


def _birth(member: Member) -> str:
    if member.birth_date:
        return format_date(member.birth_date)
    return str(member.birth_year or "")


def _profile(person: Person) -> Profile:
    """The profile of a person, or an empty one."""
    return getattr(person, "profile", None) or Profile(person=person)


def _profession(code: str) -> str:
    try:
        return str(rule("members.profession", today(), profession=code).value["label"]) if code else ""
    except NoRule:
        return code
