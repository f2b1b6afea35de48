"""`./manage accesslink NAME --why REASON`: give an account back to its holder when nobody else on the platform can.

It is the way back for the last administrator, who has no one above to make the link on screen. Whoever can run it
rules the machine anyway; the holder is notified and the audit trail keeps the reason.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.viet import VietError, clean_line
from ketdoan.units.actions.access import restore_access
from ketdoan.units.management.links import shown
from ketdoan.units.models import Person

WHY_LENGTH = 250


class Command(BaseCommand):
    """Prints a one-time link by which the holder sets a new password; second factors go when it is used."""

    help = "In đường dẫn dùng một lần để lấy lại một tài khoản đã mất mật khẩu hoặc xác thực hai lớp"

    def add_arguments(self, parser: ArgumentParser) -> None:
        # Left out, they are asked for in our own words: those of argparse are English.
        parser.add_argument("username", nargs="?", default="", metavar="TÊN", help="tên đăng nhập của tài khoản")
        parser.add_argument("--why", default="", metavar="LÝ DO", help="lý do, được ghi vào nhật ký tác nghiệp")
        parser.add_argument("--address", default=settings.SITE_URL, metavar="URL", help="địa chỉ của trang")

    def handle(self, *args: Any, **options: Any) -> None:
        person = _holder(options["username"])
        why = _reason(options["why"])
        try:
            with acting(SYSTEM):
                link = restore_access(person=person, why=why)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(shown(link, options["address"], "đặt mật khẩu mới và gỡ xác thực hai lớp cũ"))


def _holder(username: str) -> Person:
    if not username.strip():
        raise CommandError('Hãy ghi tên đăng nhập, ví dụ: ./manage accesslink quantri --why "mất điện thoại".')
    account = Account.objects.filter(username=username.strip().lower()).first()
    if account is None:
        raise CommandError(f"Không có tài khoản “{username}”.")
    if not account.is_active:
        raise CommandError(f"Tài khoản “{username}” đã bị khóa, không lấy lại được.")
    person = Person._base_manager.filter(account=account).first()
    if person is None:
        raise CommandError(f"Tài khoản “{username}” không gắn với hồ sơ của người nào, không lấy lại được.")
    return person


def _reason(text: str) -> str:
    try:
        why = clean_line(text)
    except VietError as error:
        raise CommandError(str(error)) from None
    if not why:
        raise CommandError('Hãy ghi lý do bằng --why "…"; lý do được giữ trong nhật ký tác nghiệp.')
    if len(why) > WHY_LENGTH:
        raise CommandError(f"Lý do dài quá {WHY_LENGTH} ký tự.")
    return why
