"""Officials' pages: from a draft to promises, each step by its form; what is shown, to whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import acting
from ketdoan.core.models import Account
from ketdoan.core.viet import format_date, today

from ..actions.asking import close
from ..models import AgendaItem, Promise, Survey
from .test_opinion import voted
from .union import STATEMENTS, Asking, key_of, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def union():
    return Asking()


@pytest.fixture
def browser(union):
    client = Client()
    client.force_login(Account.objects.get(pk=union.chair.account_id))
    return client


def text_of(response):
    assert response.status_code == 200
    page = response.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<(script|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL))


def page_of(browser, survey):
    return text_of(browser.get(reverse("surveys:survey", args=[survey.pk])))


def written(**more):
    days = {"opens_on": format_date(today()), "closes_on": format_date(today() + timedelta(days=5))}
    return {"title": "Bữa ăn ca", "tells": "on", **days, **more}


def test_from_a_draft_to_what_came_of_it(union, browser):
    sent = written(
        questions_text=["Suất ăn thế nào?", "Góp ý", ""],
        questions_choices=["Ngon; Dở", "", ""],
        questions_kind=["one", "text", "one"],
        questions_need=["1", "0", "1"],
        sex="m",
    )
    assert browser.post(reverse("surveys:new"), sent).status_code == 302
    survey = Survey._base_manager.get()
    assert "6 đoàn viên nam sẽ được hỏi" in page_of(browser, survey)
    browser.post(reverse("surveys:publish", args=[survey.pk]))
    for at, member in enumerate(union.members[1]):
        say(member, survey, {key_of(survey, 1): [str(at % 2)], key_of(survey, 2): "Cơm nguội" if at == 3 else ""})
    shown = page_of(browser, survey)
    assert "Đã trả lời 6" in shown
    assert "Cơm nguội" not in shown
    address = reverse("surveys:close", args=[survey.pk])
    asked = browser.post(address).content.decode()
    assert "6 phiếu được mở cùng lúc" in asked
    seen = re.search(r'name="_seen" value="(\w+)"', asked)[1]
    browser.post(address, {"_seen": seen})
    shown = page_of(browser, survey)
    assert "Ngon 3 50,0%" in shown
    assert "Cơm nguội" in shown


def test_wrong_questions_are_told_at_their_field(browser):
    sent = written(questions_text=["Một"], questions_choices=["a"], questions_kind=["one"], questions_need=["1"])
    answer = browser.post(reverse("surveys:new"), sent)
    assert answer.status_code == 422
    assert "cần từ 2 đến 12 lựa chọn" in answer.content.decode()


def test_from_a_statement_to_a_promise_that_is_kept(union, browser):
    survey = union.sound_out()
    keys = [str(one.pk) for one in sorted(survey.statements.all(), key=lambda one: STATEMENTS.index(one.text))]
    votes, _ = voted(sizes=(10, 8, 0), missing=0, slip=0)
    for person, member in enumerate(union.everybody):
        say(member, survey, {keys[statement]: str(vote) for who, statement, vote in votes if who == person})
    with acting(union.chair):
        close(survey=survey)
    shown = page_of(browser, survey)
    assert "Nhóm 1 10 55,6% Nhóm 2 8 44,4%" in shown
    assert "Không phải kết quả bỏ phiếu chính thức" in shown
    shared = shown.split("Điều mọi nhóm cùng đồng tình")[1].split("Tất cả ý kiến")[0]
    assert STATEMENTS[9] in shared
    assert STATEMENTS[0] + " " not in shared
    browser.post(reverse("surveys:agenda_add", args=[survey.pk]), {"statement": keys[9]})
    item = AgendaItem._base_manager.get()
    assert item.title == STATEMENTS[9]
    due = today() + timedelta(days=20)
    browser.post(
        reverse("surveys:promise", args=[item.pk]),
        {"text": "Lắp tủ giữ nóng", "by": "Công ty", "due": format_date(due)},
    )
    promise = Promise._base_manager.get()
    browser.post(reverse("surveys:report", args=[promise.pk]), {"percent": "40", "text": "Đã đặt mua"})
    shown = page_of(browser, survey)
    assert f"Công ty · xong trước {format_date(due)}" in shown
    assert "Đã thực hiện 40%" in shown


def test_another_union_sees_nothing_of_it(union, browser):
    survey = union.ask()
    elsewhere = Client()
    elsewhere.force_login(Account.objects.get(pk=union.other.account_id))
    assert elsewhere.get(reverse("surveys:survey", args=[survey.pk])).status_code == 404
    assert "Bữa ăn ca" not in text_of(elsewhere.get(reverse("surveys:surveys")))
    assert "Bữa ăn ca" in text_of(browser.get(reverse("surveys:surveys")))
