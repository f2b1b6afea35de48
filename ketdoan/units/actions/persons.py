"""Persons: their record, how to reach them, their numbers, and the log of who opened these."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from ketdoan.core.actions import Act, action
from ketdoan.core.crypto import key_of
from ketdoan.core.history import amend, replace, span
from ketdoan.core.modules import personal_data, persons_changed
from ketdoan.core.sealed import destroy
from ketdoan.core.traces import Traces
from ketdoan.core.viet import (
    VietError,
    clean_line,
    fold,
    format_date,
    parse_citizen_id,
    parse_old_citizen_id,
    parse_passport,
    parse_phone,
    parse_social_insurance,
    sort_key,
    today,
)

from ..models import Contact, Identifier, Person, PersonName, Unit
from ..queries import erasure
from . import seen
from .access import close_account, void_links
from .reorganisation import must_hold

PERMISSION = "units.person"
EARLIEST_BIRTH = date(1900, 1, 1)
#: On what a person's data are erased.
GROUNDS = {"request": "Người có dữ liệu yêu cầu xóa", "mistake": "Hồ sơ được lập nhầm"}
NAME_LENGTH, ADDRESS_LENGTH = 120, 250


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Put what is wrong with a text beside its field."""
    try:
        yield
    except VietError as error:
        raise ValidationError({name: str(error)}) from None


@action("units.person.add", "Thêm người vào hồ sơ", permission=PERMISSION)
def add_person(
    act: Act, *, unit: Unit, name: str, birth_date: date | None = None, sex: str = "", birth_year: int | None = None
) -> Person:
    """Open the record of a person, kept by a unit; `birth_year` where no more is known of the birth."""
    must_hold(act, unit)
    person = new_person(unit, name, birth_date, sex, birth_year)
    person.save(force_insert=True)
    act.record(person, unit_id=unit.pk)
    return person


def new_person(
    unit: Unit, name: str, birth_date: date | None = None, sex: str = "", birth_year: int | None = None
) -> Person:
    """The record of a person, not yet saved; `birth_year` where no more is known of the birth. Raises ValidationError
    where a value will not do."""
    return Person(unit=unit, **record_values(name, birth_date, sex, birth_year))


def record_values(
    name: str, birth_date: date | None = None, sex: str = "", birth_year: int | None = None
) -> dict[str, Any]:
    """What the record of a person says, with what follows from it, by the names of the fields."""
    return {**_name(name), **_birth(birth_date, birth_year), "sex": _sex(sex)}


@action("units.person.correct", "Sửa hồ sơ người", permission=PERMISSION)
def correct_person(
    act: Act, *, person: Person, name: str, birth_date: date | None, sex: str, birth_year: int | None = None
) -> Person:
    """Correct a person's name, birth date (or year) and sex. The audit trail says which of them changed, not what they
    are."""
    held = hold_person(act, person)
    values = record_values(name, birth_date, sex, birth_year)
    changed = [field for field, value in values.items() if getattr(held, field) != value]
    before = held.sort_key
    for field in changed:
        setattr(held, field, values[field])
    held.save(update_fields=changed)
    _renamed(held, before, wait=False)
    persons_changed([held.pk])
    shown = [field for field in changed if field in ("name", "birth_date", "birth_year", "sex")]
    act.record(held, unit_id=held.unit_id, change={"fields": shown})
    return held


def _renamed(held: Person, before: str, *, wait: bool) -> None:
    """Forget the name of before, if nobody bears it any more."""
    if held.sort_key != before:
        PersonName.let_go(Person, [before], wait=wait)


def _name(name: str) -> dict[str, str]:
    """The name and what follows it."""
    with at_field("name"):
        clean = clean_line(name)
    if not clean:
        raise ValidationError({"name": "Hãy ghi họ và tên."})
    if len(clean) > NAME_LENGTH:
        raise ValidationError({"name": f"Họ và tên dài quá {NAME_LENGTH} ký tự."})
    if not clean.replace(" ", "").isalpha() and any(ch.isdigit() for ch in clean):
        raise ValidationError({"name": "Họ và tên không có chữ số."})
    return {"name": clean, "words": fold(clean), "sort_key": sort_key(clean)}


def _birth(day: date | None, year: int | None) -> dict[str, Any]:
    """The day and the year of birth; of both only the day counts."""
    if day and not EARLIEST_BIRTH <= day <= today():
        raise ValidationError({"birth_date": f"Ngày sinh {format_date(day)} không thể đúng."})
    if not day and year and not EARLIEST_BIRTH.year <= year <= today().year:
        raise ValidationError({"birth_year": f"Năm sinh {year} không thể đúng."})
    return {"birth_date": day, "birth_year": day.year if day else year}


def _sex(sex: str) -> str:
    if sex not in ("", Person.FEMALE, Person.MALE):
        raise ValidationError({"sex": "Giới tính là nam hoặc nữ."})
    return sex


def hold_person(act: Act, person: Person) -> Person:
    """The person's row, locked; the post's scope must hold its unit."""
    held = Person._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=person.pk)
    must_hold(act, held.unit)
    if held.erased:
        raise ValidationError("Dữ liệu cá nhân của người này đã được xóa, không ghi thêm được.")
    return held


@action("units.person.contact", "Ghi thông tin liên hệ", permission=PERMISSION)
def set_contact(act: Act, *, person: Person, kind: str, value: str) -> Contact | None:
    """Record a person's phone, e-mail or address as of today, in place of the earlier one; empty text ends it."""
    held = hold_person(act, person)
    if kind not in _CONTACT_FORMS:
        raise ValidationError({"kind": "Không có loại thông tin liên hệ này."})
    with at_field("value"):
        text = _CONTACT_FORMS[kind](value) if value.strip() else ""
    return put_value(act, Contact(person=held, kind=kind), text)


def _email(text: str) -> str:
    clean = clean_line(text)
    try:
        validate_email(clean)
    except ValidationError:
        raise VietError("Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@donvi.vn.") from None
    return clean


def _address(text: str) -> str:
    clean = clean_line(text)
    if len(clean) > ADDRESS_LENGTH:
        raise VietError(f"Địa chỉ dài quá {ADDRESS_LENGTH} ký tự.")
    return clean


_CONTACT_FORMS: dict[str, Callable[[str], str]] = {
    Contact.PHONE: parse_phone,
    Contact.EMAIL: _email,
    Contact.ADDRESS: _address,
}
_IDENTIFIER_FORMS: dict[str, Callable[[str], str]] = {
    Identifier.CITIZEN_ID: parse_citizen_id,
    Identifier.OLD_CITIZEN_ID: parse_old_citizen_id,
    Identifier.SOCIAL_INSURANCE: parse_social_insurance,
    Identifier.PASSPORT: parse_passport,
}


def check_value(field: str, text: str) -> str:
    """A name, a sex, a day of birth (as 1990-12-31), a contact or a number, by the name of its field, as it would be
    recorded. Raises VietError where it will not do."""
    if field in _CONTACT_FORMS or field in _IDENTIFIER_FORMS:
        return (_CONTACT_FORMS.get(field) or _IDENTIFIER_FORMS[field])(text)
    try:
        if field == "birth_date":
            return str(_birth(date.fromisoformat(text), None)[field])
        return str({"name": _name, "sex": lambda sex: {"sex": _sex(sex)}}[field](text)[field])
    except ValidationError as error:
        raise VietError(error.messages[0]) from None
    except ValueError:
        raise VietError("Ngày không đúng, ví dụ đúng: 31/10/1990.") from None


@action("units.person.identifier", "Ghi số giấy tờ", permission=PERMISSION)
def set_identifier(act: Act, *, person: Person, kind: str, value: str, verified: bool = False) -> Identifier | None:
    """Record a person's number as of today, in place of the earlier one; empty text ends it.

    `verified` says that somebody has seen the paper; a verified number belongs to one person alone. A number that
    does not fit the birth date or the sex is taken all the same: `Identifier.doubts` says what to look at.
    """
    held = hold_person(act, person)
    if kind not in _IDENTIFIER_FORMS:
        raise ValidationError({"kind": "Không có loại giấy tờ này."})
    with at_field("value"):
        text = _IDENTIFIER_FORMS[kind](value) if value.strip() else ""
    try:
        with transaction.atomic():
            return put_value(act, Identifier(person=held, kind=kind, verified=verified), text)
    except IntegrityError:  # the constraint `identifier_of_one`, also against a rival who commits first
        raise ValidationError(
            {"value": "Số này đã được đối chiếu cho một người khác. Hãy kiểm tra lại giấy tờ."}
        ) from None


def put_value(act: Act, row: Any, text: str) -> Any:
    """Put a value in the place of the person's earlier one of its kind; the same value again changes nothing."""
    day = today()
    model = type(row)
    old = list(
        model._base_manager.filter(
            person=row.person, kind=row.kind, replaced_at=None, valid__upper_inf=True
        ).select_related("person__key")
    )
    same = next((o for o in old if o.value.text == text and _verified(o) == _verified(row)), None)
    if same:
        act.record(same, unit_id=row.person.unit_id, change={"kind": row.kind, "same": True})
        return same
    row.value, row.valid = text, span(day)
    replace(old, [*amend(old, day, None, lambda _: None), *([row] if text else [])])
    persons_changed([row.person_id])
    act.record(row if text else row.person, unit_id=row.person.unit_id, change={"kind": row.kind, "ended": not text})
    return row if text else None


def _verified(row: Any) -> bool | None:
    return getattr(row, "verified", None)


@action("units.person.erase", "Xóa dữ liệu cá nhân", permission=erasure.PERMISSION)
def erase_person(act: Act, *, person: Person, ground: str) -> Person:
    """Erase a person's data for ever, on a ground of GROUNDS and for a reason (`why`) that names nobody.

    Contacts and numbers become unreadable and unfindable with the person's key, the birth date goes, the account is
    closed. The name stays where the person ever held an office or a post, the sex where figures need it. Raises
    PermissionDenied for a post below the upper level, ValidationError while the person is in office, holds a post or
    is needed by another module. Published source: Law on the Protection of Personal Data 91/2025/QH15 (the right to
    have data deleted), in force from 2026-01-01.
    """
    if not erasure.may_erase(act.actor):
        raise PermissionDenied(erasure.TOO_LOW)
    held = hold_person(act, person)
    check_erasable(held, ground, act.why)
    named = erase_record(held)
    told = {"ground": ground, "name_kept": named, "account": held.account_id, "rule": erasure.time_limit().pk}
    act.record(held, unit_id=held.unit_id, change=told)
    return held


def erase_record(held: Person) -> bool:
    """Destroy what a person's record says, whose row is locked; returns whether the name stays. Part of an act."""
    named, counted, traces = erasure.ever_served(held), erasure.counted(held), _traces(held)
    destroy(key_of(held))
    before, held.birth_date, held.birth_year = held.sort_key, None, None
    if not named:
        PersonName.hold()
        held.sex, held.name = held.sex if counted else "", erasure.NAMELESS
        held.words, held.sort_key = fold(held.name), sort_key(held.name)
    held.save(update_fields=["birth_date", "birth_year", "sex", "name", "words", "sort_key"])
    _renamed(held, before, wait=True)
    persons_changed([held.pk])
    for part in personal_data():
        part.erase(held)
        part.forget(traces)
    void_links(held)
    if held.account:
        close_account(held.account)
    return named


def _traces(person: Person) -> Traces:
    """By what the person may be found in what others wrote."""
    numbers = [row.value.text for row in Identifier._base_manager.filter(person=person).select_related("person__key")]
    reached = Contact._base_manager.filter(person=person, kind__in=(Contact.PHONE, Contact.EMAIL))
    numbers += [row.value.text for row in reached.select_related("person__key")]
    return Traces.of(person.words, person.birth_year, filter(None, numbers))


def check_erasable(person: Person, ground: str, why: str) -> None:
    """Raise ValidationError where a person cannot be erased yet, or the ground or the reason will not do.

    The reason stays in the audit trail for ever: it must not say again what is being erased.
    """
    if erasure.still_serves(person):
        raise ValidationError(
            "Người này đang giữ chức vụ hoặc vị trí công tác. Hãy ghi thôi chức vụ, kết thúc vị trí trước khi xóa."
        )
    if reason := next(filter(None, (part.needed(person) for part in personal_data())), ""):
        raise ValidationError(reason)
    if ground not in GROUNDS:
        raise ValidationError({"ground": "Hãy chọn căn cứ để xóa."})
    if not why.strip():
        raise ValidationError({"why": "Hãy ghi lý do xóa, ví dụ số và ngày của đơn yêu cầu."})
    seen.names_nobody(why, [person], "why")


def purpose_of(person: Person, purpose: str) -> str:
    """For what personal data are opened, as it is logged. Raises ValidationError where it will not do."""
    reason = seen.names_nobody(purpose, [person], "purpose")
    if not reason:
        raise ValidationError({"purpose": "Hãy ghi mục đích xem dữ liệu cá nhân này."})
    return reason


@action("units.person.reveal", "Xem dữ liệu cá nhân", permission=PERMISSION)
def reveal(act: Act, *, person: Person, field: str, purpose: str) -> str | None:
    """Open one personal value in force (a kind of contact or identifier) for a purpose, and log who did so.

    None where there is none or it was erased. Give no idempotency key: each opening is a view of its own.
    """
    held = Person._base_manager.select_related("unit", "key").get(pk=person.pk)
    must_hold(act, held.unit)
    reason = purpose_of(held, purpose)
    if field not in _CONTACT_FORMS and field not in _IDENTIFIER_FORMS:
        raise ValidationError({"field": "Không có loại dữ liệu này."})
    model: Any = Contact if field in _CONTACT_FORMS else Identifier
    row = model._base_manager.filter(person=held, kind=field).filter(replaced_at=None, valid__contains=today()).first()
    seen.of_one(held.pk, field, purpose=reason)
    act.record(held, unit_id=held.unit_id, change={"field": field})
    if row is None:
        return None
    row.person = held
    return row.value.text
