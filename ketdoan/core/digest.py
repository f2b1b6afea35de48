"""The daily digest: one letter with what is new and how much awaits, at the hour that the account chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from .acting import acting
from .deadlines import by_deadline
from .jobs import job
from .models import Notification
from .models.notifications import DIGEST, DIGEST_HOUR
from .modules import InboxItem, inbox
from .notify import LETTERS, each_letter, letter
from .viet import format_date, format_number, local

#: So many new messages are named in a digest; of the others it gives the number.
NAMED = 30


@job("core.digests", "Gửi thư tổng hợp hằng ngày", retries=3)
def send_digests() -> None:
    """Queue the digests that are due: those whose hour has come, also where it passed while no worker ran."""
    accounts = sorted(set(due_messages(timezone.now()).values_list("account_id", flat=True)))
    for start in range(0, len(accounts), LETTERS):
        batch = accounts[start : start + LETTERS]
        send_digest.later(once=f"{batch[0]}-{batch[-1]}", account_ids=batch)


@job("core.digest", "Gửi thư tổng hợp", retries=8)
def send_digest(*, account_ids: Sequence[int]) -> None:
    """Send each account its digest, in a transaction of its own. Who has nothing new gets none."""
    with get_connection() as server:
        each_letter(account_ids, _send, server)


def due_messages(now: datetime) -> QuerySet[Notification]:
    """The messages that wait for a digest which is due by now: those made before the account's hour last struck."""
    here = local(now)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = Coalesce(F("account__preference__digest_hour"), DIGEST_HOUR)
    since_midnight = ExpressionWrapper(F("hour") * Value(timedelta(hours=1)), DurationField())
    day = Case(When(hour__lte=here.hour, then=Value(midnight)), default=Value(midnight - timedelta(days=1)))
    struck = ExpressionWrapper(day + since_midnight, DateTimeField())
    waiting = Notification.objects.filter(way=DIGEST, mailed_at=None, account__is_active=True)
    return waiting.exclude(account__email="").alias(hour=hour).filter(created_at__lt=struck)


def _send(account_id: int, server: BaseEmailBackend) -> None:
    now = timezone.now()
    with transaction.atomic():
        due = due_messages(now).filter(account_id=account_id).select_for_update(of=("self",))
        new = list(due.select_related("account").order_by("pk"))
        if not new:
            return
        parts = [_awaiting(account_id, now), *_news(new)]
        subject = f"Kết Đoàn ngày {format_date(local(now).date())}: {format_number(len(new))} thông báo mới"
        letter(new[0].account.email, subject, list(filter(None, parts)), f"digest-{new[-1].pk}", server).send()
        Notification.objects.filter(pk__in=[message.pk for message in new]).update(mailed_at=now)


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
