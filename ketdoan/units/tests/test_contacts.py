"""Contacts and identifiers: sealed in the table, found exactly, bound to their person, opened on purpose and logged."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.core.exceptions import FieldError, PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.crypto import Tampered, new_keys
from ketdoan.core.models import AuditEntry, Blob, DataKey, Done
from ketdoan.core.scope import Scope
from ketdoan.core.sealed import destroy
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import today
from ketdoan.units.actions.attachments import attach
from ketdoan.units.actions.persons import add_person, correct_person, reveal, set_contact, set_identifier
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Attachment, Contact, Decision, Identifier, Person, PersonalDataView, PersonName, Unit
from ketdoan.units.tasks import forget_names

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
CITIZEN = "079185001234"  # a woman born in 1985
PURPOSE = "Liên hệ về đại hội"


@pytest.fixture(autouse=True)
def as_system(db: None) -> Iterator[None]:
    with acting(SYSTEM):
        yield


@pytest.fixture
def union() -> Unit:
    return make_unit("grassroots_union", "A", make_unit("provincial_federation", "P", make_unit("confederation", "T")))


@pytest.fixture
def person(union: Unit) -> Person:
    return add_person(unit=union, name="Nguyễn Thị Hòa", birth_date=date(1985, 3, 2), sex="f")


@pytest.fixture
def other(union: Unit) -> Person:
    return add_person(unit=union, name="Trần Văn Đức", birth_date=date(1990, 1, 1), sex="m")


def clerk(unit: Unit, *permissions: str) -> Actor:
    return Actor(11, 22, unit.pk, "Văn thư", Scope(unit.path), frozenset(permissions))


def whole_row(table: str, pk: int) -> str:
    """Everything a row holds, as somebody sees it who reads the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text, t.value FROM {table} t WHERE id = %s", [pk])
        text, raw = cursor.fetchone()
    return text + repr(bytes(raw)) + bytes(raw).hex()


# --- the person's record ---


def test_a_person_gets_folded_words_and_a_sort_key(person: Person, other: Person) -> None:
    assert person.words == "nguyen thi hoa"
    assert list(Person.objects.order_by("sort_key")) == [other, person]  # Đức before Hòa


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "Nguyễn Văn 2"}),
        ("name", {"name": "A" * 121}),
        ("birth_date", {"birth_date": date(1899, 12, 31)}),
        ("birth_date", {"birth_date": today() + timedelta(days=2)}),
        ("sex", {"sex": "x"}),
    ],
)
def test_a_bad_record_is_refused_at_its_field(union: Unit, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        add_person(**{"unit": union, "name": "Lê Văn An", **values})
    assert list(caught.value.message_dict) == [field]
    assert not Person.objects.exists()


def test_of_a_person_only_the_year_of_birth_may_be_known(union: Unit) -> None:
    person = add_person(unit=union, name="Lê Văn An", birth_date=None, birth_year=1985)
    person.refresh_from_db()
    assert (person.birth_date, person.birth_year) == (None, 1985)


def test_a_correction_is_audited_without_the_name(person: Person) -> None:
    correct_person(person=person, name="Nguyễn Thị Hoa", birth_date=person.birth_date, sex="f")
    person.refresh_from_db()
    assert (person.name, person.words) == ("Nguyễn Thị Hoa", "nguyen thi hoa")
    entry = AuditEntry.objects.latest("pk")
    assert entry.change == {"fields": ["name"]}
    assert "Hoa" not in repr(entry.__dict__)


def test_a_name_goes_with_its_last_bearer_unless_an_import_is_being_written(person: Person) -> None:
    def corrected(name: str) -> set[str]:
        correct_person(person=person, name=name, birth_date=person.birth_date, sex="f")
        return set(PersonName.objects.values_list("words", flat=True))

    settings = connection.get_connection_params()
    options = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(**options) as importing:
        importing.execute("LOCK TABLE units_personname IN ROW EXCLUSIVE MODE")
        assert corrected("Nguyễn Thị Hạnh") == {"nguyen thi hoa", "nguyen thi hanh"}
        importing.rollback()
    assert corrected("Nguyễn Thị Lan") == {"nguyen thi hoa", "nguyen thi lan"}
    forget_names.verb()
    assert set(PersonName.objects.values_list("words", flat=True)) == {"nguyen thi lan"}


def test_acts_need_the_permission_and_the_unit(union: Unit, person: Person) -> None:
    elsewhere = make_unit("provincial_federation", "P2", Unit.objects.get(code="T"))
    with acting(clerk(union)), pytest.raises(PermissionDenied):
        set_contact(person=person, kind="phone", value=PHONE)
    with acting(clerk(elsewhere, "units.person")), pytest.raises(PermissionDenied):
        set_contact(person=person, kind="phone", value=PHONE)
    with acting(clerk(elsewhere, "units.person")), pytest.raises(PermissionDenied):
        reveal(person=person, field="phone", purpose=PURPOSE)
    assert not Contact.objects.exists()
    with acting(clerk(union, "units.person")):
        assert set_contact(person=person, kind="phone", value=PHONE).person_id == person.pk


def test_contacts_are_seen_in_their_units_scope_alone(union: Unit, person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    elsewhere = make_unit("provincial_federation", "P2", Unit.objects.get(code="T"))
    with acting(clerk(elsewhere, "units.person")):
        assert not Contact.objects.filter(value_index=PHONE).exists()
    with acting(clerk(union, "units.person")):
        assert Contact.objects.filter(value_index=PHONE).count() == 1


# --- sealing ---


def test_the_table_holds_no_plaintext(person: Person) -> None:
    phone = set_contact(person=person, kind="phone", value=PHONE)
    number = set_identifier(person=person, kind="citizen_id", value=CITIZEN)
    for table, pk, text in (("units_contact", phone.pk, PHONE), ("units_identifier", number.pk, CITIZEN)):
        held = whole_row(table, pk)
        assert text not in held
        assert text.encode().hex() not in held
    told = repr([*AuditEntry.objects.values_list("change", "why")])
    assert PHONE not in told
    assert CITIZEN not in told


def test_a_value_in_hand_is_shown_only_on_purpose(person: Person) -> None:
    contact = Contact.objects.get(pk=set_contact(person=person, kind="phone", value=PHONE).pk)
    assert PHONE not in f"{contact} {contact!r} {contact.value} {contact.value!r} {contact.__dict__}"
    assert contact.value.text == PHONE
    waiting = Contact(person=person, kind="phone", value="0987654321")
    assert "0987654321" not in f"{waiting.value} {waiting.value!r} {waiting.__dict__}"


def test_a_value_copied_to_another_person_or_table_by_hand_does_not_open(person: Person, other: Person) -> None:
    mine = set_identifier(person=person, kind="citizen_id", value=CITIZEN)
    theirs = set_identifier(person=other, kind="citizen_id", value="079090001234")
    address = set_contact(person=person, kind="address", value="12 phố Huế, Hà Nội")
    with connection.cursor() as cursor:
        for table, pk in (("units_identifier", theirs.pk), ("units_contact", address.pk)):
            cursor.execute(
                f"UPDATE {table} SET value = (SELECT value FROM units_identifier WHERE id = %s) WHERE id = %s",
                [mine.pk, pk],
            )
    for row in (Identifier.objects.get(pk=theirs.pk), Contact.objects.get(pk=address.pk)):
        with pytest.raises(Tampered):
            _ = row.value.text
    assert Identifier.objects.get(pk=mine.pk).value.text == CITIZEN


def test_a_row_handed_to_another_person_by_hand_does_not_open(person: Person, other: Person) -> None:
    set_contact(person=other, kind="email", value="duc@donvi.vn")
    contact = set_contact(person=person, kind="phone", value=PHONE)
    Contact.objects.filter(pk=contact.pk).update(person=other)
    with pytest.raises(Tampered):
        _ = Contact.objects.get(pk=contact.pk).value.text


def test_a_person_has_one_key_made_on_first_use(person: Person, other: Person) -> None:
    assert person.key_id is None
    set_contact(person=person, kind="phone", value=PHONE)
    set_identifier(person=person, kind="citizen_id", value=CITIZEN)
    person.refresh_from_db()
    other.refresh_from_db()
    assert DataKey.objects.filter(pk=person.key_id).exists()
    assert DataKey.objects.count() == 1
    assert other.key_id is None


def test_rows_made_in_bulk_are_sealed_and_indexed(union: Unit) -> None:
    """As an import does it: the keys first, then the persons, then their contacts."""
    keys = new_keys(3)
    people = Person.objects.bulk_create(
        Person(unit=union, name=f"Người {n}", words="nguoi", sort_key="n", key=key) for n, key in enumerate(keys)
    )
    contact = set_contact(person=people[0], kind="email", value="a@b.vn")
    rows = Contact.objects.bulk_create(
        Contact(person=p, kind="phone", value=f"091234567{n}", valid=contact.valid) for n, p in enumerate(people)
    )
    assert [Contact.objects.get(pk=row.pk).value.text for row in rows] == ["0912345670", "0912345671", "0912345672"]
    assert Contact.objects.get(value_index="0912345671").person == people[1]


def test_saving_a_loaded_row_keeps_its_value(person: Person) -> None:
    pk = set_contact(person=person, kind="phone", value=PHONE).pk
    for row in (Contact.objects.get(pk=pk), Contact.objects.defer("value", "value_index").get(pk=pk)):
        row.save()
        row.refresh_from_db()
        row.save()
        assert Contact.objects.get(value_index=PHONE).value.text == PHONE


def test_no_plaintext_slips_into_an_update_or_a_filter(person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    with pytest.raises(FieldError):
        Contact.objects.update(value="0987654321")
    with pytest.raises(FieldError):
        Contact.objects.filter(value=PHONE).exists()


# --- erasing ---


def test_erasing_makes_values_unreadable_and_unfindable_for_that_person_alone(person: Person, other: Person) -> None:
    number = set_identifier(person=person, kind="citizen_id", value=CITIZEN)
    set_contact(person=person, kind="phone", value=PHONE)
    set_contact(person=other, kind="phone", value=PHONE)
    person.refresh_from_db()
    destroy(person.key)
    erased = Identifier.objects.get(pk=number.pk)
    assert (erased.value.text, erased.value.erased) == (None, True)
    assert not Identifier.objects.filter(value_index=CITIZEN).exists()
    assert [c.person for c in Contact.objects.filter(value_index=PHONE)] == [other]
    kept = Contact.objects.get(person=other)
    assert (kept.value.text, kept.value.erased) == (PHONE, False)
    assert reveal(person=person, field="citizen_id", purpose=PURPOSE) is None


def test_nothing_is_written_for_an_erased_person(person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    person.refresh_from_db()
    destroy(person.key)
    with pytest.raises(ValidationError, match="đã được xóa"):
        set_contact(person=person, kind="phone", value="0987654321")
    assert Contact.objects.filter(person=person).count() == 1


# --- searching ---


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912.345.678", "(091) 2345678", "+84912345678", "84 912 345 678"]
)
def test_a_phone_is_found_however_it_is_typed(person: Person, typed: str) -> None:
    set_contact(person=person, kind="phone", value="+84 912 345 678")
    assert Contact.objects.get(value_index=typed).person == person


@pytest.mark.parametrize("typed", ["091234567", "09123456789", "912345678", "0912345679", "", "a", "%"])
def test_a_phone_is_found_by_nothing_less_than_all_of_it(person: Person, typed: str) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    assert not Contact.objects.filter(value_index=typed).exists()


def test_an_email_is_found_in_any_case_and_an_address_not_at_all(person: Person) -> None:
    set_contact(person=person, kind="email", value="Hoa.NT@donvi.vn")
    address = set_contact(person=person, kind="address", value="12 phố Huế, Hà Nội")
    assert Contact.objects.get(value_index="hoa.nt@DONVI.vn").value.text == "Hoa.NT@donvi.vn"
    assert Contact.objects.get(pk=address.pk).value_index is None


@pytest.mark.parametrize("lookup", ["gt", "contains", "startswith", "range"])
def test_a_blind_index_offers_exact_search_alone(lookup: str) -> None:
    with pytest.raises(FieldError):
        Contact.objects.filter(**{f"value_index__{lookup}": "09"}).exists()


# --- contacts and identifiers in time ---


def test_a_new_phone_takes_the_place_of_the_old_one(person: Person) -> None:
    old = set_contact(person=person, kind="phone", value=PHONE)
    set_contact(person=person, kind="phone", value="0987654321")
    current = Contact.objects.known().get(person=person, kind="phone")
    assert current.value.text == "0987654321"
    old.refresh_from_db()
    assert old.replaced_at is not None


def test_a_phone_of_earlier_days_is_ended_and_kept(person: Person) -> None:
    old = set_contact(person=person, kind="phone", value=PHONE)
    Contact.objects.filter(pk=old.pk).update(valid=(date(2024, 1, 1), None))
    set_contact(person=person, kind="phone", value="0987654321")
    on = {day: Contact.objects.on(day).get().value.text for day in (date(2024, 6, 1), today())}
    assert on == {date(2024, 6, 1): PHONE, today(): "0987654321"}


def test_the_same_value_again_changes_nothing(person: Person) -> None:
    first = set_contact(person=person, kind="phone", value=PHONE)
    assert set_contact(person=person, kind="phone", value="0912 345 678") == first
    assert Contact.objects.count() == 1


def test_an_empty_value_ends_a_contact(person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    assert set_contact(person=person, kind="phone", value=" ") is None
    assert not Contact.objects.on(today()).exists()


def test_the_database_holds_one_open_contact_of_a_kind(person: Person) -> None:
    first = set_contact(person=person, kind="phone", value=PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(person=person, kind="phone", value="0987654321", valid=first.valid)


@pytest.mark.parametrize(
    ("kind", "value", "part"),
    [
        ("phone", "01234567890", "11 chữ số đã hết dùng"),
        ("phone", "912345678", "Có phải 0912345678"),
        ("phone", "0612345678", "không đúng"),
        ("phone", "091234567", "không đúng"),
        ("phone", "không có", "chỉ gồm chữ số"),
        ("email", "hoa@", "thư điện tử không đúng"),
        ("address", "a" * 251, "dài quá 250"),
    ],
)
def test_a_bad_contact_is_refused_at_the_value(person: Person, kind: str, value: str, part: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_contact(person=person, kind=kind, value=value)
    assert part in caught.value.message_dict["value"][0]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("value", ["02438221234", "024 3822 1234", "+84 24 3822 1234", "0276 3822 123"])
def test_landlines_are_taken(person: Person, value: str) -> None:
    assert set_contact(person=person, kind="phone", value=value).value.text.startswith("02")


@pytest.mark.parametrize(
    ("kind", "value", "part"),
    [
        ("citizen_id", "79185001234", "12 chữ số, ở đây có 11. Có thể bảng tính đã làm mất số 0"),
        ("citizen_id", "0791850012345", "phải có 12 chữ số"),
        ("citizen_id", "07918500123A", "chỉ gồm chữ số"),
        ("old_citizen_id", "1234567890", "phải có 9 chữ số"),
        ("social_insurance", "012345678", "phải có 10 chữ số"),
        ("passport", "C12", "Số hộ chiếu gồm"),
    ],
)
def test_a_bad_identifier_is_refused_at_the_value(person: Person, kind: str, value: str, part: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_identifier(person=person, kind=kind, value=value)
    assert part in caught.value.message_dict["value"][0]
    assert not Identifier.objects.exists()


def test_unknown_kinds_are_refused(person: Person) -> None:
    for verb in (set_contact, set_identifier):
        with pytest.raises(ValidationError, match="Không có loại"):
            verb(person=person, kind="zalo", value="1")


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        (CITIZEN, []),
        ("079085001234", ["Số căn cước ứng với giới tính nam, khác với hồ sơ."]),
        ("079186001234", ["Số căn cước ứng với năm sinh 1986, hồ sơ ghi 1985."]),
        ("079385001234", ["Số căn cước ứng với năm sinh 2085, hồ sơ ghi 1985."]),
    ],
)
def test_a_number_that_does_not_fit_the_record_is_taken_with_a_warning(
    person: Person, number: str, doubts: list[str]
) -> None:
    row = set_identifier(person=person, kind="citizen_id", value=number, verified=True)
    assert Identifier.objects.get(pk=row.pk).doubts() == doubts


def test_a_verified_number_belongs_to_one_person(person: Person, other: Person) -> None:
    set_identifier(person=other, kind="citizen_id", value=CITIZEN)
    mine = set_identifier(person=person, kind="citizen_id", value="079 185 001 234", verified=True)
    with pytest.raises(ValidationError, match="đã được đối chiếu cho một người khác"):
        set_identifier(person=other, kind="citizen_id", value=CITIZEN, verified=True)
    assert list(Identifier.objects.known().filter(value_index=CITIZEN, verified=True)) == [mine]
    set_identifier(person=person, kind="citizen_id", value="")
    assert set_identifier(person=other, kind="citizen_id", value=CITIZEN, verified=True).verified


def test_the_key_of_an_act_keeps_no_guessable_digest_of_a_number(person: Person) -> None:
    """Somebody with the table alone cannot find the number by hashing all numbers."""
    set_identifier(person=person, kind="citizen_id", value=CITIZEN, key="form-1")
    told = repr(
        sorted({"person": f"units.person:{person.pk}", "kind": repr("citizen_id"), "value": repr(CITIZEN)}.items())
    )
    assert Done.objects.get(key="form-1").inputs != hashlib.sha256(told.encode()).hexdigest()


# --- opening ---


def test_every_opening_is_logged_for_the_person(union: Unit, person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    with acting(clerk(union, "units.person")):
        assert reveal(person=person, field="phone", purpose=PURPOSE) == PHONE
        assert reveal(person=person, field="citizen_id", purpose=PURPOSE) is None
    seen = PersonalDataView.objects.order_by("pk").values_list("person", "account_id", "post_id", "field", "purpose")
    assert list(seen) == [
        (person.pk, 11, 22, "phone", PURPOSE),
        (person.pk, 11, 22, "citizen_id", PURPOSE),
    ]


@pytest.mark.parametrize(("field", "purpose", "wrong"), [("phone", "  ", "purpose"), ("name", PURPOSE, "field")])
def test_nothing_is_opened_without_a_purpose_or_a_known_field(
    person: Person, field: str, purpose: str, wrong: str
) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    with pytest.raises(ValidationError) as caught:
        reveal(person=person, field=field, purpose=purpose)
    assert list(caught.value.message_dict) == [wrong]
    assert not PersonalDataView.objects.exists()


def test_the_log_of_openings_cannot_be_rewritten(person: Person) -> None:
    set_contact(person=person, kind="phone", value=PHONE)
    reveal(person=person, field="phone", purpose=PURPOSE)
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonalDataView.objects.update(purpose="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonalDataView.objects.all().delete()


# --- files of a unit ---


def test_a_file_belongs_to_the_unit_that_handed_it_in(union: Unit, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    upload = SimpleUploadedFile("Quyết định.pdf", b"%PDF-1.7")
    with acting(clerk(union, "units.person")):
        kept = attach(union, upload)
    elsewhere = make_unit("provincial_federation", "P2", Unit.objects.get(code="T"))
    with acting(clerk(elsewhere)):
        assert not Attachment.objects.filter(pk=kept.pk).exists()
        with pytest.raises(PermissionDenied):
            attach(union, upload)
    with everything():
        decision = Decision.objects.create(
            unit=union, code="5/QĐ-CĐCS", signed_on=date(2024, 5, 2), abstract="Về việc …", file=kept
        )
        assert list(kept.decisions.all()) == [decision]
    assert (kept.name, kept.added_by, kept.blob.media_type) == ("Quyết định.pdf", 11, "application/pdf")


def test_a_refused_file_is_said_at_the_field(union: Unit, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    with acting(clerk(union)), pytest.raises(ValidationError) as caught:
        attach(union, SimpleUploadedFile("a.exe", b"MZ"))
    assert list(caught.value.message_dict) == ["file"]
    assert not Blob.objects.exists()
