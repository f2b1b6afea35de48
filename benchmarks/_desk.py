"""What the officials' workspace takes at national scale: a task to every unit, its board, a home full of work."""

from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter

from _measures import Result
from _pages import Visitor, server, spread
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from ketdoan.activities.actions import clock
from ketdoan.activities.actions import tasks as acts
from ketdoan.activities.models import Assignment, Task
from ketdoan.activities.queries.reach import Reach
from ketdoan.core.acting import acting
from ketdoan.core.history import span
from ketdoan.core.models import Account, Notification
from ketdoan.core.viet import today
from ketdoan.units.models import Person, Post, Role, Unit
from ketdoan.units.queries.posts import as_actor
from ketdoan.units.rules import LEVELS

SINCE = date(2025, 7, 1)
OPEN_ITEMS, LOOKS = 500, 60
CHUNK = 10_000
UNUSABLE = "!"  # nobody signs in by a password


def accounts() -> None:
    """A chair with an account and an e-mail address in every unit that exists today."""

    ids = list(Unit._base_manager.filter(ended_on=None).order_by("pk").values_list("pk", flat=True))
    role = Role.objects.get(code="chair")
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        held = [Account(username=f"u{pk}", email=f"u{pk}@congdoan.example", password=UNUSABLE) for pk in some]
        people = [
            Person(unit_id=pk, name="Nguyễn Thử", words="nguyen thu", sort_key="thu", account=account)
            for pk, account in zip(some, Account.objects.bulk_create(held), strict=True)
        ]
        made = Person.objects.bulk_create(people)
        Post._base_manager.bulk_create(
            Post(person=person, unit_id=person.unit_id, role=role, valid=span(SINCE)) for person in made
        )


def tasks() -> Iterator[Result]:
    """One task to every unit below the top: sent, looked at on its board, reminded of."""

    post = Post._base_manager.select_related("unit", "role", "person").get(unit__code="TLD")
    with acting(as_actor(post, post.person.account_id)):
        task = acts.draft_task(
            values={"kind": "task", "title": "Báo cáo", "due": today() + timedelta(days=10)},
            questions=[acts.Asked("Số đoàn viên dự", "number", "người"), acts.Asked("Số tiền", "money")],
        )
        acts.set_reach(task=task, reach=Reach(levels=list(LEVELS)))
        begin = perf_counter()
        acts.send(task=task)
        asked = perf_counter() - begin
        begin = perf_counter()
        acts.deliver.verb(task_id=task.pk)
        taken = perf_counter() - begin
        reached = Assignment.objects.filter(task=task).count()
    told = Notification.objects.count()
    seen = f"{taken:.1f} s; the officer waits {asked * 1e3:.0f} ms"
    yield Result(f"a task to {reached:,} units, {told:,} accounts told", seen, "<= 60 s", taken <= 60)
    _answer_half(task)
    begin = perf_counter()
    clock.remind_due()
    clock.follow_units()
    late = perf_counter() - begin
    yield Result("reminders of one morning, half of the units late", f"{late:.1f} s", "<= 60 s", late <= 60)
    yield from _boards(task.pk, post)


def _answer_half(task: Task) -> None:
    """Every second unit has answered; the others are a day late."""

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO activities_answer (assignment_id, values, text, given_at, current)
               SELECT a.id, jsonb_build_object('q' || q.first, a.id %% 100, 'q' || q.last, a.id * 1000), '', now(), true
               FROM activities_assignment a,
                    (SELECT min(id) AS first, max(id) AS last FROM activities_question WHERE task_id = %s) q
               WHERE a.task_id = %s AND a.id %% 2 = 0""",
            [task.pk, task.pk],
        )
        cursor.execute("UPDATE activities_assignment SET state = 'done', ended_at = now() WHERE id %% 2 = 0", [])
        cursor.execute(
            "UPDATE activities_assignment SET due = current_date - 1, begun_on = current_date - 30 WHERE id %% 2 = 1",
            [],
        )
        cursor.execute("VACUUM ANALYZE activities_assignment, activities_answer")


def _boards(task: int, post: Post) -> Iterator[Result]:

    pages = {
        "board of the task": (f"/cong-viec/giao/{task}/", 200),
        "board, those that are late": (f"/cong-viec/giao/{task}/?tinh_trang=tre", 200),
        "board, search for a unit": (f"/cong-viec/giao/{task}/?q=cong+ty", 200),
        "list of tasks": ("/cong-viec/giao/", 200),
        "results with totals": (f"/cong-viec/giao/{task}/ket-qua/", 500),
    }
    yield from (Result(*row) for row in _looked_at(post, pages))


def home() -> Iterator[Result]:
    """The home of a union that owes five hundred things."""

    post = Post._base_manager.filter(unit__level="grassroots", unit__ended_on=None).select_related("unit").first()
    issuer = Post._base_manager.get(unit__code="TLD").unit
    made = Task._base_manager.bulk_create(
        Task(unit=issuer, title=f"Việc thứ {n}", state="sent", sent_at=timezone.now()) for n in range(OPEN_ITEMS)
    )
    Assignment._base_manager.bulk_create(
        Assignment(task=task, unit=post.unit, begun_on=SINCE, due=today() + timedelta(days=n % 60 - 10))
        for n, task in enumerate(made)
    )
    pages = {f"home with {OPEN_ITEMS} open items": ("/", 150), "list of what a unit was given": ("/cong-viec/", 200)}
    yield from (Result(*row) for row in _looked_at(post, pages))


def _looked_at(post: Post, pages: dict[str, tuple[str, int]]) -> Iterator[tuple[str, str, str, bool]]:
    """Times of pages that somebody in a post opens, one after the other."""

    account = post.person.account
    TOTP.activate(account, generate_totp_secret())
    browser = Client()
    browser.force_login(account)
    with server() as port:
        visitor = Visitor(port, browser.cookies[settings.SESSION_COOKIE_NAME].value, [p for p, _ in pages.values()])
        for _ in range(5):
            visitor.click_all()
        visitor.errors = 0
        for what, (page, most) in pages.items():
            half, tail = spread([visitor.click(page) for _ in range(LOOKS)])
            fine = tail <= most and not visitor.errors
            seen = f"p50 {half:.0f} ms, p95 {tail:.0f} ms" + (", errors" if visitor.errors else "")
            yield what, seen, f"p95 <= {most} ms", fine
