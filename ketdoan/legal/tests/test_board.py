"""What is counted of questions and of answers, and what the board tells of it."""

import pytest
from django.urls import reverse

from ketdoan.core.acting import acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.viet import today
from ketdoan.legal.actions import desk
from ketdoan.legal.actions.counting import count_feedback, count_question
from ketdoan.legal.models import Tally
from ketdoan.legal.queries.acts import known_acts
from ketdoan.legal.queries.answering import Answer, State
from ketdoan.legal.queries.board import board
from ketdoan.legal.queries.handbook import entries
from ketdoan.legal.rules.numbers import act_key
from ketdoan.legal.rules.tallies import few
from ketdoan.members.tests.dumping import found
from ketdoan.members.tests.union import actor_of, browser

from .union import Desks

pytestmark = pytest.mark.django_db
PROBATION = "thử việc được bao lâu"
CODE = "thu-viec.thoi-gian"
NONSENSE = "xin hỏi giá vàng miếng hôm nay bán ra bao nhiêu"


@pytest.fixture
def union(db):
    return Desks()


def ask(client, question, times=1):
    for _ in range(times):
        client.post(reverse("legal:ask"), {"question": question, "day": "27/11/2026"})


def count(post, found, times):
    with acting(actor_of(post)):
        for _ in range(times):
            count_question(found)


def say(client, what, **more):
    return client.post(reverse("legal:feedback"), {"what": what, "state": "answered", "code": CODE, **more})


def lines(shown):
    return {line.label: list(line.numbers) for line in shown}


def board_of(post, days=30):
    with acting(actor_of(post)):
        return board(days)


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (1, "dưới 5"), (4, "dưới 5"), (5, "5"), (1234, "1.234")])
def test_small_numbers_are_not_told(number, shown):
    assert few(number) == shown


def test_questions_are_counted_by_entry_day_and_upper_union_without_their_words(union, caplog):
    client = browser(union.chair)
    ask(client, PROBATION, 6)
    ask(client, NONSENSE)
    ask(client, "")
    ask(client, "x" * 3000)
    assert {row.about: row.number for row in Tally._base_manager.all()} == {CODE: 6, "": 1}
    assert {(row.unit_id, row.day) for row in Tally._base_manager.all()} == {(union.upper.pk, today())}
    assert not found({"question": PROBATION, "nonsense": NONSENSE}, caplog.text)
    assert not AuditEntry.objects.filter(action__startswith="legal").exists()


def test_the_board_tells_what_is_asked_most_and_what_fails(union):
    entry, lacking = entries()[CODE], [known_acts()[act_key("50/2024/QH15")]]
    count(union.chair, Answer(State.ANSWERED, today(), entry=entry), 6)
    count(union.chair, Answer(State.NO_MATCH, today()), 2)
    count(union.upper_chair, Answer(State.NO_TEXT, today(), lacking=lacking), 5)
    count(union.stranger, Answer(State.ANSWERED, today(), entry=entry), 20)
    shown = board_of(union.officer)
    assert (shown.asked, shown.failed) == ("13", "7")
    assert lines(shown.entries) == {"Thử việc được bao lâu?": ["6"]}
    assert lines(shown.states) == {
        "Trả lời, trích lời văn của luật": ["6"],
        "Chưa đủ căn cứ để trả lời": ["dưới 5"],
        "Thư viện chưa có lời văn": ["5"],
    }
    assert lines(shown.lacking) == {"Luật Công đoàn số 50/2024/QH15": ["5"]}
    assert lines(shown.units) == {union.upper.short_name: ["13"]}
    assert lines(shown.days) == {f"{today():%d/%m/%Y}": ["13"]}
    page = browser(union.officer).get(reverse("legal:board"), {"ngay": "90"}).content.decode()
    assert "dưới 5" in page
    assert "Thử việc được bao lâu?" in page
    assert browser(union.province_chair).get(reverse("legal:board")).status_code == 403


def test_what_askers_say_of_answers_is_counted_and_who_said_it_is_not_kept(union):
    client = browser(union.chair)
    assert say(client, "useful").headers["Location"] == reverse("legal:ask")
    answered = client.post(
        reverse("legal:feedback"), {"what": "wrong", "state": "answered", "code": CODE}, headers={"HX-Request": "true"}
    )
    assert "Chuyển cho cán bộ pháp luật" in answered.content.decode()
    for wrong in (
        {"what": "asked"},
        {"what": ""},
        {"what": "wrong", "code": "khong-co"},
        {"what": "wrong", "state": "la"},
    ):
        assert client.post(reverse("legal:feedback"), {"state": "answered", "code": CODE, **wrong}).status_code == 404
    with acting(actor_of(union.chair)):
        for _ in range(5):
            count_feedback("wrong", "answered", CODE)
    assert lines(board_of(union.officer).said) == {"Thử việc được bao lâu?": ["dưới 5", "0", "6"]}
    assert not AuditEntry.objects.filter(action__startswith="legal").exists()


def test_the_board_tells_how_the_own_desk_keeps_up(union):
    first, second, third = (union.ask(union.chair) for _ in range(3))
    type(first)._base_manager.filter(pk=first.pk).update(due="2020-01-01")
    with acting(actor_of(union.officer)):
        desk.answer(
            case=second, text="Sáu mươi ngày đối với việc cần trình độ cao đẳng.", cites="Điều 25 Bộ luật Lao động"
        )
        desk.ask_back(case=third, text="Công việc gì, hợp đồng loại nào?")
    assert board_of(union.officer).desk == {"open": 1, "late": 1, "asked": 1, "answered": 1, "closed": 0}
    assert sum(board_of(union.officer_at(union.top, "tren")).desk.values()) == 0


def test_the_board_asks_the_same_number_of_queries_however_much_is_counted(union, django_assert_max_num_queries):
    for number in range(30):
        with acting(actor_of(union.chair)):
            count_feedback("useful", "answered", f"muc-{number}")
    with acting(actor_of(union.officer)), django_assert_max_num_queries(14):
        board(30)
