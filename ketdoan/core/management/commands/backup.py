"""Make a backup of the database and the files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core import backups


class Command(BaseCommand):
    """`backup [--list] [--reason WORD]`: prints the folder of the new backup, or all of them."""

    help = "Sao lưu cơ sở dữ liệu và các tệp vào thư mục backups của thư mục dữ liệu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="chỉ liệt kê các bản sao lưu đã có")
        parser.add_argument("--reason", default="manual", help="một từ đặt vào tên bản sao lưu")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for backup in backups.backups():
                self.stdout.write(str(backup))
            return
        if not options["reason"].isalnum():
            raise CommandError("--reason chỉ gồm chữ và số.")
        try:
            self.stdout.write(f"Đã sao lưu: {backups.make(options['reason'])}")
        except backups.BackupError as error:
            raise CommandError(str(error)) from None
