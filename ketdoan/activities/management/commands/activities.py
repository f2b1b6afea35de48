"""`./manage activities load FILE`: take in a log of work that was kept elsewhere."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.activities.actions.loading import load_log
from ketdoan.core.acting import SYSTEM, acting


class Command(BaseCommand):
    """Logs that come as files of JSON lines."""

    help = "Nạp sổ công tác đã ghi ở nơi khác"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        load = tasks.add_parser("load")
        load.add_argument("file", type=Path, help="tệp .jsonl, mỗi dòng một việc")
        load.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: Path, as_json: bool, **_: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig") as lines, acting(SYSTEM):
                told = load_log(lines=lines)
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"Không đọc được tệp {file}: phải là tệp văn bản UTF-8.") from None
        if as_json:
            refused = [{"line": number, "why": why} for number, why in told.refused]
            self.stdout.write(
                json.dumps({"taken": told.taken, "same": told.same, "refused": refused}, ensure_ascii=False)
            )
            return
        for number, why in told.refused:
            self.stdout.write(f"Dòng {number}: {why}")
        self.stdout.write(f"Đã nạp {told.taken} dòng, {told.same} dòng đã có; {len(told.refused)} dòng bị bỏ.")
