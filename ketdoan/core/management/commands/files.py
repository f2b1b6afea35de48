"""`./manage files verify`: read every stored file again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketdoan.core.files import verify


class Command(BaseCommand):
    """Checks of the file store."""

    help = "Đọc lại mọi tệp đã lưu: tệp mất, tệp hỏng, tệp không được dùng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        for title, names in (("Mất", found.missing), ("Hỏng", found.damaged), ("Không được dùng", found.orphans)):
            for name in names:
                self.stdout.write(f"{title}: {name}")
        self.stdout.write(
            f"Đã đọc {found.checked} tệp: {len(found.missing)} mất, {len(found.damaged)} hỏng, "
            f"{len(found.orphans)} không được dùng."
        )
        if not found.good:
            raise CommandError("Kho tệp không nguyên vẹn. Hãy phục hồi các tệp trên từ bản sao lưu.")
