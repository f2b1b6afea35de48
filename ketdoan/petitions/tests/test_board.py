"""The board of issues and the lists behind it: what they count, what they keep to themselves."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from ketdoan.core.modules import inbox, search, unit_figures
from ketdoan.core.viet import today
from ketdoan.members.tests.union import browser
from ketdoan.petitions.actions import filing, handling, promises
from ketdoan.petitions.actions.promises import Pledge
from ketdoan.petitions.models import Petition, Promise
from ketdoan.petitions.queries.board import board
from ketdoan.petitions.queries.figures import flows
from ketdoan.petitions.tests.union import TITLE, Petitions, as_member, as_post
from tests.reading import rows_of

ANSWER = "Đã làm việc với công ty, sẽ sửa trong tuần."


@pytest.fixture
def union(db):
    """Of A three on meals (two say the same), one on wages that is answered; of B one on wages, hidden; two late."""
    union = Petitions()
    union.held = [
        union.file(union.members[0], title=TITLE),
        union.file(union.members[1], title="Cơm nguội, suất ăn ca chiều tệ", hidden=True),
        union.file(union.members[2], title="Nước uống ở xưởng có mùi lạ"),
        union.file(union.members[3], topic="wage", title="Lương tháng 10 chậm hai tuần"),
        union.file(union.few[0], topic="wage", title="Tiền chuyên cần bị trừ khi nghỉ phép", hidden=True),
    ]
    for person in union.members[4:10]:
        with as_member(person):
            filing.join(petition=union.held[0])
    with as_post(union.chair):
        handling.answer(petition=union.held[3], text=ANSWER)
        pledge = Pledge("Công ty", "Đổi nhà thầu suất ăn", today())
        promises.promise(petition=union.held[0], pledge=pledge)
        kept = promises.promise(petition=union.held[0], pledge=pledge)
        promises.keep(promise=kept, text="Đã đổi nhà thầu từ hôm nay.")
    Promise._base_manager.exclude(pk=kept.pk).update(until=today() - timedelta(days=2))
    for held in (union.held[2], union.held[4]):
        Petition._base_manager.filter(pk=held.pk).update(due=today() - timedelta(days=1))
    return union


def test_the_board_counts_what_waits_is_late_was_answered_and_promised(union):
    with as_post(union.province_chair) as actor:
        found = board(actor, 90)
    assert {name: number for name, number in found.figures.items() if number} == {
        "waiting": 4, "late": 2, "answered": 1, "promised": 1, "overdue": 1, "kept": 1,
    }  # fmt: skip
    assert [(line.label, *line.numbers) for line in found.topics] == [
        ("Bữa ăn ca, nước uống", "3", "1", "0", "1"),
        ("Tiền lương, tiền thưởng", "1", "1", "1", "0"),
    ]
    assert [line.detail for line in found.topics] == ["từ 5 trở lên", "dưới 5"], (
        "9 would tell the one that the list hides"
    )
    assert [(line.label, *line.numbers) for line in found.units] == [("ĐV U", "4", "2", "1", "1")]
    (group,) = found.groups
    assert (group.label, *group.numbers) == (TITLE, "2", "từ 5 trở lên", "1", "0")
    assert group.query == f"nhom={union.held[1].pk},{union.held[0].pk}"


def test_the_numbers_of_the_board_open_the_petitions_that_they_count(union):
    client = browser(union.province_chair)
    address = reverse("petitions:list")
    with as_post(union.province_chair) as actor:
        found = board(actor, 90)
    for line in (*found.groups, *found.topics, *found.units):
        text = client.get(f"{address}?{line.query}").content.decode()
        shown = {held.pk for held in union.held if reverse("petitions:petition", args=[held.pk]) in text}
        wanted = int(line.numbers[0]) if line in found.groups else int(line.numbers[0]) + int(line.numbers[2])
        assert len(shown) == wanted, line
    late = client.get(f"{address}?han=qua").content.decode()
    assert "mùi lạ" in late
    assert TITLE not in late


def test_the_files_of_the_lists_hold_no_name(union):
    client = browser(union.province_chair)
    for name in ("list", "promises"):
        rows = rows_of(client.get(reverse(f"petitions:{name}"), {"export": "1"}).getvalue())
        text = str(rows)
        assert len(rows) > 1
        assert not [one.name for one in (*union.members, *union.few) if one.name in text]
    assert "dưới 5" in str(rows_of(client.get(reverse("petitions:list"), {"export": "1"}).getvalue()))


def test_who_sees_the_board_reads_neither_words_nor_hidden_names(union):
    client = browser(union.province_chair)
    pages = [client.get(reverse("petitions:petition", args=[held.pk])).content.decode() for held in union.held]
    assert union.members[0].name in pages[0]
    assert "Đổi nhà thầu suất ăn" in pages[0]
    assert "Giấu tên" in pages[1]
    assert not [one.name for one in (union.members[1], *union.few) if one.name in "".join(pages)]
    assert not [told for told in pages if "nhiều người bỏ bữa" in told]


def test_the_desk_lists_its_own_alone_and_search_finds_no_hidden_one(union):
    with as_post(union.chair) as actor:
        assert [hit.title for _, hits in search(actor, "suat an") for hit in hits if "phan-anh" in hit.url] == [TITLE]
        waiting = [item for item in inbox(actor) if "phan-anh" in item.url]
    assert len([item for item in waiting if "Giải quyết" in item.title]) == 3
    assert len([item for item in waiting if "cam kết" in item.title]) == 1
    text = browser(union.chair).get(reverse("petitions:desk")).content.decode()
    assert TITLE in text
    assert "chuyên cần" not in text


def test_figures_of_a_unit_and_of_periods_follow_the_name_under_which_a_petition_stands(union):
    received, answered = (flow.values(today(), today() + timedelta(days=1)) for flow in flows())
    assert received == {union.a.pk: 4.0, union.upper.pk: 1.0}
    assert answered == {union.a.pk: 1.0}
    tomorrow = today() + timedelta(days=1)
    with as_post(union.province_chair) as actor:
        assert {held.pk for held in flows()[0].evidence(union.upper, today(), tomorrow)} == {
            held.pk for held in union.held
        }
        (figure,) = [one for one in unit_figures(actor, union.a, today()) if "Phản ánh" in one.label]
    assert (figure.value, figure.note) == (3, "1 quá hạn")


def test_pages_of_the_desk_open_and_take_what_is_sent(union):
    client, held = browser(union.chair), union.held[0]
    for name in ("answer", "new_promise"):
        assert client.get(reverse(f"petitions:{name}", args=[held.pk])).status_code == 200
    for what in ("hoi-lai", "chuyen-cap-tren", "dong"):
        assert client.get(reverse("petitions:say", args=[held.pk, what])).status_code == 200
    assert client.get(reverse("petitions:say", args=[held.pk, "khac"])).status_code == 404
    promise = Promise._base_manager.get(state="open")
    for deed in ("da-lam", "lui-han", "khong-lam-duoc"):
        assert client.get(reverse("petitions:move_promise", args=[promise.pk, deed])).status_code == 200
    client.post(reverse("petitions:accept", args=[held.pk]))
    client.post(
        reverse("petitions:new_promise", args=[held.pk]), {"who": "Công ty", "what": "Thêm món", "until": "01/01/2099"}
    )
    client.post(reverse("petitions:answer", args=[held.pk]), {"text": ANSWER, "publish": "on"})
    kept = Petition._base_manager.get(pk=held.pk)
    number = Promise._base_manager.filter(petition=held).count()
    assert (kept.state, kept.published_on, number) == ("answered", today(), 3)


def test_a_long_list_asks_the_database_as_often_as_a_short_one(union, django_assert_max_num_queries):
    client = browser(union.province_chair)
    client.get(reverse("petitions:list"))
    with time_machine.travel(today() + timedelta(days=1)):
        for number in range(4):
            union.file(union.members[5], title=f"Việc thứ {number} ở xưởng")
    with django_assert_max_num_queries(40):
        client.get(reverse("petitions:list"))
    with django_assert_max_num_queries(45):
        client.get(reverse("petitions:board"))
