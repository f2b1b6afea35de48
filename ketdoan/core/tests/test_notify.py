"""Messages: once to each account under a key, under the bell and by e-mail; the screens of messages and progress."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.delivering import deliver, drain
from ketdoan.core.models import Account, Delivery, Notification, Progress
from ketdoan.core.notify import mark_read, notify, unread
from ketdoan.core.progress import begin
from ketdoan.core.views import notifications as views
from ketdoan.core.views.channels import channels
from ketdoan.core.views.progress import progress as progress_page


class RefusingBackend(EmailBackend):
    """A mail server that refuses the addresses in settings.REFUSED."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        refused = {address for message in messages for address in message.to if address in settings.REFUSED}
        if refused:
            raise SMTPRecipientsRefused(dict.fromkeys(refused, (550, b"no such user")))
        return super().send_messages(messages)


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(username="a", email="a@example.vn")


@pytest.fixture
def other(db: None) -> Account:
    return Account.objects.create(username="b")


def queued() -> list[int]:
    """The notifications whose letters wait."""
    waiting = Delivery.objects.filter(channel="mail", state="queued").order_by("id")
    return list(waiting.values_list("notification_id", flat=True))


def test_an_account_gets_the_same_message_once(account: Account, other: Account) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="term:1")
    notify([account.pk, other.pk, other.pk], "term", "Sắp hết nhiệm kỳ", key="term:1")
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="term:2")
    assert list(Notification.objects.order_by("pk").values_list("account_id", "key")) == [
        (account.pk, "term:1"),
        (other.pk, "term:1"),
        (account.pk, "term:2"),
    ]


def test_mail_is_queued_for_those_who_have_an_address_and_work_here(account: Account, other: Account) -> None:
    gone = Account.objects.create(username="c", email="c@example.vn", is_active=False)
    notify([account.pk, other.pk, gone.pk], "term", "Sắp hết nhiệm kỳ", key="term:1")
    assert queued() == [Notification.objects.get(account=account).pk]


def test_a_message_is_mailed_once_however_often_its_job_runs(account: Account, settings: Any) -> None:
    settings.SITE_URL = "https://congdoan.example.vn/"
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="term:1", url="/to-chuc/CD01/", text="Còn 30 ngày.")
    for _ in range(2):
        deliver.verb(channel="mail")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["a@example.vn"], "Sắp hết nhiệm kỳ")
    assert "Còn 30 ngày." in letter.body
    assert "https://congdoan.example.vn/to-chuc/CD01/" in letter.body


def test_the_letters_of_many_accounts_wait_for_one_job(db: None) -> None:
    accounts = Account.objects.bulk_create(Account(username=f"x{n}", email=f"x{n}@example.vn") for n in range(450))
    notify([account.pk for account in accounts], "task", "Việc mới", key="task:1")
    notify([account.pk for account in accounts], "task", "Việc mới", key="task:2")
    jobs = ProcrastinateJob.objects.filter(task_name="core.deliver")
    assert [job.args for job in jobs] == [{"channel": "mail"}]
    assert sorted(queued()) == sorted(Notification.objects.values_list("pk", flat=True))
    drain("mail")
    assert sorted(address for letter in mail.outbox for address in letter.to) == sorted(
        2 * [account.email for account in accounts]
    )


def test_a_refused_address_holds_up_nobody_else(account: Account, settings: Any) -> None:
    late = Account.objects.create(username="c", email="c@example.vn")
    notify([account.pk, late.pk], "term", "Sắp hết nhiệm kỳ", key="term:1")
    settings.EMAIL_BACKEND, settings.REFUSED = f"{__name__}.RefusingBackend", ["a@example.vn"]
    drain("mail")
    settings.REFUSED = []
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        drain("mail")
    assert [letter.to for letter in mail.outbox] == [["c@example.vn"], ["a@example.vn"]]


def test_a_message_that_could_not_be_mailed_stays_to_be_mailed(account: Account, settings: Any) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="term:1")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    deliver.verb(channel="mail")
    held = Delivery.objects.get()
    assert (held.state, held.tries, held.worker) == ("queued", 0, None)
    assert held.due_at <= timezone.now()


def test_reading_counts_down(account: Account, other: Account) -> None:
    for number in range(3):
        notify([account.pk, other.pk], "term", "Sắp hết nhiệm kỳ", key=f"term:{number}")
    assert unread(account.pk) == 3
    assert unread(account.pk, most=2) == 2
    first = Notification.objects.filter(account=account).first()
    assert first is not None
    assert mark_read(account.pk, first.pk) == 1
    assert mark_read(account.pk, first.pk) == 0
    assert (unread(account.pk), unread(other.pk)) == (2, 3)
    mark_read(account.pk)
    assert (unread(account.pk), unread(other.pk)) == (0, 3)


def ask(account: Account, view: Any, *args: Any, htmx: bool = False, **query: str) -> HttpResponse:
    request = RequestFactory().get("/", query)
    request.user = account
    request.session = {}  # type: ignore[assignment]
    if htmx:
        request.htmx = True  # type: ignore[attr-defined]
    with acting(SYSTEM):
        return view(request, *args)


def test_the_list_and_the_bell_are_of_the_account_alone(account: Account, other: Account) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="1")
    notify([other.pk], "term", "Khuyết chức danh", key="2")
    shown = ask(account, views.notification_list).content.decode()
    assert "Sắp hết nhiệm kỳ" in shown
    assert "Khuyết chức danh" not in shown
    assert "1 chưa đọc" in ask(account, views.bell).content.decode()
    mark_read(account.pk)
    assert "chưa đọc" not in ask(account, views.bell).content.decode()
    assert "Sắp hết nhiệm kỳ" not in ask(account, views.notification_list, unread="True").content.decode()


def test_opening_a_message_reads_it_and_leads_to_its_page(account: Account, other: Account) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="1", url="/to-chuc/CD01/")
    message = Notification.objects.get()
    with pytest.raises(Http404):
        ask(other, views.notification, message.pk)
    assert unread(account.pk) == 1
    assert ask(account, views.notification, message.pk).headers["Location"] == "/to-chuc/CD01/"
    assert unread(account.pk) == 0


def test_administrators_see_how_each_channel_is(account: Account) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="1")
    page = ask(account, channels).content.decode()
    assert "Thư điện tử" in page
    assert "Tin nhắn SMS" in page


def test_a_message_never_leads_out_of_the_site(account: Account) -> None:
    notify([account.pk], "term", "Sắp hết nhiệm kỳ", key="1", url="//evil.example/")
    assert ask(account, views.notification, Notification.objects.get().pk).headers["Location"] == "/thong-bao/"


def test_the_bar_asks_again_until_the_work_is_over(account: Account, other: Account) -> None:
    work = begin("Nhập danh sách", account.pk, total=200)
    Progress.objects.filter(pk=work.pk).update(state=Progress.RUNNING, done=50)
    running = ask(account, progress_page, work.pk, htmx=True).content.decode()
    assert 'hx-trigger="every 1s"' in running
    assert 'value="25"' in running
    assert "<html" not in running
    Progress.objects.filter(pk=work.pk).update(
        state=Progress.DONE, done=200, result_url="/x/", updated_at=timezone.now()
    )
    over = ask(account, progress_page, work.pk, htmx=True).content.decode()
    assert "every 1s" not in over
    assert 'href="/x/"' in over
    with pytest.raises(Http404):
        ask(other, progress_page, work.pk)
