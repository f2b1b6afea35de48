"""Answering in the app: once, by a plain form; what is shown before, after, and to whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.portal.factories import sign_in_member
from ketdoan.surveys.actions.asking import close
from ketdoan.surveys.models import Slip
from ketdoan.surveys.tests.union import STATEMENTS, Asking, key_of, say, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def union():
    return Asking()


@pytest.fixture
def phone(union):
    client = Client()
    sign_in_member(client, union.everybody[0].person)
    return client


def text_of(response):
    assert response.status_code == 200
    page = response.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_from_the_home_to_the_slip(union, phone):
    survey = union.ask()
    assert "Chưa trả lời" in text_of(phone.get(reverse("portal:home")))
    address = reverse("portal:survey_answer", args=[survey.pk])
    form = phone.get(address).content.decode()
    assert 'data-queue="Phiếu: Bữa ăn ca"' in form
    meal, more, mark, words = (key_of(survey, order) for order in (1, 2, 3, 4))
    refused = phone.post(address, {more: ["1"], "_key": "0" * 32})
    assert refused.status_code == 422
    sent = {meal: "1", more: ["0", "2"], mark: "4", words: "Thêm canh", "_key": "1" * 32}
    for _ in range(2):  # the phone sends the same slip again
        done = phone.post(address, sent)
        assert (done.status_code, done.url) == (302, reverse("portal:survey", args=[survey.pk]))
    assert Slip.objects.count() == 1
    assert "Anh chị đã trả lời" in text_of(phone.get(done.url))
    again = phone.post(address, {**sent, "_key": "2" * 32})
    assert again.status_code == 422
    assert "Mỗi người trả lời một lần" in again.content.decode()
    assert "Công đoàn hỏi ý kiến" not in text_of(phone.get(reverse("portal:home")))
    assert "Thêm canh" not in "".join(str(row.__dict__) for row in (*taken(), *Slip.objects.all()))


def test_statements_are_proposed_then_voted_on_then_told(union, phone):
    survey = union.sound_out(votes_from=today() + timedelta(days=2))
    page = reverse("portal:survey", args=[survey.pk])
    assert STATEMENTS[3] in text_of(phone.get(page))
    sent = {"text": "Cần thêm xe đưa đón", "_key": "3" * 32}
    assert phone.post(reverse("portal:survey_propose", args=[survey.pk]), sent).status_code == 302
    assert "đã đề xuất 1 ý kiến" in text_of(phone.get(page))
    for name in ("opens_on", "votes_from", "closes_on"):
        setattr(survey, name, getattr(survey, name) - timedelta(days=3))
    survey.save()
    keys = [str(one.pk) for one in survey.statements.all()]
    votes = dict.fromkeys(keys, "1") | {"_key": "4" * 32}
    assert phone.post(reverse("portal:survey_answer", args=[survey.pk]), votes).status_code == 302
    for member in union.everybody[1:9]:
        say(member, survey, dict.fromkeys(keys, "1"))
    with acting(union.chair):
        close(survey=survey)
    told = text_of(phone.get(page))
    assert "9 người trả lời trong 18 người được hỏi" in told
    assert "100% đồng tình" in told
    assert "không phải kết quả bỏ phiếu chính thức" in told


def test_a_survey_of_others_is_not_there(union, phone):
    elsewhere = union.ask(units=[union.groups[2]])
    hidden = union.ask(sex="m")
    for survey in (elsewhere, hidden):
        for route in ("survey", "survey_answer", "survey_propose"):
            assert phone.get(reverse(f"portal:{route}", args=[survey.pk])).status_code == 404
    assert "Hiện không có khảo sát nào" in text_of(phone.get(reverse("portal:surveys")))
