"""Acts on tasks, one by one: what is refused, who may, and what comes of it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from ketdoan.activities.actions import answers, tasks
from ketdoan.activities.actions.clock import follow_units, remind_due, remind_late, repeat_due
from ketdoan.activities.actions.groups import save_group
from ketdoan.activities.actions.tasks import Asked
from ketdoan.activities.factories import make_officer
from ketdoan.activities.models import Answer, Assignment, Extension, Task
from ketdoan.activities.queries.inbox import tasks_of
from ketdoan.activities.queries.notices import open_notice
from ketdoan.activities.queries.reach import Reach, led
from ketdoan.activities.queries.results import gathered, totals
from ketdoan.activities.queries.state import board
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.files import open_blob
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.modules import effects
from ketdoan.core.viet import today
from ketdoan.units.actions import reorganisation
from ketdoan.units.factories import make_unit

from .union import own_folder

pytestmark = pytest.mark.django_db
DUE = timedelta(days=10)


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    own_folder(tmp_path, settings)


@pytest.fixture
def union():
    """A province with a commune union of two grassroots unions, and one grassroots union directly; another province."""
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    commune = make_unit("commune_union", "X", province, today() - timedelta(days=300))
    since = today() - timedelta(days=200)
    units = {"province": province, "commune": commune, "other": make_unit("provincial_federation", "Q", top)}
    for code, parent in (("a", commune), ("b", commune), ("c", province)):
        units[code] = make_unit("grassroots_union", code.upper(), parent, since)
    return units


@pytest.fixture
def officer(union):
    return {name: make_officer(union[name]) for name in ("province", "commune", "a", "b", "c", "other")}


def given(actor, *, questions=(), reach=None, **content):
    """A task of the actor's unit, sent to all grassroots unions unless said otherwise."""
    with acting(actor):
        values = {"kind": "task", "title": "Báo cáo", "due": today() + DUE, **content}
        task = tasks.draft_task(values=values, questions=list(questions))
        tasks.set_reach(task=task, reach=reach or Reach(levels=["grassroots"]))
        return tasks.send(task=task)


def held(task, unit):
    return Assignment._base_manager.get(task=task, unit=unit)


def refusal(error):
    return getattr(error.value, "message_dict", None) or error.value.messages


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"title": "  "}, "title"),
        ({"due": None}, "due"),
        ({"due": timedelta(days=-1)}, "due"),
        ({"every": "month", "due": None, "kind": "notice"}, "due"),
        ({"until": DUE}, "until"),
    ],
)
def test_a_task_that_cannot_be_is_refused_at_its_field(officer, content, field):
    content = {name: today() + value if isinstance(value, timedelta) else value for name, value in content.items()}
    with acting(officer["province"]), pytest.raises(ValidationError) as error:
        tasks.draft_task(values={"kind": "task", "title": "Việc", "due": today() + DUE, **content})
    assert list(refusal(error)) == [field]
    assert not Task._base_manager.exists()


def test_levels_kinds_and_a_branch_narrow_each_other_and_groups_and_units_add(union, officer):
    with acting(officer["province"]):
        group = save_group(name="Nhóm", units=[union["c"]])
        under = Reach(levels=["grassroots"], under=union["commune"].pk)
        assert [unit.code for unit in led(under)] == ["A", "B"]
        assert {unit.code for unit in led(Reach(kinds=["commune_union"], levels=["grassroots"]))} == set()
        more = Reach(kinds=["commune_union"], groups=[group.pk], units=[union["a"].pk], support=[union["c"].pk])
        assert {unit.code for unit in led(more)} == {"X", "A"}
        assert [unit.code for unit in led(Reach(units=[union["other"].pk, union["province"].pk]))] == []


def test_a_task_without_receivers_is_not_sent_and_the_draft_stays(officer):
    with acting(officer["c"]):
        task = tasks.draft_task(values={"kind": "task", "title": "Việc", "due": today() + DUE})
        for act in (lambda: tasks.send(task=task), lambda: tasks.set_reach(task=task, reach=Reach(levels=["group"]))):
            with pytest.raises(ValidationError):
                act()
        assert Task.objects.get().state == "draft"


def test_a_task_to_a_unit_that_has_ended_meanwhile_is_not_sent_and_the_unit_is_named(union, officer):
    with acting(officer["province"]):
        task = tasks.draft_task(values={"kind": "task", "title": "Việc", "due": today() + DUE})
        tasks.set_reach(task=task, reach=Reach(units=[union["a"].pk, union["c"].pk]))
    with acting(SYSTEM):
        reorganisation.dissolve(units=[union["a"]], since=today())
    with acting(officer["province"]), pytest.raises(ValidationError, match="ĐV A"):
        tasks.send(task=task)
    assert (Task._base_manager.get().state, Assignment._base_manager.count()) == ("draft", 0)


def test_all_waiting_answers_are_confirmed_at_once_and_no_others(union, officer):
    task = given(officer["province"], checked=True)
    for name in ("a", "b"):
        with acting(officer[name]):
            answers.answer(assignment=held(task, union[name]), values={}, text="Xong")
    with acting(officer["province"]):
        assert [answers.confirm(task=task), answers.confirm(task=task)] == [2, 0]
        assert board(task).states == {"done": 2, "sent": 1}
        with pytest.raises(ValidationError):
            answers.confirm(task=task, only=held(task, union["c"]))


def test_a_wrong_figure_is_sent_back_even_when_nobody_had_to_confirm_it(union, officer):
    task = given(officer["province"])
    with acting(officer["province"]), pytest.raises(ValidationError):
        answers.give_back(assignment=held(task, union["a"]), remark="Chưa có gì để bổ sung")
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Nữ nhiều hơn tổng số")
    with acting(officer["province"]):
        answers.give_back(assignment=held(task, union["a"]), remark="Nữ không thể nhiều hơn tổng số")
    assert (held(task, union["a"]).state, held(task, union["a"]).ended_at) == ("returned", None)
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Đã sửa")
    assert held(task, union["a"]).state == "done"


WORKERS = [
    Asked("Số người được thăm", "number", "người"),
    Asked("Nữ", "number", "người", False, part=True),
    Asked("Trong đó người cao tuổi", "number", "người", False, part=True),
    Asked("Số tiền", "money"),
]


def test_a_figure_larger_than_the_one_it_is_part_of_is_refused_at_its_field(union, officer):
    task = given(officer["province"], questions=WORKERS)
    people, women, old, money = task.questions.all()
    assert [str(q) for q in (women, old)] == ["Trong đó: Nữ (người)", "Trong đó người cao tuổi (người)"]

    def given_back(**numbers):
        values = {
            people.pk: 10,
            money.pk: 1,
            **{q.pk: numbers[n] for n, q in (("w", women), ("o", old)) if n in numbers},
        }
        with acting(officer["a"]), pytest.raises(ValidationError) as error:
            answers.answer(assignment=held(task, union["a"]), values=values)
        return refusal(error)

    assert given_back(w=11) == {f"q_{women.pk}": ["Không thể lớn hơn “Số người được thăm” (10)."]}
    assert list(given_back(w=10, o=12)) == [f"q_{old.pk}"]
    with acting(officer["a"]):  # parts may overlap: together they may well be more than the whole
        answers.answer(assignment=held(task, union["a"]), values={people.pk: 10, women.pk: 10, old.pk: 9, money.pk: 1})


def test_a_part_of_nothing_or_of_something_else_is_refused_when_the_task_is_written(officer):
    content = {"kind": "task", "title": "Việc", "due": today() + DUE}
    for questions, words in (
        ([WORKERS[1]], "ô đầu tiên không thể là “trong đó”"),
        ([WORKERS[0], Asked("Tiền quà", "money", part=True)], "phải cùng kiểu số và đơn vị tính"),
        ([Asked("Ý kiến", "text"), Asked("Khác", "text", part=True)], "phải cùng kiểu số"),
    ):
        with acting(officer["province"]), pytest.raises(ValidationError) as error:
            tasks.draft_task(values=content, questions=questions)
        assert words in refusal(error)["questions"][0]


def test_a_repeated_or_copied_task_asks_for_the_same_parts(officer):
    task = given(officer["province"], questions=WORKERS)
    with acting(officer["province"]):
        like = tasks.copy_task(task=task)
    assert [(q.label, q.part) for q in like.questions.all()] == [(q.label, q.part) for q in WORKERS]


def test_the_photo_of_an_answer_stays_when_a_figure_is_wrong(union, officer):
    task = given(officer["province"], questions=[Asked("Số người", "number", "người")], wants_file=True)
    row, (question,) = held(task, union["a"]), task.questions.all()
    client = Client()
    client.force_login(Account.objects.get(pk=officer["a"].account_id))
    out = BytesIO()
    Image.new("RGB", (20, 10)).save(out, "JPEG")
    address = f"/cong-viec/viec/{row.pk}/tra-loi/"
    photo = SimpleUploadedFile("IMG_7.jpg", out.getvalue(), "image/jpeg")
    refused = client.post(address, {f"q_{question.pk}": "mười hai", "uploads": photo})
    assert refused.status_code == 422
    (token,) = re.findall(r'name="uploads_kept" value="([0-9a-f-]{36})"', refused.content.decode())
    assert client.post(address, {f"q_{question.pk}": "12", "uploads_kept": token}).status_code == 302
    with acting(officer["a"]):
        (file,) = Answer.objects.get(assignment=row).files.all()
    assert file.name == "IMG_7.webp"


def test_sending_twice_sends_once(union, officer):
    with acting(officer["province"]):
        task = tasks.draft_task(values={"kind": "task", "title": "Việc", "due": today() + DUE})
        tasks.set_reach(task=task, reach=Reach(levels=["grassroots"]))
        tasks.send(task=task, key="k")
        tasks.send(task=task, key="k")
        with pytest.raises(ValidationError):
            tasks.send(task=task)
    assert Assignment._base_manager.filter(task=task).count() == 3
    told = Notification.objects.filter(category="task").values_list("account__username", flat=True)
    assert sorted(told) == ["chair.a", "chair.b", "chair.c"]


def test_a_message_says_who_asks_and_until_when_but_not_the_title(union, officer):
    given(officer["province"], title="Thăm ông Nguyễn Văn A bị ốm")
    assert "Nguyễn" not in " ".join(Notification.objects.values_list("title", flat=True))


def test_those_below_and_beside_may_not_touch_a_task(union, officer):
    task = given(officer["province"])
    for name in ("commune", "a", "other"):
        with acting(officer[name]):
            assert not Task.objects.filter(pk=task.pk).exists()
            with pytest.raises(PermissionDenied):
                tasks.withdraw(task=task)
    with acting(officer["b"]), pytest.raises(PermissionDenied):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Thay nhau")
    with acting(officer["a"]), pytest.raises(PermissionDenied):
        answers.confirm(task=task, only=held(task, union["a"]))


def test_only_the_units_own_looking_marks_a_task_as_seen(union, officer):
    task = given(officer["province"])
    for name, state in (("province", "sent"), ("commune", "sent"), ("a", "seen")):
        with acting(officer[name]):
            answers.see(assignment=held(task, union["a"]))
        assert held(task, union["a"]).state == state


def test_answers_are_checked_by_their_kind_and_nothing_is_kept_of_wrong_ones(union, officer):
    asked = [
        Asked("Người", "number", "người"),
        Asked("Tiền", "money"),
        Asked("Đã họp", "yes"),
        Asked("Ngày", "day", "", False),
    ]
    task = given(officer["province"], questions=asked)
    people, money, met, on = (question.pk for question in task.questions.all())
    with acting(officer["a"]):
        with pytest.raises(ValidationError) as error:
            answers.answer(assignment=held(task, union["a"]), values={people: -1, money: True, on: "mai"})
        assert set(refusal(error)) == {f"q_{people}", f"q_{money}", f"q_{met}", f"q_{on}"}
        assert not Answer.objects.exists()
        answers.answer(assignment=held(task, union["a"]), values={people: 12, money: 1_500_000, met: True})
    assert held(task, union["a"]).state == "done"


def test_a_later_answer_takes_the_place_of_the_earlier_one_and_both_stay(union, officer):
    task = given(officer["province"], questions=[Asked("Người", "number", "người")])
    (question,) = task.questions.all()
    with acting(officer["a"]):
        for number in (5, 7):
            answers.answer(assignment=held(task, union["a"]), values={question.pk: number})
    with acting(officer["b"]):
        answers.answer(assignment=held(task, union["b"]), values={question.pk: 10})
    with acting(officer["province"]):
        (total,) = totals(task, [question])
    assert (total.value, total.answered) == (17, 2)
    assert Answer._base_manager.count() == 3


def test_a_share_in_percent_is_never_added(union, officer):
    task = given(officer["province"], questions=[Asked("Tỷ lệ", "number", "%")])
    (question,) = task.questions.all()
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={question.pk: 90})
    with acting(officer["province"]):
        assert totals(task, [question]) == []


def test_a_photo_loses_the_place_it_was_taken_at(union, officer):
    task = given(officer["province"], wants_file=True)
    picture = Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x0110] = "Điện thoại Bí Mật"
    taken = BytesIO()
    picture.save(taken, "JPEG", exif=exif)
    with acting(officer["a"]):
        with pytest.raises(ValidationError) as error:
            answers.answer(assignment=held(task, union["a"]), values={}, text="Có ảnh")
        assert list(refusal(error)) == ["uploads"]
        photo = SimpleUploadedFile("IMG_1.JPG", taken.getvalue())
        answer = answers.answer(assignment=held(task, union["a"]), values={}, uploads=[photo])
        (file,) = answer.files.select_related("blob")
    assert file.name == "IMG_1.webp"
    with open_blob(file.blob) as kept:
        assert not dict(Image.open(kept).getexif())


def test_a_file_of_another_kind_is_refused_by_name_and_nothing_is_answered(union, officer):
    task = given(officer["province"])
    upload = SimpleUploadedFile("chuong-trinh.exe", b"MZ")
    with acting(officer["a"]), pytest.raises(ValidationError) as error:
        answers.answer(assignment=held(task, union["a"]), values={}, text="Kèm tệp", uploads=[upload])
    assert "uploads" in refusal(error)
    assert not Answer._base_manager.exists()


def test_more_time_is_asked_once_decided_once_and_moves_the_last_day(union, officer):
    task = given(officer["province"])
    until = today() + timedelta(days=15)
    with acting(officer["a"]):
        for wrong in (today() + DUE, today()):
            with pytest.raises(ValidationError):
                answers.ask_extension(assignment=held(task, union["a"]), until=wrong, reason="Bận")
        asked = answers.ask_extension(assignment=held(task, union["a"]), until=until, reason="Chờ số liệu")
        with pytest.raises(ValidationError):
            answers.ask_extension(assignment=held(task, union["a"]), until=until, reason="Chờ số liệu")
        with pytest.raises(PermissionDenied):
            answers.decide_extension(extension=asked, granted=True)
    with acting(officer["province"]):
        with pytest.raises(ValidationError):
            answers.decide_extension(extension=asked, granted=False)
        answers.decide_extension(extension=asked, granted=True)
        with pytest.raises(ValidationError):
            answers.decide_extension(extension=asked, granted=True)
    assert held(task, union["a"]).due == until
    assert held(task, union["b"]).due == today() + DUE


def test_an_answer_settles_the_request_for_more_time(union, officer):
    task = given(officer["province"])
    with acting(officer["a"]):
        answers.ask_extension(assignment=held(task, union["a"]), until=today() + timedelta(days=20), reason="Bận")
        answers.answer(assignment=held(task, union["a"]), values={}, text="Xong")
        assert Extension.objects.get().state == "refused"


def test_a_notice_is_done_with_once_received_and_opens_by_link_only_while_the_link_is_open(union, officer):
    task = given(officer["province"], kind="notice", due=None)
    with acting(officer["a"]):
        answers.accept(assignment=held(task, union["a"]))
    assert held(task, union["a"]).state == "done"
    with acting(officer["province"]):
        first = tasks.share(task=task, open_=True).token
        assert open_notice(first) == task
        tasks.share(task=task, open_=False)
        assert open_notice(first) is None
        assert tasks.share(task=task, open_=True).token != first
        with pytest.raises(ValidationError):
            tasks.share(task=given(officer["province"]), open_=True)


def test_a_unit_that_helps_only_confirms(union, officer):
    task = given(officer["province"], reach=Reach(units=[union["a"].pk], support=[union["b"].pk]))
    assert {(row.unit.code, row.role) for row in Assignment._base_manager.filter(task=task)} == {
        ("A", "lead"),
        ("B", "support"),
    }
    with acting(officer["b"]):
        answers.accept(assignment=held(task, union["b"]))
    assert held(task, union["b"]).state == "done"


def test_a_task_passed_on_gathers_the_sums_of_the_units_below(union, officer):
    task = given(
        officer["province"], questions=[Asked("Người", "number", "người")], reach=Reach(units=[union["commune"].pk])
    )
    own = held(task, union["commune"])
    with acting(officer["commune"]):
        below = answers.pass_on(assignment=own)
        tasks.set_reach(task=below, reach=Reach(levels=["grassroots"]))
        tasks.send(task=below)
    (question,) = below.questions.all()
    for name, number in (("a", 30), ("b", 12)):
        with acting(officer[name]):
            answers.answer(assignment=held(below, union[name]), values={question.pk: number})
    with acting(officer["commune"]):
        found = gathered(own)
    assert (found.values, found.answered, found.asked) == ({task.questions.get().pk: 42}, 2, 2)


def test_withdrawing_ends_what_is_open_and_keeps_what_is_done(union, officer):
    task = given(officer["province"], every="month")
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Xong")
    with acting(officer["province"]):
        tasks.withdraw(task=task)
        assert board(task).states == {"done": 1, "withdrawn": 2}
    with acting(officer["b"]), pytest.raises(ValidationError):
        answers.answer(assignment=held(task, union["b"]), values={}, text="Muộn")
    assert not Task._base_manager.get(pk=task.pk).every


def test_closing_takes_waiting_answers_and_marks_the_rest_as_missed(union, officer):
    task = given(officer["province"], checked=True)
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Xong")
    with acting(officer["province"]):
        tasks.close(task=task)
        assert board(task).states == {"done": 1, "missed": 2}


def test_the_late_are_reminded_by_hand_once_a_day(union, officer):
    task = given(officer["province"])
    Assignment._base_manager.filter(unit__in=[union["a"], union["b"]]).update(due=today() - timedelta(days=2))
    with acting(officer["province"]):
        assert remind_late(task=task) == 2
        first = Task.objects.get(pk=task.pk).reminded_at
        assert remind_late(task=task) == 0
        assert Task.objects.get(pk=task.pk).reminded_at == first
    told = Notification.objects.filter(title__contains="nhắc").values_list("account__username", flat=True)
    assert sorted(told) == ["chair.a", "chair.b"]


def test_long_past_the_last_day_the_issuer_and_the_union_between_are_told_once(union, officer):
    given(officer["province"])
    late = today() - timedelta(days=8)
    Assignment._base_manager.filter(unit=union["a"]).update(due=late, begun_on=late - DUE)
    for _ in range(2):
        remind_due()
    told = Notification.objects.filter(title__contains="quá hạn lâu").values_list("account__username", flat=True)
    assert sorted(told) == ["chair.p", "chair.x"]


def test_a_task_of_a_unit_that_ended_goes_to_the_one_that_took_over(union, officer):
    task = given(officer["province"])
    with acting(SYSTEM):
        reorganisation.absorb(units=[union["a"]], into=union["b"], since=today())
    follow_units()
    moved = held(task, union["a"])
    assert (moved.state, moved.passed_to) == ("passed", held(task, union["b"]))


def test_a_plan_tells_what_becomes_of_open_tasks(union, officer):
    task = given(officer["province"])
    given(officer["commune"])
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Xong")
    with acting(officer["province"]):
        ended = [union[name].pk for name in ("a", "b", "commune")]
        assert [told.split()[0] for told in effects(ended, [], today())] == ["3", "1"]
        assert effects([union["other"].pk], [union["c"].pk], today()) == []


def test_a_reorganisation_queues_the_following_of_tasks(union, officer):
    with acting(SYSTEM):
        reorganisation.dissolve(units=[union["a"]], since=today())
        reorganisation.rename(unit=union["b"], name="Tên mới", short_name="Tên mới", since=today())
    assert ProcrastinateJob.objects.filter(task_name="activities.follow_units").count() == 1


def test_a_repeating_task_is_sent_again_on_its_day_with_the_day_of_the_month_kept(union, officer):
    task = given(officer["province"], every="month")
    first = Task._base_manager.get(pk=task.pk)
    then = timezone.now() - timedelta(days=32)
    Task._base_manager.filter(pk=task.pk).update(sent_at=then)
    for _ in range(2):
        repeat_due()
    (new,) = Task._base_manager.filter(repeats=task)
    assert new.state == "sent"
    assert (new.due.year * 12 + new.due.month) - (first.due.year * 12 + first.due.month) == 1
    assert Assignment._base_manager.filter(task=new).count() == 3


def test_the_inbox_of_a_unit_holds_what_it_owes_and_of_the_issuer_what_came_back(union, officer):
    task = given(officer["province"], checked=True, title="Báo cáo quý")
    with acting(officer["a"]):
        assert [item.title for item in tasks_of(officer["a"])] == ["Báo cáo quý"]
        answers.answer(assignment=held(task, union["a"]), values={}, text="Xong")
        assert list(tasks_of(officer["a"])) == []
    with acting(officer["b"]):
        answers.ask_extension(assignment=held(task, union["b"]), until=today() + timedelta(days=20), reason="Bận")
    with acting(officer["province"]):
        assert [item.title for item in tasks_of(officer["province"])] == [
            "1 kết quả chờ xác nhận",
            "1 đơn vị xin gia hạn",
        ]


def test_the_trail_tells_of_every_act_without_what_was_written(union, officer):
    task = given(officer["province"], title="Việc riêng của bà Trần Thị B")
    with acting(officer["a"]):
        answers.answer(assignment=held(task, union["a"]), values={}, text="Bà Trần Thị B đã khỏe")
    entries = list(AuditEntry.objects.filter(action__startswith="activities."))
    assert {"activities.task.draft", "activities.task.reach", "activities.task.send", "activities.answer"} <= {
        entry.action for entry in entries
    }
    assert "Trần" not in str([entry.change for entry in entries])
