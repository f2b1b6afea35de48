"""`./manage members count|flow|import`: how many members a unit had on a day, what came and went in a period, and lists
of members brought in."""

import json
from argparse import ArgumentParser, _SubParsersAction
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import VietError, format_number, parse_date, today
from ketdoan.members.actions.importing.direct import import_list
from ketdoan.members.models.imports import KINDS
from ketdoan.members.queries.flows import Flow, Flows
from ketdoan.members.queries.stock import stock, suspended
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.lens import counts

COUNT_LABELS = {
    "members": "Đoàn viên",
    "women": "  trong đó nữ",
    "suspended": "  trong đó tạm dừng sinh hoạt",
    "grassroots": "Công đoàn cơ sở",
}
IMPORT_LABELS = {
    "rows": "Dòng",
    "ok": "Đọc được",
    "new": "  thêm mới",
    "changed": "  thay đổi",
    "same": "  không đổi",
    "imported": "Đã nhập",
}
FLOW_LABELS = {
    "opening": "Đầu kỳ",
    "admitted": "Kết nạp",
    "recognised": "Công nhận",
    "transferred_in": "Chuyển đến",
    "transferred_out": "Chuyển đi",
    "left": "Thôi, giảm khác",
    "structural": "Theo tổ chức (tiếp nhận, bàn giao)",
    "closing": "Cuối kỳ",
}


class Command(BaseCommand):
    """Counts and flows of members."""

    help = "Đếm đoàn viên của một đơn vị vào một ngày; tăng, giảm trong một kỳ"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        self._counting(tasks)
        self._flowing(tasks)
        self._importing(tasks)

    @staticmethod
    def _counting(tasks: "_SubParsersAction[Any]") -> None:
        count = tasks.add_parser("count")
        count.add_argument("--unit", required=True, help="mã đơn vị")
        count.add_argument("--at", help="ngày, ví dụ 31/10/2023 hoặc 2023-10-31; mặc định hôm nay")
        count.add_argument("--tree", choices=["line", "territory"], default="line")
        count.add_argument("--json", action="store_true")

    @staticmethod
    def _flowing(tasks: "_SubParsersAction[Any]") -> None:
        flow = tasks.add_parser("flow")
        which = flow.add_mutually_exclusive_group(required=True)
        which.add_argument("--unit", help="mã đơn vị")
        which.add_argument("--all", action="store_true", help="mọi đơn vị từng có")
        flow.add_argument("--from", dest="since", required=True, help="tính các ngày sau ngày này")
        flow.add_argument("--to", dest="until", required=True, help="đến hết ngày này")
        flow.add_argument("--tree", choices=["line", "territory"], default="line")
        flow.add_argument("--json", action="store_true")

    @staticmethod
    def _importing(tasks: "_SubParsersAction[Any]") -> None:
        task = tasks.add_parser("import")
        task.add_argument("file", type=Path, help="tệp .xlsx, .xls hoặc .csv")
        task.add_argument("--unit", required=True, help="mã đơn vị")
        task.add_argument("--since", help="ngày ghi nhận với người mà tệp không ghi ngày; mặc định hôm nay")
        task.add_argument("--kind", choices=[code for code, _ in KINDS], default=KINDS[0][0])
        task.add_argument("--dry-run", action="store_true", help="chỉ xem, không ghi gì")
        task.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["task"] == "import":
            with acting(SYSTEM):
                self._import(options)
            return
        with everything():
            self._count(options) if options["task"] == "count" else self._flow(options)

    def _import(self, options: dict[str, Any]) -> None:
        try:
            told = import_list(
                options["file"], _unit(options["unit"]), _day(options["since"]) if options["since"] else today(),
                options["kind"], dry_run=options["dry_run"],
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"Không mở được tệp: {error.strerror}.") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, label in IMPORT_LABELS.items():
            if name in told:
                self.stdout.write(f"{label}: {format_number(told[name])}")
        for wrong in told["errors"]:
            self.stdout.write(f"{wrong['sheet']}, dòng {wrong['row']}, {wrong['column']}: {wrong['message']}")

    def _count(self, options: dict[str, Any]) -> None:
        unit, day, tree = _unit(options["unit"]), _day(options["at"]) if options["at"] else today(), options["tree"]
        told = {
            "members": stock(day, tree=tree).of(unit.pk),
            "women": stock(day, tree=tree, sex=Person.FEMALE).of(unit.pk),
            "suspended": suspended(day, tree).of(unit.pk),
            "grassroots": counts(unit.pk, day, tree=tree).grassroots_total,
        }
        self._tell(told, COUNT_LABELS, as_json=options["json"])

    def _flow(self, options: dict[str, Any]) -> None:
        since, until = _day(options["since"]), _day(options["until"])
        if until < since:
            raise CommandError("Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.")
        unit = None if options["all"] else _unit(options["unit"])
        flows = Flows(since, until, options["tree"], top=unit.pk if unit else None)
        if unit is not None:
            self._tell(asdict(flows.of(unit.pk)), FLOW_LABELS, as_json=options["json"])
            return
        codes = dict(Unit._base_manager.values_list("pk", "code"))
        found: dict[str, Flow] = {codes[pk]: flow for pk, flow in flows.each()}
        if options["json"]:
            self.stdout.write(json.dumps({code: asdict(flow) for code, flow in found.items()}))
            return
        for code, flow in found.items():
            self.stdout.write("\t".join([code, *map(str, asdict(flow).values())]))

    def _tell(self, told: dict[str, int], labels: dict[str, str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        for name, number in told.items():
            self.stdout.write(f"{labels[name]}: {format_number(number)}")


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"Không có đơn vị mã {code}.")
    return unit


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except VietError as error:
        raise CommandError(str(error)) from None
