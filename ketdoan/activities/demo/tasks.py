"""Tasks at the illustrative union: of a province to its unions, and of the confederation to the provinces."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.db.models.functions import Coalesce, Now

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.units.models import Post
from ketdoan.units.queries.posts import as_actor

from ..actions import answers, tasks
from ..actions.tasks import Asked
from ..models import Assignment, Task
from ..queries.reach import Reach
from ..rules import State

WORKERS_MONTH = [
    Asked("Số cuộc thăm hỏi, tặng quà", "number", "cuộc"),
    Asked("Số đoàn viên, người lao động được chăm lo", "number", "người"),
    Asked("Nữ", "number", "người", False, part=True),
    Asked("Tổng số tiền chăm lo", "money"),
    Asked("Đã tổ chức đối thoại với người sử dụng lao động", "yes", "", False),
]
TEXT = """Công đoàn cơ sở tổng hợp kết quả chăm lo đoàn viên, người lao động trong năm, ghi vào các ô bên dưới.

Số tiền gồm tài chính công đoàn và đóng góp của người sử dụng lao động. Gửi kèm một ảnh tiêu biểu nếu có."""


def give_tasks() -> None:
    """A task half answered, with units that are late and one that asks for time; a notice; one that repeats; and one
    from the top that the province has not taken on."""
    random = Random("tasks")  # noqa: S311 - illustrative, not secret
    day = today()
    with acting(_officer("totchuc.tayninh")):
        due = day + timedelta(days=9)
        task = _sent("task", "Kết quả chăm lo đoàn viên năm 2026", TEXT, due, WORKERS_MONTH, checked=True)
        _answered(task, random)
        _sent("notice", "Treo cờ, nghỉ Tết Dương lịch 2027", "Các đơn vị treo cờ và bố trí trực theo quy định.", None)
        reach = Reach(kinds=["commune_union"])
        _sent(
            "task",
            "Giao ban tháng",
            "Gửi các việc nổi bật trong tháng.",
            day + timedelta(days=12),
            [],
            reach,
            every="month",
        )
    with acting(_officer("totchuc.tld")):
        asked = [
            Asked("Số cán bộ chuyên trách", "number", "người"),
            Asked("Số cán bộ được bồi dưỡng", "number", "người"),
        ]
        reach = Reach(levels=["federation"])
        _sent("task", "Rà soát đội ngũ cán bộ công đoàn chuyên trách", "", day + timedelta(days=20), asked, reach)


def _officer(username: str) -> Any:
    post = Post.objects.select_related("unit", "role", "person").filter(person__account__username=username).first()
    assert post is not None
    return as_actor(post, post.person.account_id)


def _sent(
    kind: str,
    title: str,
    text: str,
    due: Any,
    asked: Sequence[Asked] = (),
    reach: Reach | None = None,
    **values: Any,
) -> Task:
    content = {"kind": kind, "title": title, "text": text, "due": due, **values}
    task: Task = tasks.draft_task(values=content, questions=list(asked))
    tasks.set_reach(task=task, reach=reach or Reach(levels=["grassroots"]))
    return tasks.send(task=task)


def _answered(task: Task, random: Random) -> None:
    """Some have answered, some have taken it on, some are late; those of the demo's accounts have done nothing yet."""
    own = Post.objects.filter(person__account__isnull=False).values("unit")
    rows = list(Assignment.objects.filter(task=task).exclude(unit__in=own).select_related("unit")[:90])
    for row in random.sample(rows, 48):
        number = random.randint(2, 40)
        people = number * random.randint(3, 9)
        found = [number, people, random.randint(people // 3, people), number * 500_000, random.random() < 0.7]
        values = dict(zip([q.pk for q in task.questions.all()], found, strict=True))
        answers.answer(assignment=row, values=values, text="")
    answered = Assignment.objects.filter(task=task, state=State.ANSWERED)
    for row in list(answered.order_by("pk")[:36]):
        answers.confirm(task=task, only=row)
    owing = list(Assignment.objects.filter(pk__in=[row.pk for row in rows], state=State.SENT).order_by("pk"))
    for row in owing[:14]:
        answers.accept(assignment=row)
    # Nobody of these units has an account to look with.
    dealt = Assignment.objects.filter(task=task).exclude(state=State.SENT)
    dealt.update(seen_at=Coalesce("accepted_at", Now()))
    # What is shown as late was due before the union of this demo was built: no act gives a day in the past.
    late = [row.pk for row in owing[10:20]]
    ago = today() - timedelta(days=4)
    Assignment.objects.filter(pk__in=late).update(due=ago, begun_on=ago - timedelta(days=20))
    answers.ask_extension(
        assignment=owing[21], until=today() + timedelta(days=15), reason="Đang chờ số liệu của các tổ."
    )
