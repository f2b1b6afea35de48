"""Petitions: to whom one goes, who reads it, what may be done with it, what those learn whose it is."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from PIL import Image

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, DataKey, Notification
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import leave
from ketdoan.members.factories import make_members
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.tests.union import browser
from ketdoan.petitions.actions import filing, handling, promises
from ketdoan.petitions.actions.promises import Pledge
from ketdoan.petitions.models import Opening, Petition, Picture, Promise, Step, Voice
from ketdoan.petitions.queries import own
from ketdoan.petitions.queries.reading import content_of, opened, senders
from ketdoan.petitions.rules.states import PROMISE_TRANSITIONS, TRANSITIONS, Move, PromiseState, State, after
from ketdoan.petitions.tests.union import TEXT, TITLE, Petitions, as_member, as_post, now, photo
from ketdoan.units.actions.persons import erase_person
from ketdoan.units.models import Person

REPLY = "Nhà ăn đã đổi bếp trưởng, mỗi suất có thêm một món rau từ thứ Hai."
DAY = "2026-11-27 09:00+07:00"


@pytest.fixture
def union(db):
    return Petitions()


# To whom


def test_a_petition_of_a_group_goes_to_the_chair_of_its_grassroots_union(union):
    held = union.file(union.members[0])
    assert (held.unit, held.desk, held.state) == (union.a, union.a, State.SENT)
    told = Notification.objects.get(category="petition")
    assert told.account_id == union.chair.person.account_id
    assert str(held.pk) in told.title
    assert TITLE not in told.title


def test_without_a_handler_it_goes_to_the_nearest_above_and_where_there_is_none_it_is_refused(union):
    type(union.few_chair)._base_manager.filter(pk=union.few_chair.pk).update(valid=(date(2021, 1, 1), date(2022, 1, 1)))
    assert union.file(union.few[0]).desk == union.province
    type(union.chair)._base_manager.update(valid=(date(2021, 1, 1), date(2022, 1, 1)))
    with pytest.raises(ValidationError, match="liên hệ trực tiếp"):
        union.file(union.few[0])


def test_what_is_about_the_officers_of_the_union_goes_past_them_and_they_do_not_see_it(union):
    held = union.file(union.members[0], topic="officers", title="Quỹ thăm hỏi chi không rõ ràng")
    assert (held.desk, held.told, held.shared) == (union.province, union.province, False)
    with as_post(union.chair):
        assert not Petition.objects.exists()
    assert browser(union.chair).get(reverse("petitions:petition", args=[held.pk])).status_code == 404


def test_nobody_handles_their_own(union):
    (member,) = make_members(union.a, "Ngô Cán Bộ Chính")
    person = Person._base_manager.get(pk=member.pk)
    Person._base_manager.filter(pk=union.chair.person_id).update(account=None)
    person.account_id = union.chair.person.account_id
    person.save()
    type(union.chair)._base_manager.filter(pk=union.chair.pk).update(person=person)
    assert union.file(person).desk == union.province
    assert union.file(union.members[0]).desk == union.a


@time_machine.travel(DAY, tick=False)
def test_the_days_follow_the_level_and_those_of_a_pressing_topic_are_fewer(union):
    """27 November 2026 is a Friday: ten working days end on 11 December, twenty on the 25th, three on the 2nd."""
    assert union.file(union.members[0]).due == date(2026, 12, 11)
    assert union.file(union.members[0], topic="safety").due == date(2026, 12, 2)
    assert union.file(union.members[0], topic="officers").due == date(2026, 12, 25)


def test_a_denunciation_is_refused_with_a_word_on_the_right_way(union):
    with pytest.raises(ValidationError) as refused:
        union.file(union.members[0], text="Tôi tố cáo quản đốc đánh công nhân tổ 3.")
    assert "Ủy ban kiểm tra" in str(refused.value.message_dict["text"])
    assert not Petition._base_manager.exists()


def test_the_line_that_others_read_names_neither_number_nor_sender(union):
    for title in ("Gọi tôi số 0912345678 về suất ăn", f"Tôi là {union.members[0].name}, suất ăn ít"):
        with pytest.raises(ValidationError):
            union.file(union.members[0], title=title)


def test_one_member_sends_so_many_a_day(union):
    for number in range(5):
        union.file(union.members[0], title=f"Việc thứ {number} cần nói đây")
    with pytest.raises(ValidationError):
        union.file(union.members[0])
    union.file(union.members[1])


def test_who_is_no_member_sends_nothing(union):
    with as_post(union.chair), pytest.raises(PermissionDenied):
        filing.file_petition(topic="meal", title=TITLE, text=TEXT)


# What is kept


def test_words_and_pictures_stand_sealed_under_a_key_of_the_petition_and_without_what_the_phone_wrote(union):
    before = DataKey.objects.count()
    held = union.file(union.members[0], photos=[photo("Điện thoại của Đặng Thị Thợ Anh")])
    union.file(union.members[1])
    assert DataKey.objects.count() == before + 2
    picture = Picture._base_manager.select_related("step__petition__key").get()
    with Image.open(BytesIO(content_of(picture))) as kept:
        assert (kept.format, dict(kept.getexif())) == ("WEBP", {})
    raw = bytes(Step._base_manager.values_list("text", flat=True).get(petition=held))
    assert TEXT.encode() not in raw


def test_no_more_than_three_pictures_and_none_that_is_no_picture(union):
    with pytest.raises(ValidationError):
        union.file(union.members[0], photos=[photo()] * 4)
    broken = photo()
    broken.file.truncate(30)
    with pytest.raises(ValidationError):
        union.file(union.members[0], photos=[broken])
    assert not Petition._base_manager.exists()


def test_sent_twice_under_one_key_it_is_one_petition(union):
    with as_member(union.members[0]):
        inputs = {"topic": "meal", "title": TITLE, "text": TEXT, "key": "hang-doi-1"}
        assert filing.file_petition(**inputs) == filing.file_petition(**inputs)
    with as_member(union.members[1]):
        filing.file_petition(**inputs)
    assert Petition._base_manager.count() == 2


# Joining


def test_what_is_alike_in_ones_union_is_shown_and_joined(union):
    held = union.file(union.members[0], hidden=True)
    with as_member(union.members[7]) as actor:
        (near,) = own.alike(actor, "com nguoi, suat an ca chieu te qua", "chiều nào cũng vậy")
        assert (near.petition, near.title, near.number, near.open) == (held, TITLE, 1, True)
        filing.join(petition=held)
        (near,) = own.alike(actor, TITLE, "")
        assert (near.number, near.open) == (2, False)
        with pytest.raises(ValidationError):
            filing.join(petition=held)
    with as_member(union.few[0]) as actor:
        assert own.alike(actor, TITLE, TEXT) == []
        with pytest.raises(PermissionDenied):
            filing.join(petition=held)


def test_what_is_not_shared_is_neither_shown_nor_joined_nor_published(union):
    held = union.file(union.members[0], shared=False)
    with as_member(union.members[7]) as actor:
        assert own.alike(actor, TITLE, TEXT) == []
        with pytest.raises(PermissionDenied):
            filing.join(petition=held)
    with as_post(union.chair), pytest.raises(ValidationError):
        handling.answer(petition=held, text=REPLY, publish=True)


def test_only_what_is_shown_is_compared(union):
    union.file(
        union.members[0], title="Chuyện ở xưởng cần nói", text="Quạt thông gió chuyền 5 hỏng, nóng không chịu nổi."
    )
    with as_member(union.members[7]) as actor:
        assert own.alike(actor, "Quạt thông gió chuyền 5 hỏng", "nóng không chịu nổi") == []


def test_who_joined_reads_the_answer_but_nothing_between_sender_and_handler(union):
    held = union.file(union.members[0])
    with as_member(union.members[7]):
        filing.join(petition=held)
    with as_post(union.chair):
        handling.ask_back(petition=held, text="Anh chị làm ca nào, xưởng nào?")
    with as_member(union.members[0]):
        filing.add(petition=held, text="Ca hai, xưởng may số 2.")
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
    told = {}
    for person in (union.members[0], union.members[7]):
        with as_member(person) as actor:
            mine = own.read_own(held.pk, actor.scope.persons)
        told[person.pk] = [step.text for step in mine.told.steps]
    assert told[union.members[0].pk] == [TEXT, "Anh chị làm ca nào, xưởng nào?", "Ca hai, xưởng may số 2.", REPLY]
    assert told[union.members[7].pk] == ["", REPLY]
    with as_member(union.members[3]) as actor:
        assert own.read_own(held.pk, actor.scope.persons) is None


# The handlers


def test_the_handlers_read_all_and_whose_it_is_and_those_learn_who_opened_it(union):
    held = union.file(union.members[0], hidden=True, photos=[photo()])
    page = browser(union.chair).get(reverse("petitions:petition", args=[held.pk])).content.decode()
    for part in (TITLE, "nhiều người bỏ bữa", union.members[0].name, "giấu tên", "Tiếp nhận"):
        assert part in page, part
    picture = reverse("petitions:picture", args=[Picture._base_manager.get().pk])
    assert browser(union.chair).get(picture)["Content-Type"] == "image/webp"
    assert browser(union.province_chair).get(picture).status_code == 404
    with as_member(union.members[0]) as actor:
        ((by, _),) = own.read_own(held.pk, actor.scope.persons).openings
    assert union.chair.person.name in by
    assert Opening._base_manager.count() == 1


def test_moves_lead_where_the_table_says_and_nowhere_else(union):
    moves = {
        "accept": lambda held: handling.accept(petition=held),
        "ask_back": lambda held: handling.ask_back(petition=held, text="Cần thêm giấy tờ gì nữa?"),
        "forward": lambda held: handling.forward(petition=held, text="Việc này vượt quyền cơ sở."),
        "answer": lambda held: handling.answer(petition=held, text=REPLY),
        "close": lambda held: handling.close(petition=held, text="Không thuộc phạm vi công đoàn."),
        "add": lambda held: filing.add(petition=held, text="Thêm một điều nữa đây."),
        "withdraw": lambda held: filing.withdraw(petition=held),
        "reopen": lambda held: filing.rate(petition=held, satisfied=False, text="Vẫn như cũ, chưa ai sửa."),
    }
    assert set(moves) | {"escalate"} == set(TRANSITIONS)
    own_moves = ("add", "withdraw", "reopen")
    for number, (move, do) in enumerate(moves.items()):
        for state in State:
            with time_machine.travel(f"2026-{1 + number:02}-{1 + list(State).index(state):02} 09:00+07:00"):
                held = union.file(union.members[0])
                ended = date.today() if state in (State.ANSWERED, State.CLOSED) else None  # noqa: DTZ011
                Petition._base_manager.filter(pk=held.pk).update(state=state, ended_on=ended)
                with as_member(union.members[0]) if move in own_moves else as_post(union.chair):
                    if to := after(move, state):
                        do(held)
                        assert now(held).state == to, (move, state)
                    else:
                        with pytest.raises(ValidationError):
                            do(held)


def test_no_other_unit_moves_a_petition(union):
    held = union.file(union.members[0])
    for post in (union.few_chair, union.province_chair):
        with as_post(post), pytest.raises(PermissionDenied):
            handling.answer(petition=held, text=REPLY)
    client = browser(union.province_chair)
    assert client.get(reverse("petitions:answer", args=[held.pk])).status_code == 404
    assert client.post(reverse("petitions:accept", args=[held.pk])).status_code == 404


@time_machine.travel(DAY, tick=False)
def test_passed_up_it_goes_with_its_history_and_the_days_of_that_level(union):
    held = union.file(union.members[0], hidden=True)
    with as_post(union.chair):
        handling.accept(petition=held)
        handling.forward(petition=held, text="Công ty không chịu họp, đề nghị cấp trên làm việc.")
    held = now(held)
    assert (held.desk, held.due) == (union.province, date(2026, 12, 25))
    with as_post(union.chair):
        assert not Step.objects.exists()
        assert senders(held) == []
    with as_post(union.province_chair):
        told = opened(Petition.objects.get(pk=held.pk))
        assert [step.move for step in told.steps] == [Move.FILED, Move.ACCEPTED, Move.FORWARDED]
        assert told.steps[0].text == TEXT
        assert [one.person for one in senders(held)] == [union.members[0]]
        with pytest.raises(ValidationError):
            handling.forward(petition=held, text="Không còn ai ở trên nữa.")


def test_each_step_is_told_to_those_whose_it_is_in_the_same_words(union):
    held = union.file(union.members[0])
    with as_member(union.members[7]):
        filing.join(petition=held, hidden=True)
    with as_post(union.chair):
        handling.accept(petition=held)
        handling.forward(petition=held, text="Việc này vượt quyền cơ sở.")
    with as_post(union.province_chair):
        handling.answer(petition=held, text=REPLY)
    rows = Notification.objects.filter(category="own_petition").order_by("pk")
    told = {account: [] for account in (union.members[0].account_id, union.members[7].account_id)}
    for row in rows:
        told[row.account_id].append((row.title, row.url))
    first, second = told.values()
    assert first == second
    assert [title.split(" đã ")[-1] for title, _ in first] == ["được tiếp nhận", "chuyển lên ĐV P", "có trả lời"]


def test_a_published_answer_is_read_by_all_of_the_union_without_the_sender(union):
    held = union.file(union.members[0], hidden=True)
    with as_post(union.chair):
        with pytest.raises(ValidationError) as refused:
            handling.answer(petition=held, text=f"Gửi {union.members[0].name}: {REPLY}", publish=True)
        assert "text" in refused.value.message_dict
        handling.answer(petition=held, text=REPLY, publish=True)
    with as_member(union.members[8]) as actor:
        (found,) = own.published(actor)
        assert (found.title, found.answer.text, found.open) == (TITLE, REPLY, False)
        assert own.alike(actor, TITLE, "") == [found]
    with as_member(union.few[0]) as actor:
        assert own.published(actor) == []


def test_who_is_not_content_has_it_looked_at_once_more_and_once_alone(union):
    held = union.file(union.members[0])
    with as_member(union.members[7]):
        filing.join(petition=held)
    for again in (False, True):
        with as_post(union.chair):
            handling.answer(petition=held, text=REPLY)
        with as_member(union.members[7]):
            filing.rate(petition=held, satisfied=False)
        assert now(held).state == State.ANSWERED
        with as_member(union.members[0]):
            filing.rate(petition=held, satisfied=False, text="Bữa ăn vẫn như cũ, chưa thay đổi.")
        assert (now(held).state == State.SENT) is not again
    assert list(Voice._base_manager.values_list("satisfied", flat=True)) == [False, False]
    with as_member(union.members[0]), pytest.raises(ValidationError):
        filing.rate(petition=held, satisfied=True)


def test_it_is_said_within_some_days_whether_an_answer_helped(union):
    held = union.file(union.members[0])
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
    ended = now(held).ended_on
    with time_machine.travel(f"{ended + timedelta(days=31)} 09:00+07:00"), as_member(union.members[0]):  # noqa: SIM117
        with pytest.raises(ValidationError):
            filing.rate(petition=held, satisfied=True)
    with time_machine.travel(f"{ended + timedelta(days=30)} 09:00+07:00"), as_member(union.members[0]):
        filing.rate(petition=held, satisfied=True)


# Promises


def test_promises_are_kept_put_off_or_given_up_and_nothing_after(union):
    assert set(PROMISE_TRANSITIONS) == {"keep", "postpone", "give_up"}
    held = union.file(union.members[0])
    pledge = Pledge("Giám đốc công ty", "Thêm một món rau mỗi suất", date(2099, 1, 5))
    later = date(2099, 2, 5)
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
        first, second = (promises.promise(petition=held, pledge=pledge) for _ in range(2))
        promises.postpone(promise=first, until=later, text="Nhà thầu cần thêm thời gian.")
        with pytest.raises(ValidationError):
            promises.postpone(promise=first, until=later, text="Lùi mà không lùi.")
        promises.keep(promise=first, text="Đã thêm từ thứ Hai, có ảnh.", photos=[photo()])
        promises.give_up(promise=second, text="Công ty không đồng ý chi thêm.")
        for promise in (first, second):
            with pytest.raises(ValidationError):
                promises.keep(promise=promise, text="Đã làm xong rồi nhé.")
    assert [row.state for row in Promise._base_manager.order_by("pk")] == [PromiseState.KEPT, PromiseState.BROKEN]
    with as_member(union.members[0]) as actor:
        mine = own.read_own(held.pk, actor.scope.persons)
        assert [(one.who, one.promise.state) for one in mine.told.promises] == [
            ("Giám đốc công ty", "broken"), ("Giám đốc công ty", "kept"),
        ]  # fmt: skip
        assert own.picture_of_own(Picture._base_manager.get().pk, actor.scope.persons) is not None


# What stays, and what goes


def test_a_member_who_transfers_keeps_petitions_and_their_history(union):
    held, person = union.file(union.members[6]), union.members[6]
    with acting(SYSTEM):
        transfer(members=[person.member], to=union.b, on=date.today())  # noqa: DTZ011
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
    assert member_actor(person).unit_id == union.b.pk
    with as_member(person) as actor:
        mine = own.read_own(held.pk, actor.scope.persons)
        assert [step.text for step in mine.told.steps] == [TEXT, REPLY]
        assert list(own.own_petitions(actor.scope.persons)) == [held]
        filing.rate(petition=held, satisfied=False, text="Ở đơn vị cũ vẫn thế thôi.")
    held = now(held)
    assert (held.unit, held.desk, held.state) == (union.a, union.a, State.SENT)
    assert held.due > date.today()  # noqa: DTZ011


def test_taken_back_it_is_destroyed_unless_others_joined(union):
    alone, joined = union.file(union.members[0], photos=[photo()]), union.file(union.members[0], photos=[photo()])
    with as_member(union.members[7]):
        filing.join(petition=joined)
    with as_member(union.members[0]) as actor:
        for held in (alone, joined):
            filing.withdraw(petition=held)
            assert own.read_own(held.pk, actor.scope.persons) is None
    assert (now(alone).state, now(alone).gone) == (State.WITHDRAWN, True)
    with as_post(union.chair):
        told = opened(now(joined))
        assert (told.title, [(step.text, step.pictures) for step in told.steps]) == (TITLE, [("", [])])
        handling.answer(petition=joined, text=REPLY)
    with as_member(union.members[7]) as actor:
        assert own.read_own(joined.pk, actor.scope.persons).told.answer.text == REPLY
        filing.withdraw(petition=joined)
    assert now(joined).gone


def test_who_sent_it_sees_their_pictures_and_who_joined_those_of_promises_alone(union):
    held = union.file(union.members[0], photos=[photo(), photo()])
    with as_member(union.members[7]):
        filing.join(petition=held)
    with as_post(union.chair):
        made = promises.promise(petition=held, pledge=Pledge("Công ty", "Thay bếp trưởng", date(2026, 12, 20)))
        promises.keep(promise=made, text="Bếp trưởng mới đã nhận việc.", photos=[photo()])
    with as_member(union.members[0]) as actor:
        told = own.read_own(held.pk, actor.scope.persons).told
        assert [len(step.pictures) for step in told.steps] == [2, 0, 1]
    with as_member(union.members[7]) as actor:
        told = own.read_own(held.pk, actor.scope.persons).told
        assert [len(step.pictures) for step in told.steps] == [0, 0, 1]


def test_erasing_a_person_leaves_petitions_that_are_nobodys(union):
    held = union.file(union.members[0], hidden=True)
    with acting(SYSTEM):
        leave(members=[union.members[0].member], on=date.today(), reason="retired")  # noqa: DTZ011
        erase_person(person=union.members[0], ground="request", why="Theo đơn số 12")
    assert not now(held).gone
    assert [voice.person for voice in Voice._base_manager.all()] == [None]


def test_the_trail_names_nobody_who_sent_and_whoever_handled(union):
    held = union.file(union.members[0])
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
    sent, answered = AuditEntry.objects.filter(action__startswith="petitions.").order_by("pk")
    assert (sent.account_id, sent.post_id, sent.unit_id, sent.about_id) == (None, None, union.a.pk, held.pk)
    assert (answered.account_id, answered.post_id) == (union.chair.person.account_id, union.chair.pk)
    assert set(answered.change) <= {"state", "goes_on", "published"}
