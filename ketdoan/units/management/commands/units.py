"""`./manage units count --unit CODE --at DATE`: how many units stand under one on a day."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.unscoped import everything
from ketdoan.core.viet import VietError, parse_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.lens import counts
from ketdoan.units.rules import Lens

LABELS = {
    "direct": "Đơn vị trực thuộc",
    "upper": "  trong đó công đoàn cấp trên cơ sở",
    "grassroots_direct": "  trong đó công đoàn cơ sở",
    "grassroots_total": "Công đoàn cơ sở, cả cấp dưới",
}


class Command(BaseCommand):
    """Counts of units."""

    help = "Đếm đơn vị trực thuộc một đơn vị vào một ngày"

    def add_arguments(self, parser: ArgumentParser) -> None:
        count = parser.add_subparsers(dest="task", required=True).add_parser("count")
        count.add_argument("--unit", required=True, help="mã đơn vị")
        count.add_argument("--at", help="ngày, ví dụ 31/10/2023 hoặc 2023-10-31; mặc định hôm nay")
        count.add_argument("--tree", choices=["line", "territory"], default="line")
        count.add_argument("--lens", choices=list(Lens), default=Lens.AS_IT_WAS)
        count.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = parse_date(options["at"]) if options["at"] else today()
        except VietError as error:
            raise CommandError(str(error)) from None
        with everything():
            unit = Unit.objects.filter(code=options["unit"]).first()
            if unit is None:
                raise CommandError(f"Không có đơn vị mã {options['unit']}.")
            found = asdict(counts(unit.pk, day, Lens(options["lens"]), tree=options["tree"]))
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, number in found.items():
            self.stdout.write(f"{LABELS[name]}: {number}")
