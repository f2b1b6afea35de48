"""No number of a paper, of the insurance or of a telephone stands in clear anywhere, however it came in."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.jobs import registry
from ketdoan.core.models import Draft, JobFault
from ketdoan.core.saved_views import save_view
from ketdoan.members.models import Member
from ketdoan.members.tests import trail
from ketdoan.members.tests.dumping import dump, found
from ketdoan.members.tests.trail import go_through
from ketdoan.members.tests.union import Union, actor_of, browser
from ketdoan.units.actions.importing import acts
from ketdoan.units.actions.persons import reveal, set_contact, set_identifier
from ketdoan.units.tests.sheets import upload

pytestmark = pytest.mark.django_db
PHONE, CITIZEN, OLD, INSURANCE = "0987612345", "001199012345", "012345987", "0123498765"
TYPED = {
    "phone": PHONE,
    "phone with points": "0987.612.345",
    "phone with spaces": "0987 612 345",
    "phone abroad": "+84987612345",
    "citizen id": CITIZEN,
    "citizen id with spaces": "001 199 012 345",
    "old id": OLD,
    "insurance": INSURANCE,
}
APPLICATION = {
    "name": "Bùi Thị Số",
    "birth_date": "05/06/1999",
    "sex": "f",
    "citizen_id": TYPED["citizen id with spaces"],
    "phone": TYPED["phone with points"],
    "social_insurance": INSURANCE,
    "address": "Tổ 5",
    "on": "01/03/2024",
}


@pytest.fixture
def union(db):
    return Union()


def test_numbers_are_nowhere_in_clear(union, caplog):
    caplog.set_level(logging.DEBUG)
    client, address = browser(union.chair), reverse("members:admit", args=["A"])
    wrong = client.post(address, APPLICATION | {"birth_date": "41/13/1999", "phone": PHONE + "1234"})
    assert wrong.status_code == 422
    kept = client.post(reverse("core:draft"), APPLICATION | {"_form": address})
    assert kept.status_code < 400
    assert client.post(address, APPLICATION).status_code == 302
    member = Member._base_manager.get(words="bui thi so")
    with acting(actor_of(union.chair)):
        set_contact(person=member.person, kind="phone", value=TYPED["phone abroad"])
        set_identifier(person=member.person, kind="old_citizen_id", value=OLD)
        reveal(person=member.person, field="citizen_id", purpose="Đối chiếu giấy tờ")
        save_view(actor_of(union.chair).account_id, "members:list", "Tìm", f"q={PHONE}")
    for text in (PHONE, TYPED["phone with spaces"], CITIZEN, OLD, INSURANCE):
        assert "Bùi Thị Số" in client.get(reverse("members:list"), {"q": text}).content.decode(), text
        client.get(reverse("core:search"), {"q": text})
    client.get(reverse("members:list"), {"export": "1"})
    for kind, value in (("citizen_id", CITIZEN + "9"), ("social_insurance", "01234"), ("phone", PHONE[:-1])):
        form = "units:contact" if kind == "phone" else "units:identifier"
        assert client.post(reverse(form, args=[member.pk]), {"kind": kind, "value": value}).status_code == 422
    stage(union)
    left = found(TYPED, caplog.text)
    assert not left, "\n".join(left)


def test_numbers_are_nowhere_in_clear_whatever_somebody_goes_through(union, caplog):
    """Cards, transfers, applications of both forms, lists with faults, calls of software, drafts, jobs that fail."""
    caplog.set_level(logging.DEBUG)
    go_through(union)
    assert JobFault.objects.exists()
    needles = {"phone": trail.PHONE, "abroad": f"84{trail.PHONE[1:]}", "wrong phone": trail.WRONG_PHONE}
    needles |= {"citizen id": trail.CITIZEN, "insurance": trail.INSURANCE, "its end": trail.INSURANCE[1:]}
    needles |= {"without its zero": trail.CITIZEN[1:], "address": "ngõ Trúc Bạch"}
    left = found(needles, caplog.text)
    assert not left, "\n".join(left)


def stage(union: Union) -> None:
    """A file with officers and their numbers that waits to be imported."""
    head = ["Họ và tên", "Chức vụ", "Số CCCD", "Điện thoại", "Đơn vị"]
    rows = [["Bùi Thị Số", "Chủ tịch", CITIZEN, PHONE, "Đơn vị A"], ["Lê Văn Sai", "?", OLD, INSURANCE, ""]]
    with acting(SYSTEM):
        acts.stage(
            unit=union.a, file=upload({"Cán bộ": [head, *rows]}, f"can bo {PHONE}.xlsx"), since=union.huyen.since
        )


def test_every_table_is_looked_at(union):
    tables = set(connection.introspection.table_names())
    assert tables == set(dump())
    assert {"core_draft", "procrastinate_jobs", "core_auditentry", "units_importrow", "core_jobfault"} <= tables


def test_a_draft_of_numbers_is_kept_at_all(union):
    client = browser(union.chair)
    address = reverse("units:contact", args=[union.huyen.pk])
    client.post(reverse("core:draft"), {"_form": address, "value": PHONE})
    assert Draft.objects.filter(form=address).exists()
    assert PHONE not in dump()["core_draft"]


def test_jobs_take_no_text_in_which_a_number_could_stand(union):
    with pytest.raises(TypeError):
        next(iter(registry.values())).later(text=f"{PHONE} " * 9)
