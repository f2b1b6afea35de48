"""Each message leaves once whatever dies, waits for who sleeps, and stands in the ledger as it fared."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.db import connection

from ketdoan.core.acting import Actor, acting
from ketdoan.core.delivering import Journal, drain, sender, settle
from ketdoan.core.delivering import _take as take
from ketdoan.core.ledger import health, reach
from ketdoan.core.models import Account, Broadcast, Delivery, MessageChoice, Notification, Preference
from ketdoan.core.modules import MessageKind, Module
from ketdoan.core.notify import mark_read, notify
from ketdoan.core.scope import Scope
from ketdoan.core.shifts import SLEEP, Quiet, shift_on
from ketdoan.core.subscriptions import subscribe
from ketdoan.core.viet import ZONE

from .pushing import Browser, PushService

KINDS = Module(
    name="kinds",
    title="Loại",
    messages=[
        MessageKind("news", "Tin tức", ways=("bell", "mail", "off"), texts=True),
        MessageKind("alarm", "Cảnh báo", ways=("bell",), urgent=True),
        MessageKind("round", "Báo cáo", ways=("bell",), ledger=True),
        MessageKind("own", "Việc riêng", ways=("bell",), private=True),
        MessageKind("hush", "Chỉ trên hệ thống", ways=("bell",), push=False),
    ],
)
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ketdoan.core.modules.modules", lambda: (KINDS,))


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    running = PushService()
    settings.PUSH_STUB, settings.PUSH_CONTACT = running.origin, "mailto:a@example.vn"
    yield running
    running.close()


def phone_of(name: str, service: PushService, **preferences: Any) -> Account:
    account = Account.objects.create(username=name)
    subscribe(account.pk, Browser(f"{service.origin}/{name}").subscription())
    if preferences:
        Preference.objects.create(account=account, **preferences)
    return account


def states(channel: str = "push") -> Counter[str]:
    return Counter(Delivery.objects.filter(channel=channel).values_list("state", flat=True))


# --- who dies


def test_of_a_dead_sender_what_was_in_flight_is_unknown_and_the_rest_is_sent(db: None, service: PushService) -> None:
    accounts = [phone_of(f"x{n}", service) for n in range(5)]
    notify([account.pk for account in accounts], "news", "Tin mới", key="1")
    _, parcels = take("push", 900_001)  # a number under which nobody holds a lock
    Journal(900_001).begin(parcels[2])
    drain("push")
    assert states() == {"sent": 4, "unknown": 1}
    assert service.asked == {f"/x{n}": 1 for n in (0, 1, 3, 4)}
    drain("push")
    assert sum(service.asked.values()) == 4


def test_a_living_sender_keeps_what_it_took(db: None, service: PushService) -> None:
    account = phone_of("x", service)
    notify([account.pk], "news", "Tin mới", key="1")
    with sender() as number:
        _, (parcel,) = take("push", number)
        assert settle() == 0
        assert Journal(number).begin(parcel)
        assert settle() == 0
    assert states() == {"unknown": 1}


def test_what_another_took_over_is_not_sent_by_who_was_thought_dead(db: None, service: PushService) -> None:
    account = phone_of("x", service)
    notify([account.pk], "news", "Tin mới", key="1")
    _, (parcel,) = take("push", 900_001)
    settle()
    _, (same,) = take("push", 900_002)
    assert same.id == parcel.id
    assert not Journal(900_001).begin(parcel)
    assert Journal(900_002).begin(same)


KILLED = """
import django
django.setup()
from ketdoan.core.delivering import drain
drain("push")
"""


def test_killed_again_and_again_no_message_goes_twice_and_one_a_death_is_unknown(
    committing: None, service: PushService, data_folder: Any
) -> None:
    """Real processes, killed while the service counts what it got."""
    number, deaths = 60, 2
    accounts = [phone_of(f"k{n}", service) for n in range(number)]
    notify([account.pk for account in accounts], "news", "Tin mới", key="killed")
    environment = os.environ | {
        "KETDOAN_DATA": str(data_folder),
        "KETDOAN_PUSH_STUB": service.origin,
        "KETDOAN_PUSH_CONTACT": "mailto:a@example.vn",
        "DATABASE_URL": _address(),
    }
    try:
        for death in range(1, deaths + 1):
            process = subprocess.Popen([sys.executable, "-c", KILLED], env=environment, cwd=site.BASE)
            reached = threading.Event()
            service.watch(reached, death * number // (deaths + 1))
            assert reached.wait(60)
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = _settled(number)
        assert set(service.asked.values()) == {1}
        assert found["unknown"] <= deaths
        assert found["sent"] + found["unknown"] == number
        assert len(service.asked) >= found["sent"]
    finally:
        Account.objects.filter(pk__in=[account.pk for account in accounts]).delete()


def _settled(number: int) -> Counter[str]:
    """The ledger once senders have come until each message is sent or unknown.

    The database learns a moment later than we do that a process is dead; until then its rows are its own.
    """
    ends = time.monotonic() + 30
    while (found := states())["sent"] + found["unknown"] < number and time.monotonic() < ends:
        drain("push")
    return found


def _address() -> str:
    held = connection.settings_dict
    user = f"{held['USER']}:{held['PASSWORD']}@" if held["PASSWORD"] else f"{held['USER']}@"
    host = f"?host={held['HOST']}" if held["HOST"].startswith("/") else ""
    where = "" if host else held["HOST"] + (f":{held['PORT']}" if held["PORT"] else "")
    if host and held["PORT"]:
        host += f"&port={held['PORT']}"
    return f"postgresql://{user}{where}/{held['NAME']}{host}"


# --- who sleeps


@pytest.mark.parametrize(
    ("shift", "hour", "until"),
    [
        ("morning", 22, (3, 5)),
        ("morning", 13, None),
        ("afternoon", 22, None),
        ("afternoon", 7, (2, 8)),
        ("night", 9, (2, 14)),
        ("night", 23, None),
    ],
)
def test_a_phone_is_quiet_while_one_sleeps_after_the_shift(
    shift: str, hour: int, until: tuple[int, int] | None
) -> None:
    over = Quiet(shift=shift).over(MONDAY.replace(hour=hour))
    assert (over and (over.day, over.hour, over.minute)) == (until and (*until, 0))


def test_shifts_that_turn_follow_the_week() -> None:
    worked = [shift_on("night", date(2026, 3, 4), MONDAY.date() + timedelta(days=7 * week)) for week in range(-1, 4)]
    assert worked == ["afternoon", "night", "morning", "afternoon", "night"]
    assert shift_on("night", None, MONDAY.date()) == "night"


def test_own_hours_and_those_of_the_shift_add_up_but_nothing_waits_for_ever() -> None:
    both = Quiet(14, 20, "night")
    assert both.over(MONDAY) == MONDAY.replace(hour=20, minute=0)
    always = Quiet(14, 7, "night")  # from 7 to 14 one sleeps, from 14 to 7 one wants no news
    assert always.over(MONDAY) == MONDAY + timedelta(hours=24)
    assert set(SLEEP) == {"morning", "afternoon", "night"}


def test_a_push_waits_for_the_end_of_sleep_unless_it_is_urgent_however_late_the_worker_comes(
    db: None, service: PushService
) -> None:
    account = phone_of("x", service, shift="night")
    with time_machine.travel(MONDAY.replace(hour=6), tick=False) as clock:  # awake still
        notify([account.pk], "news", "Tin mới", key="1")
        clock.move_to(MONDAY)  # the worker comes when the account sleeps
        notify([account.pk], "alarm", "Cảnh báo", key="2")
        drain("push")
        assert (service.asked, states()) == ({"/x": 1}, {"queued": 1, "sent": 1})
        clock.move_to(MONDAY.replace(hour=14, minute=0))
        drain("push")
        assert (service.asked, states()) == ({"/x": 2}, {"sent": 2})


# --- who wants what


def test_a_push_goes_to_who_takes_it_in_that_category(db: None, service: PushService, settings: Any) -> None:
    settings.DEMO = False
    takes, refuses, off, away = (phone_of(name, service) for name in ("takes", "refuses", "off", "away"))
    MessageChoice.objects.create(account=refuses, category="news", way="bell", push=False)
    MessageChoice.objects.create(account=off, category="news", way="off")
    Account.objects.filter(pk=away.pk).update(is_active=False)
    everybody = [account.pk for account in (takes, refuses, off, away)]
    notify(everybody, "news", "Tin mới", key="1")
    notify(everybody, "hush", "Chỉ trên hệ thống", key="2")
    drain("push")
    assert service.asked == {"/takes": 1}


def test_of_what_somebody_keeps_to_themselves_a_locked_phone_says_nothing(db: None, service: PushService) -> None:
    account = Account.objects.create(username="x")
    phone = Browser(f"{service.origin}/x")
    subscribe(account.pk, phone.subscription())
    notify([account.pk], "own", "Phản ánh của anh chị có trả lời", key="1", text="Mở để xem.")
    drain("push")
    told = phone.read(service.taken[0][2])
    assert (told["title"], told["body"]) == ("Kết Đoàn", "Anh chị có thông báo mới.")
    shown = Notification.objects.get()
    assert shown.title == "Phản ánh của anh chị có trả lời"


PHONES: dict[int, str] = {}


def phones(account_ids: Any) -> dict[int, str]:
    """The numbers of accounts in these tests."""
    return {pk: PHONES[pk] for pk in account_ids if pk in PHONES}


def test_a_text_message_stands_in_where_neither_push_nor_letter_reaches(
    db: None, service: PushService, settings: Any
) -> None:
    from ketdoan.core.channels.sms import demo_text

    settings.PHONES_OF_ACCOUNTS, settings.DEMO = f"{__name__}.phones", True
    settings.SMS_ADDRESS = settings.ZALO_ADDRESS = ""
    pushed = phone_of("pushed", service)
    lettered = Account.objects.create(username="lettered", email="l@example.vn")
    MessageChoice.objects.create(account=lettered, category="news", way="mail")
    plain, by_sms, silent = (Account.objects.create(username=name) for name in ("plain", "sms", "silent"))
    Preference.objects.create(account=by_sms, text_by="sms")
    Preference.objects.create(account=silent, text_by="")
    accounts = [pushed, lettered, plain, by_sms, silent]
    PHONES.update({account.pk: f"09000000{n:02}" for n, account in enumerate(accounts)})
    notify([account.pk for account in accounts], "news", "Tin mới", key="1", url="/tin/7/")
    for channel in ("push", "mail", "zalo", "sms"):
        drain(channel)
    ledger = Delivery.objects.order_by("notification__account_id").values_list("notification__account_id", "channel")
    wanted = [(pushed.pk, "push"), (lettered.pk, "mail"), (plain.pk, "zalo"), (by_sms.pk, "sms")]
    assert list(ledger) == wanted
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert demo_text(PHONES[by_sms.pk]) == f"Tin mới. Xem: {settings.SITE_URL}/tin/7/"
    assert demo_text(PHONES[plain.pk], "zalo") == f"Tin mới {settings.SITE_URL}/tin/7/"
    assert demo_text(PHONES[pushed.pk]) is None


def test_where_no_provider_is_set_nobody_is_texted(db: None, settings: Any) -> None:
    settings.DEMO, settings.SMS_ADDRESS, settings.ZALO_ADDRESS = False, "", ""
    account = Account.objects.create(username="plain")
    notify([account.pk], "news", "Tin mới", key="1")
    assert not Delivery.objects.exists()
    assert not Broadcast.objects.exists()


def test_a_message_to_many_of_a_unit_is_in_its_ledger_one_to_few_or_of_no_post_is_not(
    db: None, service: PushService
) -> None:
    accounts = [Account.objects.create(username=f"m{n}").pk for n in range(5)]
    post = Actor(accounts[0], 7, 70, "Chủ tịch", Scope("70/"), frozenset())
    member = Actor(accounts[0], None, 70, "Đoàn viên", Scope("70/"), frozenset())
    with acting(post):
        notify(accounts, "round", "Đợt báo cáo mới", key="round:1")
        notify(accounts, "round", "Đợt báo cáo mới", key="round:1")
        notify(accounts[:4], "round", "Trả lại báo cáo", key="round:1:4")
        notify(accounts, "news", "Tin mới", key="news:1")
    with acting(member):
        notify(accounts, "round", "Đợt báo cáo mới", key="round:2")
    assert list(Broadcast.objects.values_list("key", "unit_id")) == [("round:1", 70)]


def test_the_ledger_counts_by_channel_and_state_and_tells_no_readers_of_few(db: None, service: PushService) -> None:
    accounts = [phone_of(f"y{n}", service) for n in range(6)]
    service.answers["/y0"], service.answers["/y1"] = [410], ["hang up"]
    notify([account.pk for account in accounts], "news", "Tin mới", key="1")
    notify([account.pk for account in accounts[2:]], "news", "Tin mới", key="2")
    drain("push")
    mark_read(accounts[5].pk)
    whole, few = reach("1"), reach("2")
    assert (whole.people, whole.read, few.people, few.read) == (6, 1, 4, None)
    (pushed,) = whole.channels
    assert pushed.numbers == {"sent": 4, "failed": 1, "unknown": 1}
    channel = next(one for one in health() if one.title == pushed.title)
    assert (channel.sent, channel.failed, channel.unknown, channel.waiting) == (8, 1, 1, 0)
    assert ("máy đã ngừng nhận", 1) in channel.reasons
