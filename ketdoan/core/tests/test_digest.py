"""Each message reaches an account once, in the way that it chose; the digest comes at its hour."""

from collections import Counter
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from ketdoan.core.channels.base import Down
from ketdoan.core.delivering import deliver, deliver_due
from ketdoan.core.digest import send_digest, send_digests
from ketdoan.core.models import Account, Notification
from ketdoan.core.modules import MessageKind, Module
from ketdoan.core.notify import notify
from ketdoan.core.preferences import choose, chosen_by, hide, preference_of
from ketdoan.core.shifts import Quiet
from ketdoan.core.viet import ZONE

START = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)
VERBS = {"core.deliver": deliver, "core.digest": send_digest}
LETTERS = Module(
    name="letters",
    title="Thư",
    messages=[
        MessageKind("news", "Tin tức"),
        MessageKind("deadline", "Nhắc hạn", ways=("mail", "digest", "bell")),
        MessageKind("alarm", "Cảnh báo", ways=("mail",), urgent=True),
    ],
)


class MoodyBackend(EmailBackend):
    """A mail server that breaks off after so many letters (settings.PATIENCE)."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if site.PATIENCE <= 0:
            raise SMTPServerDisconnected("gone")
        site.PATIENCE -= 1
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def letters(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one module that registers anything is LETTERS; accounts hold no posts."""
    monkeypatch.setattr("ketdoan.core.modules.modules", lambda: (LETTERS,))
    settings.EMAIL_BACKEND, settings.PATIENCE = f"{__name__}.MoodyBackend", 10**9
    settings.ACTORS_OF_ACCOUNT = f"{__name__}.nobody"


def nobody(account_id: int) -> list[Any]:
    """The actors of accounts without posts."""
    return []


def work() -> None:
    """What the worker does at this moment: the jobs by the clock, then all that waits; what fails waits on."""
    send_digests.verb()
    deliver_due.verb()
    due = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    now = timezone.now()
    for waiting in [job for job in due if job.scheduled_at is None or job.scheduled_at <= now]:
        ProcrastinateJob.objects.filter(pk=waiting.pk).update(status="doing", queueing_lock=None)
        try:
            VERBS[waiting.task_name].verb(**waiting.args)
        except Down:
            ProcrastinateJob.objects.filter(pk=waiting.pk).update(status="todo")
            continue
        ProcrastinateJob.objects.filter(pk=waiting.pk).delete()


def said_to(address: str) -> Counter[str]:
    """How often each message stood in a letter to an address."""
    found: Counter[str] = Counter()
    for letter in mail.outbox:
        if letter.to == [address]:
            lines = [line[2:] for line in letter.body.splitlines() if line.startswith("- ")]
            found.update(lines or [letter.subject])
    return found


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(username="a", email="a@example.vn")


def prefer(account: Account, quiet: tuple[int | None, int | None] = (None, None), hour: int = 7, **ways: str) -> None:
    choose(account.pk, ways=ways, digest_hour=hour, quiet_from=quiet[0], quiet_until=quiet[1])


class History:
    """Two accounts, what was sent to them, and how each ought to have got it."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.accounts = [Account.objects.create(username=f"h{n}", email=f"h{n}@example.vn") for n in range(2)]
        self.ways = [{"news": "mail", "deadline": "mail", "alarm": "mail"} for _ in self.accounts]
        self.expected: list[dict[str, str]] = [{} for _ in self.accounts]

    def notify(self, category: str, number: int) -> None:
        for _ in range(number):
            title = f"Tin số {len(self.expected[0]):03}"
            for _ in range(2):  # the same key a second time changes nothing
                notify([account.pk for account in self.accounts], category, title, key=title)
            for known, ways in zip(self.expected, self.ways, strict=True):
                known[title] = ways[category]

    def choose(self, which: int, way: str) -> None:
        self.ways[which]["news"] = way
        account = self.accounts[which]
        prefer(account, hour=preference_of(account.pk).digest_hour, news=way)

    def hours(self, which: int, hour: int) -> None:
        prefer(self.accounts[which], quiet=(hour, (hour + 9) % 24), hour=hour)

    def wait(self, hours: int, patience: int) -> None:
        for hour in range(hours):
            self.clock.shift(timedelta(hours=1))
            site.PATIENCE = patience if hour % 2 else 10**9
            work()
        site.PATIENCE = 10**9

    def crash(self) -> None:
        """The worker dies after the work, before it could say so: the jobs will run again."""
        for job in list(ProcrastinateJob.objects.filter(status="todo", scheduled_at=None)):
            VERBS[job.task_name].verb(**job.args)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("notify"), st.sampled_from(["news", "deadline", "alarm"]), st.integers(1, 3)),
        st.tuples(st.just("choose"), st.integers(0, 1), st.sampled_from(["mail", "digest", "bell", "off"])),
        st.tuples(st.just("hours"), st.integers(0, 1), st.integers(0, 23)),
        st.tuples(st.just("wait"), st.integers(1, 30), st.integers(0, 3)),
        st.tuples(st.just("crash")),
    ),
    max_size=14,
)


@pytest.mark.django_db
@hypothesis(max_examples=60)
@given(steps=STEPS)
def test_every_message_ends_in_exactly_one_delivery(steps: list[tuple[Any, ...]]) -> None:
    """Under changing choices and hours, a mail server that breaks off, and jobs that run again after a crash."""
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
        mail.outbox.clear()
        history = History(clock)
        for name, *values in steps:
            getattr(history, name)(*values)
        history.wait(50, patience=10**9)
        for account, wanted in zip(history.accounts, history.expected, strict=True):
            by_letter = {title for title, way in wanted.items() if way in ("mail", "digest")}
            assert said_to(account.email) == Counter(dict.fromkeys(by_letter, 1))
            shown = Notification.objects.filter(account=account).values_list("title", flat=True)
            assert sorted(shown) == sorted(title for title, way in wanted.items() if way != "off")
        transaction.set_rollback(True)


def test_the_digest_comes_at_the_chosen_hour_of_vietnam_and_only_with_news(account: Account) -> None:
    with time_machine.travel(START, tick=False) as clock:
        prefer(account, hour=18, news="digest")
        notify([account.pk], "news", "Hội nghị tổng kết", key="1", url="/thong-bao/")
        hours = []
        for _ in range(60):
            clock.shift(timedelta(hours=1))
            before = len(mail.outbox)
            work()
            hours += [timezone.now().astimezone(ZONE)] * (len(mail.outbox) - before)
    assert [(hour.day, hour.hour) for hour in hours] == [(2, 18)]
    (letter,) = mail.outbox
    assert letter.subject == "Kết Đoàn ngày 02/03/2026: 1 thông báo mới"
    assert "- Hội nghị tổng kết\n" in letter.body
    assert "/cai-dat/thong-bao/" in letter.body
    assert "/cai-dat/thong-bao/" in letter.extra_headers["List-Unsubscribe"]


def test_a_digest_that_was_missed_is_made_up_for_once(account: Account) -> None:
    with time_machine.travel(START, tick=False) as clock:
        prefer(account, news="digest")
        notify([account.pk], "news", "Hội nghị tổng kết", key="1")
        clock.shift(timedelta(hours=24))  # past seven in the morning, while no worker ran
        notify([account.pk], "news", "Tin của hôm nay", key="2")
        work()
        work()
    assert [said_to(account.email)] == [Counter(["Hội nghị tổng kết"])]


def test_a_letter_waits_for_the_end_of_quiet_hours_unless_it_is_urgent(account: Account) -> None:
    late = START.replace(hour=22)
    with time_machine.travel(late, tick=False) as clock:
        prefer(account, quiet=(21, 6))
        notify([account.pk], "deadline", "Nhắc hạn", key="1")
        notify([account.pk], "alarm", "Cấp lại quyền", key="2")
        work()
        assert [letter.subject for letter in mail.outbox] == ["Cấp lại quyền"]
        clock.move_to(late + timedelta(hours=7))  # 5 in the morning
        work()
        assert len(mail.outbox) == 1
        clock.move_to(late + timedelta(hours=8))
        work()
        assert [letter.subject for letter in mail.outbox] == ["Cấp lại quyền", "Nhắc hạn"]


@pytest.mark.parametrize(
    ("hour", "start", "end", "release"),
    [(22, 21, 6, (3, 6)), (3, 21, 6, (2, 6)), (6, 21, 6, None), (12, 21, 6, None), (12, 11, 14, (2, 14))],
)
def test_quiet_hours_may_pass_midnight(hour: int, start: int, end: int, release: tuple[int, int] | None) -> None:
    found = Quiet(start, end).over(START.replace(hour=hour, minute=5))
    assert (found and (found.day, found.hour)) == release
    assert Quiet().over(START) is None


def test_deadlines_cannot_be_turned_off_and_half_quiet_hours_are_refused(account: Account) -> None:
    for wrong in ({"deadline": "off"}, {"alarm": "bell"}, {"unknown": "mail"}):
        with pytest.raises(ValidationError):
            prefer(account, **wrong)
    with pytest.raises(ValidationError) as refused:
        prefer(account, quiet=(21, None))
    assert "quiet_until" in refused.value.message_dict
    assert {chosen.kind.code: chosen.way for chosen in chosen_by(account.pk)}["deadline"] == "mail"


def test_a_hint_stays_hidden_for_the_account_that_hid_it(account: Account) -> None:
    other = Account.objects.create(username="b")
    hide(account.pk, "first-day")
    hide(account.pk, "first-day")
    assert preference_of(account.pk).hidden == ["first-day"]
    assert preference_of(other.pk).hidden == []


def test_the_page_keeps_what_was_chosen(account: Account) -> None:
    client = Client()
    client.force_login(account)
    page = "/cai-dat/thong-bao/"
    assert "Tin tức" in client.get(page).content.decode()
    sent = {"news": "off", "deadline": "digest", "digest_hour": "6", "quiet_from": "22", "quiet_until": "5"}
    assert client.post(page, sent).status_code == 302
    own = preference_of(account.pk)
    assert (own.digest_hour, own.quiet_from, own.quiet_until) == (6, 22, 5)
    ways = {chosen.kind.code: chosen.way for chosen in chosen_by(account.pk)}
    assert ways == {"news": "off", "deadline": "digest", "alarm": "mail"}
    half = client.post(page, sent | {"quiet_until": ""})
    assert half.status_code == 422
    assert "Hãy chọn cả giờ bắt đầu và giờ kết thúc" in half.content.decode()
