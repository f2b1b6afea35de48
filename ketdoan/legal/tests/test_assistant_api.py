"""The assistant for other software: the words of the law with their places, rights, and that no question is kept."""

import logging
import shutil
from datetime import date

import pytest
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.secrets import load_secrets
from ketdoan.legal.actions.importing import import_articles
from ketdoan.legal.models import Article, Tally
from ketdoan.legal.queries import library as library_module
from ketdoan.members.tests.test_api import Caller, fields_of, problem_of
from ketdoan.members.tests.union import Union

from .test_assistant import CODE, LEAVE, line

pytestmark = pytest.mark.django_db
ASK, ARTICLES, ARTICLE, ACTS = (f"/api/v1/legal/{name}" for name in ("ask", "articles", "article", "acts"))
NAME = "Trịnh Thị Kín Đáo"
LATER = "1. Lời từ giữa năm 2026."


@pytest.fixture
def data(tmp_path, settings):
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    return tmp_path


@pytest.fixture
def union(data):
    return Union()


@pytest.fixture
def caller(union):
    lines = [
        line(CODE, "113", "Nghỉ hằng năm", LEAVE, chapter="Chương VII", source_url="https://example.vn/113"),
        line(CODE, "113", "Nghỉ hằng năm", LATER, "2026-07-01"),
        line(CODE, "114", "Ngày nghỉ hằng năm tăng thêm", "Cứ đủ 05 năm thì số ngày nghỉ tăng thêm 01 ngày."),
        line("145/2020/NĐ-CP", "65", "Thời gian được coi là làm việc", "1. Thời gian học nghề.", "2021-02-01"),
    ]
    with acting(SYSTEM):
        import_articles(lines=lines)
    return Caller(union.officer, ["legal.ask"])


def test_a_question_of_other_software_is_counted_as_one_asked_on_screen(caller):
    caller.post(ASK, {"question": "phep nam duoc may ngay"})
    caller.post(ASK, {"question": "   "})
    with acting(SYSTEM):
        (row,) = Tally.objects.all()
    assert (row.what, row.state, row.number) == ("asked", "answered", 1)


def test_an_answer_quotes_the_article_byte_for_byte_with_its_place_and_day(caller):
    told = caller.post(ASK, {"question": "phep nam duoc may ngay", "day": "2025-05-01"}).json()
    assert (told["state"], told["at"]) == ("answered", "2025-05-01")
    first = told["quotes"][0]
    article = Article.objects.get(no="113", until=date(2026, 7, 1))
    assert (first["id"], first["law_id"], first["article_id"], first["clause"]) == (article.pk, CODE, "113", "1")
    assert article.text[first["start"] :].startswith(first["text"])
    assert first["text"] == LEAVE
    assert told["entry"]["checked"] is False
    now = caller.post(ASK, {"question": "khoản 1 điều 113 bộ luật lao động", "day": "2026-11-27"}).json()
    assert (now["state"], now["quotes"][0]["text"]) == ("cited", LATER)


def test_a_question_that_goes_on_is_answered_with_the_one_before(caller):
    before = "thử việc được bao lâu"
    told = caller.post(ASK, {"question": "thế còn trình độ cao đẳng thì sao", "before": before}).json()
    assert told["asked"].startswith(before)
    assert told["entry"]["code"].startswith("thu-viec.")


@pytest.mark.parametrize(
    ("question", "state"), [("", "empty"), ("x" * 10_000, "too_long"), ("cách nấu phở bò", "outside")]
)
def test_what_is_not_answered_says_why(caller, question, state):
    told = caller.post(ASK, {"question": question}).json()
    assert (told["state"], told["entry"], told["quotes"]) == (state, None, [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "question"),
        ({"question": "x" * 20_001}, "question"),
        ({"question": "phép năm\x00"}, "question"),
        ({"question": "phép năm", "day": "31/02/2026"}, "day"),
        ({"question": "phép năm", "model": True}, "model"),
    ],
)
def test_a_wrong_input_is_told_at_its_field(caller, given, field):
    assert fields_of(caller.post(ASK, given)) == [field]


def test_articles_are_found_as_they_are_in_force_on_a_day(caller):
    hits = caller.get(ARTICLES, q="nghi hang nam", at="2025-05-01", top=2).json()["items"]
    assert {(hit["article_id"], hit["until"]) for hit in hits} == {("113", "2026-07-01"), ("114", None)}
    assert hits[0]["score"] >= hits[1]["score"]
    assert len(caller.get(ARTICLES, q="nghi hang nam", top=1).json()["items"]) == 1


def test_an_article_is_read_by_its_numbers_as_it_is_on_a_day(caller):
    told = caller.get(ARTICLE, law_id="45/2019/qh14", article_id="113", at="2025-05-01").json()
    assert (told["text"], told["chapter"], told["source"]) == (LEAVE, "Chương VII", "https://example.vn/113")
    parts = {(part["clause"], part["point"]): told["text"][part["start"] : part["end"]] for part in told["parts"]}
    assert parts["1", ""] == LEAVE
    assert parts["1", "b"] == "b) 14 ngày làm việc nặng nhọc."
    assert caller.get(ARTICLE, law_id=CODE, article_id="113", at="2026-07-01").json()["text"] == LATER
    problem_of(caller.get(ARTICLE, law_id=CODE, article_id="113", at="2020-12-31"), 404)
    problem_of(caller.get(ARTICLE, law_id=CODE, article_id="999"), 404)


def test_acts_come_in_parts_and_what_the_library_lacks_is_named(caller):
    one = caller.get(ACTS, limit=1).json()
    two = caller.get(ACTS, limit=1, cursor=one["next"]).json()
    assert {one["items"][0]["law_id"], two["items"][0]["law_id"]} == {CODE, "145/2020/NĐ-CP"}
    assert two["next"] is None
    assert "50/2024/QH15" in one["lacking"]
    assert CODE not in one["lacking"]
    assert [act["law_id"] for act in caller.get(ACTS, q="145/2020").json()["items"]] == ["145/2020/NĐ-CP"]


def test_a_library_that_cannot_be_searched_says_so(caller, data):
    shutil.rmtree(data / "legal")
    library_module._shelf.cache_clear()
    problem_of(caller.get(ARTICLES, q="nghỉ hằng năm"), 503)
    assert caller.post(ASK, {"question": "cách nấu phở bò"}).json()["down"]


def test_a_token_without_the_right_opens_none_of_it(caller, union):
    other = Caller(union.officer, ["members.view"])
    problem_of(other.post(ASK, {"question": "phép năm được mấy ngày"}), 403)
    for address, asked in (
        (ARTICLES, {"q": "x"}),
        (ARTICLE, {"law_id": CODE, "article_id": "113"}),
        (ACTS, {}),
    ):
        problem_of(other.get(address, **asked), 403)
    problem_of(caller.client.post(ASK, {"question": "x"}, content_type="application/json"), 401)


def test_a_question_is_kept_in_no_table_and_no_log(caller, caplog):
    caplog.set_level(logging.DEBUG)
    question = f"tôi là {NAME}, phép năm được mấy ngày"
    assert caller.post(ASK, {"question": question, "before": NAME}).status_code == 200
    problem_of(caller.post(ASK, {"question": question, "day": NAME}), 422)
    assert NAME not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{NAME}%"])
            assert cursor.fetchone() == (0,), table
