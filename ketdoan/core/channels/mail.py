"""Letters: by SMTP, one connection for many."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from ..models import Account
from .base import TAKEN, Down, Outcome, Parcel, Send, again


class MailChannel:
    """A letter for each message."""

    code = "mail"

    def offered(self) -> bool:
        """Always: without a server letters are kept in the data folder."""
        return True

    def provider(self) -> str:
        """The mail server."""
        return getattr(settings, "EMAIL_HOST", "") if not hasattr(settings, "EMAIL_FILE_PATH") else "Lưu trong máy chủ"

    def addresses(self, parcels: Sequence[Parcel]) -> Mapping[int, str]:
        """The e-mail addresses of accounts that are in use."""
        wanted = Account.objects.filter(pk__in={parcel.account_id for parcel in parcels}, is_active=True)
        known = dict(wanted.exclude(email="").values_list("pk", "email"))
        return {parcel.id: known[parcel.account_id] for parcel in parcels if parcel.account_id in known}

    @contextmanager
    def line(self) -> Iterator[Send]:
        """One connection to the mail server; raises Down where there is none."""
        with open_server() as server:
            yield lambda parcel, to: _send(parcel, to, server)


class Server:
    """A connection to the mail server that is opened again after it broke off."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend | None = None

    def open(self) -> BaseEmailBackend:
        """The connection. Raises Down."""
        if self.backend is None:
            backend = get_connection()
            try:
                backend.open()
            except (OSError, SMTPException) as error:
                raise Down(type(error).__name__) from None
            self.backend = backend
        return self.backend

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        if self.backend is not None:
            with suppress(OSError, SMTPException):
                self.backend.close()
            self.backend = None


@contextmanager
def open_server() -> Iterator[Server]:
    """The mail server, open; raises Down."""
    server = Server()
    server.open()
    try:
        yield server
    finally:
        server.close()


def hand_over(server: Server, to: str, subject: str, parts: Sequence[str], name: str) -> Outcome:
    """Hand a letter to the mail server. Raises Down."""
    try:
        letter(to, subject, parts, name, server.open()).send()
    except SMTPRecipientsRefused:
        return again("refused")
    except (OSError, SMTPException) as error:
        server.close()
        return again(type(error).__name__[:40])
    return TAKEN


def letter(to: str, subject: str, parts: Sequence[str], name: str, server: BaseEmailBackend) -> EmailMessage:
    """A letter of the platform. The same `name` gives the same Message-ID, so that a repeated one can be known."""
    choices = settings.SITE_URL.rstrip("/") + reverse("core:message_choices")
    foot = "Thư này do hệ thống Kết Đoàn gửi tự động, vui lòng không trả lời."
    return EmailMessage(
        subject=subject,
        body="\n\n".join([*parts, f"{foot}\nĐổi cách nhận hoặc ngừng nhận: {choices}"]),
        to=[to],
        headers={"Message-ID": f"<{name}@ketdoan>", "List-Unsubscribe": f"<{choices}>"},
        connection=server,
    )


def _send(parcel: Parcel, to: str, server: Server) -> Outcome:
    parts = [parcel.text or parcel.title]
    if parcel.url:
        parts.append(f"Xem chi tiết: {settings.SITE_URL.rstrip('/')}{parcel.url}")
    return hand_over(server, to, parcel.title, parts, f"notification-{parcel.notification_id}")
