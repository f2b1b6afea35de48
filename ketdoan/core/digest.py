"""The daily digest: one letter with what is new and how much awaits, at the hour that the account chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from .acting import acting
from .channels.base import Down, again
from .channels.mail import Server, hand_over, open_server
from .deadlines import by_deadline
from .delivering import sender
from .jobs import job
from .models import Delivery, Notification
from .models.deliveries import DIGEST_LETTER, QUEUED, SENDING
from .models.notifications import DIGEST_HOUR
from .modules import InboxItem, inbox
from .viet import format_date, format_number, local

#: So many accounts get their digests by one job, over one connection to the mail server.
LETTERS = 200
#: So many new messages are named in a digest; of the others it gives the number.
NAMED = 30


@job("core.digests", "Gửi thư tổng hợp hằng ngày", retries=3)
def send_digests() -> None:
    """Queue the digests that are due: those whose hour has come, also where it passed while no worker ran."""
    accounts = sorted(set(due_messages(timezone.now()).values_list("notification__account_id", flat=True)))
    for start in range(0, len(accounts), LETTERS):
        batch = accounts[start : start + LETTERS]
        send_digest.later(once=f"{batch[0]}-{batch[-1]}", account_ids=batch)


@job("core.digest", "Gửi thư tổng hợp", retries=8)
def send_digest(*, account_ids: Sequence[int]) -> None:
    """Send each account its digest. Who has nothing new gets none; one that is not taken waits for the next job."""
    missed = 0
    with sender() as number, open_server() as server:
        for account_id in account_ids:
            missed += not _send(account_id, server, number)
    if missed:
        raise Down


def due_messages(now: datetime) -> QuerySet[Delivery]:
    """The messages that wait for a digest which is due by now: those made before the account's hour last struck."""
    here = local(now)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = Coalesce(F("notification__account__preference__digest_hour"), DIGEST_HOUR)
    since_midnight = ExpressionWrapper(F("hour") * Value(timedelta(hours=1)), DurationField())
    day = Case(When(hour__lte=here.hour, then=Value(midnight)), default=Value(midnight - timedelta(days=1)))
    struck = ExpressionWrapper(day + since_midnight, DateTimeField())
    waiting = Delivery.objects.filter(channel=DIGEST_LETTER, state=QUEUED, worker=None)
    reached = waiting.filter(notification__account__is_active=True).exclude(notification__account__email="")
    return reached.alias(hour=hour).filter(notification__created_at__lt=struck)


def _send(account_id: int, server: Server, number: int) -> bool:
    """Send an account's digest, marked in the ledger before it goes out; False if it was not taken."""
    now = timezone.now()
    with transaction.atomic():
        due = due_messages(now).filter(notification__account_id=account_id).select_for_update(of=("self",))
        rows = list(due.select_related("notification__account").order_by("notification_id"))
        ours = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        ours.update(state=SENDING, worker=number, tries=F("tries") + 1, at=now)
    if not rows:
        return True
    new = [row.notification for row in rows]
    parts = [_awaiting(account_id, now), *_news(new)]
    subject = f"Kết Đoàn ngày {format_date(local(now).date())}: {format_number(len(new))} thông báo mới"
    name = f"digest-{new[-1].pk}"
    try:
        outcome = hand_over(server, new[0].account.email, subject, list(filter(None, parts)), name)
    except Down:
        outcome = again("down")
    held_by = None if outcome.state == QUEUED else number
    ours.update(state=outcome.state, reason=outcome.reason, worker=held_by, at=timezone.now())
    return outcome.state != QUEUED


def _news(new: list[Notification]) -> list[str]:
    site = settings.SITE_URL.rstrip("/")
    lines = [f"- {message.title}" + (f"\n  {site}{message.url}" if message.url else "") for message in new[:NAMED]]
    if len(new) > NAMED:
        lines.append(f"và {format_number(len(new) - NAMED)} thông báo khác, xem trên hệ thống.")
    return ["Thông báo mới:\n" + "\n".join(lines)]


def _awaiting(account_id: int, now: datetime) -> str:
    """How much awaits the account's posts, in numbers: titles of the inbox may name what must not leave the house."""
    day = local(now).date()
    items: set[InboxItem] = set()
    for actor in import_string(settings.ACTORS_OF_ACCOUNT)(account_id):
        with acting(actor):
            items.update(inbox(actor))
    counted = [f"{group.title.lower()} {format_number(len(group.items))}" for group in by_deadline(items, day)]
    if not counted:
        return ""
    return f"Việc cần xử lý: {', '.join(counted)}.\nMở bàn làm việc: {settings.SITE_URL.rstrip('/')}/"
