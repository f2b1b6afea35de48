"""What the ledger says in numbers: of one message to many, and of the channels. Nobody is named, and no person's copy
can be followed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from .channels import CHANNELS
from .models import Delivery, Notification
from .models.deliveries import CHANNELS as TITLES
from .models.deliveries import DIGEST_LETTER, FAILED, QUEUED, SENDING, SENT, STATES, UNKNOWN

#: Of fewer people it is not told how many have read something: one could tell who.
FEWEST = 5
HEALTH = timedelta(days=1)
#: A queue that waits longer than this stands still.
STILL = timedelta(minutes=10)

REASONS = {
    "gone": "máy đã ngừng nhận",
    "no address": "không có nơi nhận",
    "no answer": "mất kết nối khi đang gửi",
    "sender died": "tiến trình gửi bị dừng khi đang gửi",
    "restored": "khôi phục từ bản sao lưu",
    "quiet": "chờ hết giờ yên lặng",
    "down": "không kết nối được",
    "refused": "máy chủ thư từ chối địa chỉ",
    "host": "dịch vụ thông báo không được phép",
    "key": "khóa của máy không hợp lệ",
    "off": "kênh đang tắt",
}


def in_words(reason: str) -> str:
    """A reason of the ledger in words."""
    if reason.startswith(("status ", "code ")):
        return f"bên nhận trả lời mã {reason.rsplit(maxsplit=1)[-1]}"
    return REASONS.get(reason, "lỗi kết nối")


@dataclass
class ByState:
    """How the deliveries of one channel stand."""

    code: str
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def title(self) -> str:
        """The channel in words."""
        return dict(TITLES)[self.code]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.numbers.values())

    @property
    def cells(self) -> list[int]:
        """The numbers, in the order of the states."""
        return [self.numbers.get(state, 0) for state, _ in STATES]


@dataclass(frozen=True)
class Reach:
    """How a message to many fared: how many got it, how many have read it (None of too few), and by channel."""

    people: int
    read: int | None
    channels: list[ByState]


def reach(key: str) -> Reach:
    """How the message with this key fared."""
    counted = Notification.objects.filter(key=key).aggregate(people=Count("pk"), read=Count("read_at"))
    rows = Delivery.objects.filter(notification__key=key).order_by().values_list("channel", "state")
    people = counted["people"]
    return Reach(people, counted["read"] if people >= FEWEST else None, _by_channel(rows.annotate(number=Count("pk"))))


def _by_channel(rows: Iterable[tuple[str, str, int]]) -> list[ByState]:
    found: dict[str, ByState] = {}
    for channel, state, number in rows:
        found.setdefault(channel, ByState(channel)).numbers[state] += number
    return [found[code] for code, _ in TITLES if code in found]


@dataclass(frozen=True)
class Health:
    """How a channel is: who carries it, what it did in a day, what waits and since when, and why things failed."""

    title: str
    offered: bool
    provider: str
    numbers: dict[str, int]
    waiting: int
    later: int
    oldest: datetime | None
    last: datetime | None
    reasons: list[tuple[str, int]]

    @property
    def still(self) -> bool:
        """Whether what is due has waited too long."""
        return self.oldest is not None and timezone.now() - self.oldest > STILL

    @property
    def sent(self) -> int:
        """How many went out."""
        return self.numbers.get(SENT, 0)

    @property
    def failed(self) -> int:
        """How many could not."""
        return self.numbers.get(FAILED, 0)

    @property
    def unknown(self) -> int:
        """Of how many nobody knows."""
        return self.numbers.get(UNKNOWN, 0)


def health() -> list[Health]:
    """Every channel, the digest among them."""
    return [_health(code, title) for code, title in TITLES]


def _health(code: str, title: str) -> Health:
    now = timezone.now()
    rows = Delivery.objects.filter(channel=code).order_by()
    day = rows.filter(at__gte=now - HEALTH).exclude(state__in=[QUEUED, SENDING])
    numbers = dict(day.values_list("state").annotate(number=Count("pk")))
    due = Q(due_at__lte=now)
    waiting = rows.filter(state=QUEUED, worker=None).aggregate(
        due=Count("pk", filter=due), later=Count("pk", filter=~due), oldest=Min("due_at", filter=due)
    )
    failed = day.exclude(reason="").values_list("reason").annotate(number=Count("pk")).order_by("-number")[:5]
    digest = code == DIGEST_LETTER
    channel = CHANNELS["mail" if digest else code]
    return Health(
        title,
        channel.offered(),
        channel.provider(),
        numbers,
        0 if digest else waiting["due"],
        waiting["later"] + (waiting["due"] if digest else 0),
        None if digest else waiting["oldest"],
        day.filter(state=SENT).aggregate(at=Max("at"))["at"],
        [(in_words(reason), number) for reason, number in failed],
    )
