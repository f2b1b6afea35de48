"""`./manage demo`: build the illustrative union; `--accounts` and `--code` say how to sign in to it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.unscoped import everything
from ketdoan.units.demo import accounts
from ketdoan.units.demo.build import build
from ketdoan.units.models import Unit

BAR = 24
WIDTH = 76


class Command(BaseCommand):
    """Builds the demo into an empty database; never where real data are."""

    help = "Dựng liên đoàn mẫu (dữ liệu minh họa) vào cơ sở dữ liệu trống; xem tài khoản dùng thử"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="in các tài khoản dùng thử")
        parser.add_argument("--code", metavar="TÊN", help="in mã xác thực hiện tại của một tài khoản dùng thử")

    def handle(self, *args: Any, **options: Any) -> None:
        if (settings.DATA / "real").exists():
            raise CommandError(f"Thư mục {settings.DATA} chứa dữ liệu thật; lệnh này chỉ dùng cho dữ liệu mẫu.")
        if options["accounts"]:
            self._print_accounts()
        elif options["code"]:
            self._print_code(options["code"])
        else:
            self._build()

    def _build(self) -> None:
        with everything():
            if Unit.objects.exists():
                raise CommandError("Cơ sở dữ liệu đã có đơn vị. Dữ liệu mẫu chỉ dựng được vào cơ sở dữ liệu trống.")
        sign: Path = settings.DATA / "demo"
        if not sign.exists():
            sign.write_text("building")
        build(self._tell)
        sign.write_text("ready")

    def _tell(self, percent: int, title: str) -> None:
        if not self.stdout.isatty():
            self.stdout.write(f"Dựng dữ liệu mẫu: {percent}% {title}")
            return
        full = BAR * percent // 100
        line = f"Dựng dữ liệu mẫu [{'█' * full}{'·' * (BAR - full)}] {percent:3}% {title}"
        self.stdout.write(f"\r{line:<{WIDTH}}", ending="\n" if percent == 100 else "")
        self.stdout.flush()

    def _print_accounts(self) -> None:
        with everything():
            rows = [
                (demo.username, post, demo.secret if demo.second_factor else "không cần")
                for demo, posts in accounts.held()
                for post in posts[:1]
            ]
        if not rows:
            raise CommandError("Cơ sở dữ liệu này không có tài khoản dùng thử.")
        first, second = (max(len(row[i]) for row in rows) for i in (0, 1))
        self.stdout.write(f"Tài khoản dùng thử (dữ liệu minh họa), mật khẩu chung: {accounts.PASSWORD}")
        self.stdout.write(f"{'Tên đăng nhập':<{first}}  {'Vị trí công tác':<{second}}  Khóa xác thực hai lớp (TOTP)")
        for row in rows:
            self.stdout.write(f"{row[0]:<{first}}  {row[1]:<{second}}  {row[2]}")
        self.stdout.write("Mã xác thực hiện tại của một tài khoản: ./manage demo --code TÊN")

    def _print_code(self, username: str) -> None:
        code = accounts.code_now(username)
        if not code:
            raise CommandError(f"{username} không phải tài khoản dùng thử có xác thực hai lớp.")
        self.stdout.write(code)
