"""The legal desk for other software: the own desk's cases alone, each reading logged, an answer given once."""

import pytest
from django.urls import reverse

from ketdoan.legal.models import Case
from ketdoan.members.tests.test_api import Caller, problem_of
from ketdoan.units.queries.own import views_of

from .union import Desks

pytestmark = pytest.mark.django_db
CASES = "/api/v1/legal/cases"
QUESTION = "Làm thêm ngày lễ được trả bao nhiêu?"
ANSWER = {"text": "Ít nhất bằng 300 phần trăm, chưa kể lương ngày lễ.", "cites": "khoản 1 Điều 98 Bộ luật Lao động"}


@pytest.fixture
def union(db):
    return Desks()


def test_the_list_has_no_word_of_what_stands_in_cases(union):
    union.ask(union.chair, QUESTION)
    caller = Caller(union.officer, ["legal.desk"])
    answer = caller.get(CASES)
    (case,) = answer.json()["items"]
    assert (case["unit"], case["state"]) == ("A", "open")
    assert QUESTION not in answer.content.decode()
    assert not views_of(Case._base_manager.get().person).exists()
    assert caller.get(CASES, state="closed").json()["items"] == []


def test_a_case_is_read_by_its_desk_alone_and_the_reading_is_logged(union):
    case = union.ask(union.chair, QUESTION)
    told = Caller(union.officer, ["legal.desk"]).get(f"{CASES}/{case.pk}").json()
    assert (told["question"], told["steps"]) == (QUESTION, [])
    (seen,) = views_of(case.person)
    assert f"số {case.pk}" in seen.detail
    problem_of(Caller(union.officer_at(union.top, "tren"), ["legal.desk"]).get(f"{CASES}/{case.pk}"), 404)
    problem_of(Caller(union.chair, ["members.view"]).get(f"{CASES}/{case.pk}"), 403)


def test_an_answer_is_given_once_and_what_is_wrong_is_named(union):
    case = union.ask(union.chair, QUESTION)
    caller, address = Caller(union.officer, ["legal.desk"]), f"{CASES}/{case.pk}/answer"
    problem = problem_of(caller.post(address, {**ANSWER, "cites": "luật nào đó"}, key="khoa-0000"), 422)
    assert problem["errors"][0]["field"] == "cites"
    for _ in range(2):
        assert caller.post(address, ANSWER).json()["state"] == "answered"
    problem_of(caller.post(address, ANSWER, key="khoa-000002"), 422)
    problem_of(caller.post(address, {**ANSWER, "text": "Một lời khác hẳn."}), 409)
    told = caller.get(f"{CASES}/{case.pk}").json()
    assert [step["move"] for step in told["steps"]] == ["answered"]
    assert told["steps"][0]["cites"][0]["article"] == "98"
    assert reverse("api:legal_case", args=[case.pk]) == f"{CASES}/{case.pk}"
