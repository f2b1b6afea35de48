"""After an erasure nothing leads back to the person: no table, no file, no line of the log; counts and chain hold."""

import base64
import logging
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from ketdoan.core import audit
from ketdoan.core.acting import acting
from ketdoan.core.viet import fold, sort_key, today
from ketdoan.members.actions.sensitive import record_fact
from ketdoan.members.models import Member, MemberEvent, Profile, Spell
from ketdoan.members.queries.breakdown import breakdown
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.stock import own_members, stock
from ketdoan.members.tests.dumping import forms_of, found, opened
from ketdoan.members.tests.trail import OTHER, go_through
from ketdoan.members.tests.union import BORN, CITIZEN, INSURANCE, JOINED, NAME, PHONE, Union, actor_of, browser
from ketdoan.units.actions.persons import erase_person, reveal, set_contact
from ketdoan.units.models import Person

pytestmark = pytest.mark.django_db
WHY = "Theo đơn số 12 ngày 05/11/2026"
WAGE = "8.765.432 đồng"


@pytest.fixture
def union(db):
    return Union()


NEEDLES = {
    "name": NAME,
    "folded name": fold(NAME),
    "sort key": sort_key(NAME),
    "birth date": BORN.isoformat(),
    "phone": PHONE,
    "phone abroad": "84" + PHONE[1:],
    "citizen id": CITIZEN,
    "insurance": INSURANCE,
    "address": "ngõ Trúc Bạch",
    "wage": WAGE,
}


def lived(union: Union) -> None:
    """What happens to a member on the screens before she asks to be erased."""
    client = browser(union.officer)
    pk = union.huyen.pk
    Profile.objects.create(
        person_id=pk, profession="8", job_title="Thợ may bậc 6 chuyền Trúc", works_since=date(2019, 4, 5)
    )
    with acting(actor_of(union.officer)):
        record_fact(member=union.huyen, kind="wage", value=WAGE)
        set_contact(person=union.huyen.person, kind="email", value="dieu.huyen@donvi.vn")
        reveal(person=union.huyen.person, field="phone", purpose="Mời dự hội nghị")
    for page in ("members:member", "units:person", "members:sensitive"):
        assert client.get(reverse(page, args=[pk])).status_code == 200
    for query in ({"q": NAME}, {"q": PHONE}, {"export": "1"}):
        assert client.get(reverse("members:list"), query).status_code == 200
    client.post(
        reverse("units:contact", args=[pk]), {"kind": "phone", "value": PHONE + "99"}
    )  # refused, and typed anew
    client.post(
        reverse("core:draft"), {"_form": reverse("members:admit", args=["A"]), "name": NAME, "citizen_id": CITIZEN}
    )
    page = client.post(reverse("units:subject", args=[pk]), {"why": WHY})
    assert page.headers["Content-Type"] == "application/zip"
    go_through(union)


def test_the_scan_finds_what_is_there(union, caplog):
    logging.getLogger("ketdoan.thu").warning("số %s", PHONE)
    place = found({"name": NAME, "phone": PHONE, "date": BORN.isoformat()}, caplog.text)
    assert {"name in units_person", "date in members_member", "phone in log"} <= set(place)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE thu AS SELECT convert_to(%s, 'utf8') AS x", [CITIZEN])
        cursor.execute("SELECT t::text FROM thu t")
        assert CITIZEN.encode().hex() in cursor.fetchone()[0]
    inside = base64.b64encode(f"so={CITIZEN}&x".encode()).decode().lower()
    assert any(form in inside for form in forms_of(CITIZEN))


def test_a_member_is_erased_only_after_leaving(union):
    with acting(actor_of(union.officer)), pytest.raises(ValidationError, match="đang là đoàn viên"):
        erase_person(person=union.huyen.person, ground="request", why=WHY)
    assert Person._base_manager.get(pk=union.huyen.pk).name == NAME


def test_after_an_erasure_the_person_is_in_no_table_file_nor_log(union, caplog):
    caplog.set_level(logging.DEBUG)
    lived(union)
    assert "citizen id in members_memberimportrow.cells, opened" in found(NEEDLES, "", sealed=True)
    with acting(actor_of(union.officer)):
        erase_person(person=union.huyen.person, ground="request", why=WHY)
    left = found(NEEDLES | {"job": "Thợ may bậc 6 chuyền Trúc"}, caplog.text, sealed=True)
    assert not left, "\n".join(left)
    member = Member._base_manager.get(pk=union.huyen.pk)
    assert (member.birth_date, member.birth_year, member.words) == (None, None, "nguoi da xoa du lieu")
    assert not re.search(
        "huyen|1985", " ".join(map(str, Member._base_manager.filter(pk=member.pk).values()[0].values()))
    )
    assert set(Spell._base_manager.filter(person=member.pk).values_list("sex", "birth_year")) == {("f", None)}


def test_what_is_kept_of_others_stays_after_an_erasure(union):
    go_through(union)
    with acting(actor_of(union.officer)):
        erase_person(person=union.huyen.person, ground="request", why=WHY)
    told, other = opened(), OTHER["name"].lower()
    assert told["saved views, opened"] == "người khác\n0987000111"
    assert told["drafts, opened"].startswith(other)
    assert told["kept files, opened"] == f"{other} 1985 1999.png"
    assert other in told["units_importrow.cells, opened"]
    assert other in told["members_memberimportrow.cells, opened"]
    assert other in told["members_application.said, opened"]


def test_counts_flows_and_the_chain_are_the_same_after_an_erasure(union):
    lived(union)
    before = figures(union)
    events = MemberEvent._base_manager.count()
    with acting(actor_of(union.officer)):
        erase_person(person=union.huyen.person, ground="request", why=WHY)
    assert figures(union) == before
    assert MemberEvent._base_manager.count() == events
    audit.seal()
    assert not list(audit._faults_of_chain())


def figures(union: Union) -> list[object]:
    """The members of the province, by sex and occupation too, and what a few years brought and took."""
    flow = Flows(date(2021, 1, 1), today()).of(union.province.pk)
    stocks = [stock(day).of(union.province.pk) for day in (JOINED, today())]
    women = [numbers.tolist() for numbers in own_members(JOINED, sex="f")]
    return [flow, stocks, women, *(str(vars(breakdown(JOINED, by))) for by in ("sex", "profession"))]
