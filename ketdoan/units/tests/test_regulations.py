"""Regulations and agreements: what may be recorded, which are in force, missing, or end soon."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.core.modules import inbox, permissions
from ketdoan.core.scope import Scope
from ketdoan.core.secrets import load_secrets
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.bodies import open_term
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.regulations import Signed, add_regulation, correct_regulation, end_regulation
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Regulation, Role, Unit
from ketdoan.units.queries.regulations import ending_regulations, lacking, regulations_of

pytestmark = pytest.mark.django_db
FOUNDED, DAY = date(2020, 1, 1), date(2026, 3, 1)
WITH_EMPLOYER = Signed("employer_coordination", DAY, "01/QC", counterpart="Công ty May A")


def make_union():
    top = make_unit("confederation", "TLD", None, FOUNDED)
    province = make_unit("provincial_federation", "P", top, FOUNDED)
    units = [top, province, *(make_unit("grassroots_union", code, province, FOUNDED) for code in "ABC")]
    return {unit.code: Unit._base_manager.get(pk=unit.pk) for unit in units}


@pytest.fixture
def union(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)
    return make_union()


def actor_at(unit):
    return Actor(None, None, unit.pk, unit.short_name, Scope(unit.path), frozenset(permissions()))


def record(unit, signed=WITH_EMPLOYER, **more):
    with acting(SYSTEM):
        return add_regulation(unit=unit, signed=signed, **more)


def without(kind, unit, day=DAY):
    with acting(actor_at(unit)):
        return [found.code for found in lacking(kind, day)]


@pytest.mark.parametrize(
    ("signed", "field"),
    [
        (Signed("employer_coordination", DAY), "counterpart"),
        (Signed("employer_coordination", date(2999, 1, 1), counterpart="x"), "signed_on"),
        (Signed("internal_spending", FOUNDED - timedelta(days=1)), "signed_on"),
        (Signed("internal_spending", DAY, valid_to=DAY - timedelta(days=1)), "valid_to"),
        (Signed("internal_spending", DAY, code="x" * 61), "code"),
        (Signed("party_coordination", DAY, counterpart="Sở"), "kind"),
        (Signed("nothing", DAY), "kind"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_field(union, signed, field):
    with pytest.raises(ValidationError) as error:
        record(union["A"], signed)
    assert set(error.value.error_dict) == {field}
    assert not Regulation._base_manager.exists()


def test_a_new_regulation_ends_the_one_of_its_kind_on_its_own_day(union):
    record(union["A"])
    later = DAY + timedelta(days=100)
    record(union["A"], Signed("employer_coordination", later, "02/QC", counterpart="Công ty May A"))
    with acting(SYSTEM):
        before, after = (
            [held.regulation.code for held in regulations_of(union["A"], day) if held.regulation]
            for day in (later - timedelta(days=1), later)
        )
    assert (before, after) == (["01/QC"], ["02/QC"])


def test_an_older_one_is_not_recorded_over_one_that_came_later(union):
    record(union["A"])
    with pytest.raises(ValidationError) as error:
        record(union["A"], Signed("employer_coordination", DAY - timedelta(days=9), counterpart="x"))
    assert "01/03/2026" in error.value.message_dict["signed_on"][0]


def test_nobody_outside_the_unit_and_those_above_records_for_it(union):
    with acting(actor_at(union["B"])), pytest.raises(PermissionDenied):
        add_regulation(unit=union["A"], signed=WITH_EMPLOYER)
    with acting(actor_at(union["P"])):
        assert add_regulation(unit=union["A"], signed=WITH_EMPLOYER).pk


def test_a_unit_lacks_a_regulation_until_it_has_one_and_again_after_its_last_day(union):
    last = DAY + timedelta(days=30)
    record(union["A"], Signed("employer_coordination", DAY, valid_to=last, counterpart="x"))
    assert without("employer_coordination", union["P"]) == ["B", "C"]
    assert without("employer_coordination", union["P"], last) == ["B", "C"]
    assert without("employer_coordination", union["P"], last + timedelta(days=1)) == ["A", "B", "C"]
    assert without("employer_coordination", union["B"]) == ["B"]


def test_only_a_unit_with_an_inspection_committee_lacks_its_regulation(union):
    with acting(SYSTEM):
        open_term(unit=union["B"], kind="inspection", since=date(2024, 1, 1), seats=3)
    assert without("inspection_work", union["P"]) == ["B"]
    with acting(SYSTEM):
        labels = [held.label for held in regulations_of(union["B"], DAY)]
        assert "Quy chế hoạt động của Ủy ban kiểm tra" in labels
        assert "Quy chế hoạt động của Ủy ban kiểm tra" not in [h.label for h in regulations_of(union["A"], DAY)]


def test_ending_one_early_and_correcting_one_keep_what_was_recorded(union):
    first = record(union["A"], file=ContentFile(b"%PDF-1.7 a", name="quy-che.pdf"))
    with acting(SYSTEM):
        fresh = correct_regulation(regulation=first, signed=Signed(**{**vars(WITH_EMPLOYER), "code": "07/QC"}))
        assert (fresh.code, fresh.file.name) == ("07/QC", "quy-che.pdf")
        left = end_regulation(regulation=fresh, since=DAY + timedelta(days=5))
    assert left.last_day == DAY + timedelta(days=4)
    assert set(Regulation._base_manager.values_list("code", "valid__endswith")) == {
        ("01/QC", None),
        ("07/QC", None),
        ("07/QC", DAY + timedelta(days=5)),
    }
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Regulation._base_manager.filter(pk=first.pk).update(code="x")


def test_what_ends_soon_awaits_the_unit_itself_and_is_counted_for_the_one_above(union):
    soon, later = today() + timedelta(days=20), today() + timedelta(days=400)
    record(union["A"], Signed("internal_spending", DAY, valid_to=soon))
    record(union["A"], Signed("executive_work", DAY, valid_to=later))
    record(union["B"], Signed("internal_spending", DAY, valid_to=DAY + timedelta(days=9)))
    titles = {}
    for code in ("A", "B", "P"):
        with acting(actor_at(union[code])) as actor:
            titles[code] = [(item.title, item.due) for item in inbox(actor) if "quy chế" in item.title.lower()]
    assert titles["A"] == [("Quy chế chi tiêu nội bộ sắp hết hiệu lực", soon)]
    assert titles["B"] == [("Quy chế chi tiêu nội bộ đã hết hiệu lực", DAY + timedelta(days=9))]
    assert titles["P"] == [("2 quy chế, thỏa thuận ở cấp dưới sắp hết hoặc đã hết hiệu lực", DAY + timedelta(days=9))]


def test_one_that_was_followed_by_another_awaits_nobody(union):
    record(union["A"], Signed("internal_spending", DAY, valid_to=DAY + timedelta(days=9)))
    record(union["A"], Signed("internal_spending", DAY + timedelta(days=20)))
    with acting(SYSTEM):
        assert list(ending_regulations(today())) == []


SPANS = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("AB"), SPANS), max_size=8), st.integers(0, 95))
def test_who_lacks_one_on_a_day_is_what_plain_counting_says(said, asked):
    """In the order in which they are recorded each ends the one before; a day that lies behind is refused."""
    with transaction.atomic():
        union, held = make_union(), {"A": [], "B": [], "C": []}
        for code, (start, length) in said:
            first, last = DAY + timedelta(days=start), None if length is None else DAY + timedelta(days=start + length)
            accepted = all(first > other[0] for other in held[code])
            try:
                record(union[code], Signed("internal_spending", first, valid_to=last))
            except ValidationError:
                assert not accepted
                continue
            assert accepted
            day_before = first - timedelta(days=1)
            held[code] = [(a, min(filter(None, (b, day_before)))) for a, b in held[code]] + [(first, last)]
        day = DAY + timedelta(days=asked)
        expected = [c for c in "ABC" if not any(a <= day and (b is None or day <= b) for a, b in held[c])]
        found = [code for code in without("internal_spending", union["P"], day) if code in held]
        assert found == expected
        transaction.set_rollback(True)


def signed_in(unit, role):
    person = make_person(unit, "Nguyễn Văn Xem")
    person.account = Account.objects.create_user(f"{role}.{unit.code}".lower())
    person.save()
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
    client = Client()
    client.force_login(person.account)
    return client


def test_a_clerk_records_one_with_its_signed_copy_and_finds_it_on_the_page_of_the_unit(union):
    client = signed_in(union["A"], "clerk")
    page = client.get("/to-chuc/don-vi/A/").content.decode()
    assert page.count("Chưa có</span>") == 2, "the agreement with the employer and the rules of spending"
    sent = {
        "kind": "employer_coordination",
        "code": "05/QCPH",
        "signed_on": format_date(DAY),
        "counterpart": "Công ty May A",
        "file": ContentFile(b"%PDF-1.7 b", name="phoi-hop.pdf"),
    }
    page = client.post("/to-chuc/don-vi/A/quy-che/", sent, follow=True).content.decode()
    assert "05/QCPH" in page
    assert page.count("Chưa có</span>") == 1
    copy = client.get(f"/to-chuc/quy-che/{Regulation._base_manager.get().pk}/ban-ky/")
    assert copy["Content-Type"] == "application/pdf"


def test_the_list_of_those_without_names_them_for_the_kind_asked_for(union):
    record(union["A"])
    client = signed_in(union["P"], "organisation_officer")
    page = client.get("/to-chuc/quy-che/con-thieu/?loai=employer_coordination").content.decode()
    assert "Chưa có: Quy chế phối hợp với người sử dụng lao động" in page
    assert ("/don-vi/B/" in page, "/don-vi/C/" in page, "/don-vi/A/" in page) == (True, True, False)
    page = client.get("/to-chuc/quy-che/?hieu_luc=con").content.decode()
    assert "01/QC" in page


def test_a_member_of_the_executive_without_work_shows_on_the_print_of_assignments(union):
    from ketdoan.units.actions.bodies import appoint, assign_work

    with acting(SYSTEM):
        open_term(unit=union["A"], kind="executive", since=date(2024, 1, 1), seats=5, number="III")
        for office, name in (("chair", "Lê Thị Chủ"), ("member", "Lê Văn Viên")):
            person = make_person(union["A"], name)
            held = appoint(unit=union["A"], kind="executive", person=person, office=office, since=date(2024, 1, 1))
            if office == "chair":
                assign_work(appointment=held, work="Phụ trách chung", since=date(2024, 2, 1))
    page = signed_in(union["A"], "clerk").get("/to-chuc/don-vi/A/phan-cong/").content.decode()
    assert "khóa III" in page
    rows = [row for row in page.split("<tr>") if "Lê " in row]
    assert ["Phụ trách chung" in row for row in rows] == [True, False]
    assert ["chưa phân công" in row for row in rows] == [False, True]
