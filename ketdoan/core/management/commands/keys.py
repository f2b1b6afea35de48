"""`./manage keys status|rotate|retire`: change the master key that wraps all personal keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketdoan.core.crypto import installation_secrets
from ketdoan.core.rotation import StillNeeded, add_master_key, pending, retire, rewrap


class Command(BaseCommand):
    """Rotation of the master key; safe while the server runs, and after a break."""

    help = "Đổi khóa chủ bảo vệ dữ liệu cá nhân: rotate thêm khóa mới và bọc lại, retire bỏ khóa cũ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["status", "rotate", "retire"])

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        {"status": self.status, "rotate": self.rotate, "retire": self.retire}[step]()

    def status(self) -> None:
        """Say which master keys there are and what is left to do."""
        secrets = installation_secrets()
        self.stdout.write(f"Khóa chủ hiện dùng: số {secrets.current}. Trong tệp: {sorted(secrets.keys)}.")
        self.stdout.write(f"Khóa dữ liệu chờ bọc lại: {pending()}.")

    def rotate(self) -> None:
        """Add a master key unless an earlier rotation was broken off, then wrap all data keys anew."""
        if pending():
            self.stdout.write("Tiếp tục lần đổi khóa đang dở.")
        else:
            self.stdout.write(f"Đã thêm khóa chủ số {add_master_key()}.")
        done = 0
        while pending():
            for number in rewrap():
                done += number
                self.stdout.write(f"Đã bọc lại {done} khóa dữ liệu.")
        self.stdout.write("Xong. Sao lưu xong thì chạy `./manage keys retire` để bỏ khóa chủ cũ.")

    def retire(self) -> None:
        """Take old master keys out of the secrets file."""
        try:
            retired = retire()
        except StillNeeded:
            raise CommandError(
                f"Chưa bỏ được khóa chủ cũ: còn {pending()} khóa dữ liệu chờ bọc lại hoặc có giao dịch đang tạo khóa. "
                "Hãy chạy `./manage keys rotate` rồi thử lại."
            ) from None
        self.stdout.write(f"Đã bỏ khóa chủ số {', '.join(map(str, retired))}." if retired else "Không có khóa chủ cũ.")
