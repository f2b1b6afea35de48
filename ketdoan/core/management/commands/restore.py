"""Put back a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core import backups


class Command(BaseCommand):
    """`restore BACKUP`: a folder, the name of one in backups/, or `latest`. What is there now is backed up first."""

    help = "Khôi phục cơ sở dữ liệu và các tệp từ một bản sao lưu. Dữ liệu hiện có được sao lưu trước."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", help="thư mục bản sao lưu, tên của nó trong backups, hoặc latest")

    def handle(self, *args: Any, **options: Any) -> None:
        if backups.running():
            raise CommandError("Kết Đoàn đang chạy trên thư mục dữ liệu này. Hãy dừng ./run rồi khôi phục.")
        try:
            chosen = _find(options["backup"])
            before = backups.make("before")
            backups.restore(chosen)
        except backups.BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Đã khôi phục {chosen}. Dữ liệu trước đó: {before}")


def _find(name: str) -> Path:
    if name == "latest":
        found = backups.backups()
        if not found:
            raise backups.BackupError("Chưa có bản sao lưu nào.")
        return found[-1]
    inside = backups.folder() / name
    return inside if inside.is_dir() else Path(name).resolve()
