"""`./manage history load FILE`: take in a union's whole history; `history rejected`: what of it was impossible."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.history import load_history
from ketdoan.members.models import RejectedLine


class Command(BaseCommand):
    """Histories that come as files of JSON lines."""

    help = "Nạp lịch sử tổ chức và đoàn viên vào thư mục dữ liệu trống; xem các sự kiện không thể xảy ra"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        load = tasks.add_parser("load")
        load.add_argument("file", type=Path, help="tệp .jsonl, mỗi dòng một sự kiện")
        load.add_argument("--json", action="store_true")
        tasks.add_parser("rejected").add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["task"] == "load":
            self._load(options["file"], as_json=options["json"])
        else:
            self._rejected(as_json=options["json"])

    def _load(self, file: Path, *, as_json: bool) -> None:
        call_command("prepare")
        try:
            with file.open(encoding="utf-8") as lines, acting(SYSTEM):
                ledger = load_history(lines=lines)
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"Không đọc được tệp {file}: phải là tệp văn bản UTF-8.") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        _mark_real()
        told = {"units": len(ledger.births), "members": len(ledger.unit_of), "rejected": len(ledger.rejected)}
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write("Đã nạp {units} đơn vị, {members} đoàn viên; {rejected} sự kiện bị bỏ.".format(**told))

    def _rejected(self, *, as_json: bool) -> None:
        rows = [
            {"id": row.event, "date": row.on.isoformat(), "do": row.do, "why": row.why}
            for row in RejectedLine.objects.all()
        ]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("{id}\t{date}\t{do}\t{why}".format(**row))


def _mark_real() -> None:
    """Say that the data folder holds real data, filled: ./run would else take it for new, and fill it anew."""
    if not (settings.DATA / "demo").exists():
        (settings.DATA / "real").write_text("ready")
