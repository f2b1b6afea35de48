"""Entries of the handbook that legal officers write, and shipped ones that they check."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.legal.actions import desk, handbook
from ketdoan.legal.actions.handbook import Written, digest_of_own
from ketdoan.legal.models import EntryCheck, OwnEntry
from ketdoan.legal.queries import handbook as handbook_module
from ketdoan.legal.queries.answering import answer
from ketdoan.legal.queries.handbook import digest, entries, shipped
from ketdoan.legal.queries.signposts import signposts, signposts_with
from ketdoan.legal.rules.entries import MOVES, EntryState, entry_after
from ketdoan.members.tests.union import actor_of, browser
from ketdoan.units.actions.posts import give_post
from ketdoan.units.models import Role

from .union import LONG_AGO, Desks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
SHIPPED = "hop-dong.loai"
ROBOT = Written(
    part="Hợp đồng lao động",
    title="Máy dệt tự động thay người thì hợp đồng ra sao?",
    asked="may det tu dong thay cong nhan\nrobot thay thế công nhân dệt có phải báo trước không",
    answer="Công ty đổi công nghệ phải lập phương án sử dụng lao động và trao đổi với công đoàn.",
    cites="Điều 42 Bộ luật Lao động",
    since=date(2021, 1, 1),
)
QUESTION = "robot thay thế công nhân dệt có phải báo trước không"


@pytest.fixture
def union(db):
    made = Desks()
    made.second = made.officer_at(made.province, "phap-che")
    return made


def write(union, written=ROBOT, **more) -> OwnEntry:
    with acting(actor_of(union.officer)):
        return handbook.write_entry(written=written, no_names=True, **more)


def send(union, written=ROBOT) -> OwnEntry:
    entry = write(union, written)
    with acting(actor_of(union.officer)):
        return handbook.send_entry(entry=entry)


def publish(union, written=ROBOT) -> OwnEntry:
    entry = send(union, written)
    with acting(actor_of(union.second)):
        return handbook.publish_entry(entry=entry, seen=digest_of_own(entry))


def test_a_published_entry_answers_and_says_who_checked_it_and_when(union):
    before = answer(QUESTION, TODAY).entry
    entry = publish(union)
    found = answer(QUESTION, TODAY).entry
    assert before is None or before.code != entry.code
    assert (found.code, found.checked_on, found.own) == (entry.code, today(), True)
    assert found.checked_by == "Ngô Phap Che, Cán bộ pháp luật, " + union.province.short_name
    client = browser(union.stranger)
    page = client.post(reverse("legal:ask"), {"question": QUESTION, "day": "27/11/2026"}).content.decode()
    assert "Ngô Phap Che" in page
    assert "chưa được cán bộ pháp luật thẩm định" not in page
    assert ROBOT.title in client.get(reverse("legal:handbook")).content.decode()
    assert client.get(reverse("legal:entry", args=[entry.code])).status_code == 200


def test_a_draft_answers_nothing(union):
    entry = send(union)
    assert entry.code not in entries()
    assert browser(union.stranger).get(reverse("legal:entry", args=[entry.code])).status_code == 404


def test_nobody_publishes_what_they_wrote_themselves_whatever_post_they_hold(union):
    entry = send(union)
    with acting(actor_of(union.officer)), pytest.raises(ValidationError) as refused:
        handbook.publish_entry(entry=entry, seen=digest_of_own(entry))
    assert "khác" in refused.value.messages[0]
    with acting(SYSTEM):
        role = Role.objects.get(code="legal_officer")
        other = give_post(person=union.officer.person, unit=union.top, role=role, since=LONG_AGO)
    with acting(actor_of(other)), pytest.raises(ValidationError):
        handbook.publish_entry(entry=entry, seen=digest_of_own(entry))
    page = browser(union.officer).get(reverse("legal:own_entry", args=[entry.pk])).content.decode()
    assert "Thẩm định, công bố" not in page
    assert entry.code not in entries()


def test_what_was_changed_since_it_was_read_is_not_published(union):
    entry = send(union)
    seen = digest_of_own(entry)
    with acting(actor_of(union.officer)):
        handbook.take_back_entry(entry=entry)
        handbook.write_entry(written=replace(ROBOT, answer="Một câu trả lời khác hẳn."), no_names=True, entry=entry)
        handbook.send_entry(entry=entry)
    with acting(actor_of(union.second)), pytest.raises(ValidationError) as refused:
        handbook.publish_entry(entry=entry, seen=seen)
    assert "vừa được sửa" in refused.value.messages[0]


def test_an_entry_is_given_back_with_a_remark_put_right_and_published(union):
    entry = send(union)
    with acting(actor_of(union.second)) as second:
        assert [item.url for item in inbox(second)] == [reverse("legal:own_entry", args=[entry.pk])]
        handbook.give_back_entry(entry=entry, remark="Thiếu phần trao đổi với công đoàn cơ sở.")
    with acting(actor_of(union.officer)) as first:
        assert [item.url for item in inbox(first)] == [reverse("legal:own_entry", args=[entry.pk])]
        handbook.write_entry(written=ROBOT, no_names=True, entry=entry)
        handbook.send_entry(entry=entry)
        assert not list(inbox(first))
    with acting(actor_of(union.second)):
        handbook.publish_entry(entry=entry, seen=digest_of_own(entry))
    assert entry.code in entries()


def test_a_withdrawn_entry_answers_no_more(union):
    entry = publish(union)
    assert answer(QUESTION, TODAY).entry.code == entry.code
    with acting(actor_of(union.second)):
        handbook.withdraw_entry(entry=entry, remark="Luật đã đổi.")
    found = answer(QUESTION, TODAY).entry
    assert found is None or found.code != entry.code
    assert entry.code not in entries()


def test_officers_above_may_check_and_those_elsewhere_see_nothing(union):
    entry = send(union)
    above, below = union.officer_at(union.top, "tren"), union.officer_at(union.upper, "duoi")
    page = reverse("legal:own_entry", args=[entry.pk])
    assert browser(below).get(page).status_code == 404
    assert browser(union.province_chair).get(page).status_code == 403
    client = browser(above)
    assert "Thẩm định, công bố" in client.get(page).content.decode()
    client.post(reverse("legal:move_entry", args=[entry.pk, "cong-bo"]), {"seen": digest_of_own(entry)})
    assert entry.code in entries()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("title", {"title": "Chị Lê Thị Thắm hỏi gì?"}),
        ("answer", {"answer": "Báo cho Ngô Chu Tich biết."}),
        ("asked", {"asked": "gọi 0912 345 678"}),
        ("answer", {"answer": "viết về a@b.vn"}),
        ("cites", {"cites": ""}),
        ("cites", {"cites": "luật nào đó"}),
        ("part", {"part": "Phần không có"}),
        ("until", {"until": date(2020, 1, 1)}),
        ("asked", {"asked": " \n"}),
    ],
)
def test_names_numbers_and_what_rests_on_nothing_are_refused(union, field, changed):
    case = union.ask(union.chair, for_other=True, name="Lê Thị Thắm")
    with pytest.raises(ValidationError) as refused:
        write(union, replace(ROBOT, **changed), case=case)
    assert set(refused.value.message_dict) == {field}
    assert not OwnEntry._base_manager.exists()


def test_an_entry_drawn_from_a_case_starts_from_its_answer_and_keeps_no_way_back(union):
    case = union.ask(union.chair, "Nhà máy mua robot thì anh em ra sao?")
    client = browser(union.officer)
    address = reverse("legal:from_case", args=[case.pk])
    assert client.get(address).headers["Location"] == reverse("legal:case", args=[case.pk])
    with acting(actor_of(union.officer)):
        desk.answer(case=case, text="Phải có phương án sử dụng lao động.", cites="Điều 42, Điều 44 Bộ luật Lao động")
    page = client.get(address).content.decode()
    assert "Phải có phương án sử dụng lao động." in page
    assert "Điều 42 Bộ luật Lao động" in page
    assert "Nhà máy mua robot" not in page
    form = {
        "part": ROBOT.part, "title": ROBOT.title, "asked": ROBOT.asked, "answer": ROBOT.answer, "cites": ROBOT.cites,
        "since": "01/01/2021", "until": "",
    }  # fmt: skip
    assert client.post(address, form).status_code == 422
    done = client.post(address, {**form, "no_names": "on"})
    entry = OwnEntry._base_manager.get()
    assert done.headers["Location"] == reverse("legal:own_entry", args=[entry.pk])
    told = AuditEntry.objects.get(action="legal.entry.write")
    assert set(told.change) == {"digest"}


def test_moves_of_entries_lead_where_the_table_says(union):
    def moves(entry):
        return {
            "write": lambda: handbook.write_entry(written=ROBOT, no_names=True, entry=entry),
            "send": lambda: handbook.send_entry(entry=entry),
            "take_back": lambda: handbook.take_back_entry(entry=entry),
            "give_back": lambda: handbook.give_back_entry(entry=entry, remark="Thiếu căn cứ."),
            "publish": lambda: handbook.publish_entry(entry=entry, seen=digest_of_own(entry)),
            "withdraw": lambda: handbook.withdraw_entry(entry=entry, remark="Không dùng nữa."),
        }

    entry = write(union)
    assert set(moves(entry)) == set(MOVES)
    for move in MOVES:
        for state in EntryState:
            OwnEntry._base_manager.filter(pk=entry.pk).update(state=state, written_by=union.officer)
            with acting(actor_of(union.second)):
                if to := entry_after(move, state):
                    moves(OwnEntry._base_manager.get(pk=entry.pk))[move]()
                    assert OwnEntry._base_manager.get(pk=entry.pk).state == to
                else:
                    with pytest.raises(ValidationError):
                        moves(OwnEntry._base_manager.get(pk=entry.pk))[move]()


# Shipped entries


def test_shipped_entries_never_call_themselves_checked(db):
    assert not any(entry.checked_by for entry in entries().values())


def test_a_shipped_entry_is_marked_as_checked_until_it_says_something_else(union, monkeypatch):
    client, page = browser(union.officer), reverse("legal:entry", args=[SHIPPED])
    mark = reverse("legal:check_entry", args=[SHIPPED])
    assert "chưa được cán bộ pháp luật thẩm định" in client.get(page).content.decode()
    client.post(mark, {"seen": "mot-noi-dung-khac"})
    assert not EntryCheck.objects.exists()
    client.post(mark, {"seen": digest(shipped()[SHIPPED])})
    shown = browser(union.chair).get(page).content.decode()
    assert "Ngô Phap Luat, Cán bộ pháp luật" in shown
    assert "chưa được cán bộ pháp luật thẩm định" not in shown
    assert "Đánh dấu đã thẩm định" not in shown
    changed = {**shipped(), SHIPPED: replace(shipped()[SHIPPED], answer="Nội dung của bản sau.")}
    monkeypatch.setattr(handbook_module, "shipped", lambda: changed)
    handbook_module._entries.cache_clear()
    assert not entries()[SHIPPED].checked_by
    handbook_module._entries.cache_clear()


def test_the_mark_is_taken_back_and_only_legal_officers_set_it(union):
    mark = reverse("legal:check_entry", args=[SHIPPED])
    seen = {"seen": digest(shipped()[SHIPPED])}
    assert browser(union.chair).post(mark, seen).status_code == 403
    client = browser(union.officer)
    client.post(mark, seen)
    assert entries()[SHIPPED].checked_by
    client.post(mark, {"undo": "1"})
    assert not entries()[SHIPPED].checked_by
    assert client.post(reverse("legal:check_entry", args=["khong-co"]), seen).status_code == 302
    assert EntryCheck.objects.count() == 2


def test_the_ways_of_asking_are_made_anew_only_where_an_entry_came_or_went(union):
    first = signposts()
    browser(union.officer).post(reverse("legal:check_entry", args=[SHIPPED]), {"seen": digest(shipped()[SHIPPED])})
    assert entries()[SHIPPED].checked_by
    assert signposts() is first
    entry = publish(union)
    assert signposts() is not first
    assert entry.code in {way.entry for way in signposts().known}


def test_ways_are_ready_before_anybody_asks_and_the_files_of_former_ones_go(union, tmp_path, settings):
    settings.DATA = tmp_path
    signposts_with.cache_clear()
    call_command("prepare")
    (first,) = (tmp_path / "legal").glob("ways-*")
    signposts_with.cache_clear()
    made = first.stat().st_mtime_ns
    assert signposts()
    assert first.stat().st_mtime_ns == made
    for number in range(2):
        publish(union, replace(ROBOT, title=f"Câu hỏi {number}"))
        signposts()
    assert len(list((tmp_path / "legal").glob("ways-*"))) == 2
    assert not first.exists()
    signposts_with.cache_clear()


def test_the_list_of_own_entries_asks_as_many_queries_for_three_as_for_one(union):
    client, address = browser(union.officer), reverse("legal:own_entries")
    write(union)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(3):
        write(union, replace(ROBOT, title=f"Câu hỏi {number}"))
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)
