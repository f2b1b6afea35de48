"""The copy of what is held on a person is complete by construction: every model that leads to a person is in it, or
says why not."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.modules import personal_data
from ketdoan.members.actions.sensitive import record_fact
from ketdoan.members.models import Profile
from ketdoan.members.tests.union import CITIZEN, INSURANCE, NAME, PHONE, Union, actor_of, browser
from ketdoan.units.actions.persons import reveal
from ketdoan.units.models import Person, PersonalDataView

WHY = "Theo đơn số 12 ngày 05/11/2026"


def leads(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether foreign keys lead from a model to a person or an account."""
    targets = {field.related_model for field in model._meta.concrete_fields if field.related_model} - seen
    return bool(targets & {Person, Account}) or any(leads(target, seen | {model}) for target in targets)


def leading() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.managed and (model in (Person, Account) or leads(model)):
            yield model._meta.label_lower


def told() -> set[str]:
    return {label for part in personal_data() for label in (*part.held, *part.apart)}


def test_every_model_that_leads_to_a_person_is_copied_or_says_why_not():
    missing = set(leading()) - told()
    assert not missing, f"neither held nor apart in a module's PersonalData: {sorted(missing)}"


def test_nothing_is_named_that_does_not_exist_and_each_reason_says_something():
    known = {model._meta.label_lower for model in apps.get_models()}
    assert told() <= known
    assert all(len(why) > 20 for part in personal_data() for why in part.apart.values())


def test_no_model_is_both_copied_and_left_out():
    held = [label for part in personal_data() for label in (*part.held, *part.apart)]
    assert len(held) == len(set(held))


@pytest.fixture
def union(db):
    return Union()


def copy_of(union: Union, person: Person) -> tuple[str, dict]:
    answer = browser(union.officer).post(reverse("units:subject", args=[person.pk]), {"why": WHY})
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.content)) as file:
        return file.read("du-lieu-ca-nhan.html").decode(), json.loads(file.read("du-lieu-ca-nhan.json"))


def test_the_copy_holds_everything_in_clear_and_nobody_else(union):
    person = union.huyen.person
    Profile.objects.create(person=person, job_title="Thợ may bậc 6")
    with acting(actor_of(union.officer)):
        record_fact(member=union.huyen, kind="wage", value="8.765.432 đồng")
        reveal(person=person, field="phone", purpose="Mời dự hội nghị")
    page, data = copy_of(union, person)
    for part in (NAME, PHONE, CITIZEN, INSURANCE, "02/03/1985", "Thợ may bậc 6", "8.765.432 đồng", "Mời dự hội nghị"):
        assert part in page, part
    assert "Kết nạp" in page
    assert data["sections"]["members.sensitivefact"]["rows"][0]["value"] == "8.765.432 đồng"
    assert {row["value"] for row in data["sections"]["units.contact"]["rows"]} == {PHONE, "Số 12 ngõ Trúc Bạch"}
    for other in ("Trần Văn Đức", "Lê Thị Cán Bộ"):
        assert other not in page + str(data)


def test_the_copy_of_one_in_a_list_names_none_of_the_others_in_it(union):
    browser(union.chair).get(reverse("members:list"), {"export": "1"})
    _, data = copy_of(union, union.huyen.person)
    views = data["sections"]["units.personaldataview"]["rows"]
    assert [view["field"] for view in views] == ["Danh sách tải về"]
    assert str(union.duc.pk) not in json.dumps([view.get("people") for view in views])


def test_the_copy_is_logged_for_the_person_and_audited(union):
    copy_of(union, union.huyen.person)
    view = PersonalDataView._base_manager.get(person=union.huyen.pk)
    assert (view.field, view.purpose) == ("copy", WHY)
    entry = AuditEntry.objects.get(action="units.person.copy")
    assert (entry.about_id, entry.post_id, entry.why) == (union.huyen.pk, union.officer.pk, WHY)


def test_the_copy_takes_a_reason_a_second_factor_the_permission_and_the_scope(client, union):
    address = reverse("units:subject", args=[union.huyen.pk])
    assert browser(union.officer).post(address, {"why": ""}).status_code == 422
    assert browser(union.officer).post(address, {"why": f"Đơn của {NAME}"}).status_code == 422
    assert browser(union.stranger).post(address, {"why": WHY}).status_code == 404
    with acting(SYSTEM):
        clerk = union.post("Ngô Văn Thư", union.a, "clerk")
    assert browser(clerk).post(address, {"why": WHY}).status_code == 403
    client.force_login(Person._base_manager.get(pk=union.chair.person_id).account)
    assert client.post(address, {"why": WHY}).status_code == 403
    assert not PersonalDataView._base_manager.exists()
