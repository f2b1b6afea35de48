"""The audit trail: prove that nobody changed it, and read it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core import audit
from ketdoan.core.actions import confidential_acts, registry
from ketdoan.core.models import Account, AuditEntry, AuditSeal
from ketdoan.core.modules import permissions
from ketdoan.core.viet import local

SHOWN = 50


class Command(BaseCommand):
    """`audit verify [--json]` and `audit show [--unit ID] [--about TABLE:ID] [--account NAME] [--limit N] [--json]`."""

    help = "Kiểm tra và xem nhật ký tác nghiệp."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="kiểm tra chuỗi niêm phong; thoát với mã 1 nếu có sai lệch")
        verify.add_argument("--json", action="store_true")
        show = verbs.add_parser("show", help="xem các bút toán mới nhất")
        show.add_argument("--unit", type=int, metavar="ID", help="số của đơn vị")
        show.add_argument("--about", metavar="BẢNG:ID", help="đối tượng, ví dụ units.unit:15")
        show.add_argument("--account", metavar="TÊN", help="tên đăng nhập")
        show.add_argument("--limit", type=int, default=SHOWN, metavar="N")
        show.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb."""
        if options["verb"] == "verify":
            self._verify(as_json=options["json"])
        else:
            self._show(options)

    def _verify(self, *, as_json: bool) -> None:
        """Faults are printed as they are found, the first ones only; all are counted."""
        count, first, listed = 0, None, []
        for fault in audit.faults():
            count += 1
            first = fault.number if first is None else first
            if count <= SHOWN:
                listed.append({"number": fault.number, "entry": fault.entry_id, "text": fault.text})
                if not as_json:
                    self.stdout.write(f"SAI LỆCH: {fault.text}")
        sealed = AuditSeal.objects.count()
        if as_json:
            page = {"ok": count == 0, "sealed": sealed, "faults": count, "first": first, "listed": listed}
            self.stdout.write(json.dumps(page, ensure_ascii=False))
        elif count == 0:
            self.stdout.write(f"Nhật ký nguyên vẹn: {sealed} bút toán đã niêm phong, không có sai lệch.")
        else:
            where = f", bắt đầu từ dấu số {first}" if first is not None else ""
            self.stdout.write(f"Nhật ký có {count} sai lệch{where}.")
        if count:
            raise SystemExit(1)

    def _show(self, options: dict[str, Any]) -> None:
        entries = AuditEntry.objects.order_by("-pk")
        if options["unit"] is not None:
            entries = entries.filter(unit_id=options["unit"])
        if options["about"]:
            table, _, number = options["about"].partition(":")
            if not number.isdigit():
                raise CommandError("--about cần dạng BẢNG:ID, ví dụ units.unit:15.")
            entries = entries.filter(about=table, about_id=int(number))
        if options["account"]:
            account = Account.objects.filter(username=options["account"].lower()).first()
            if account is None:
                raise CommandError(f"Không có tài khoản “{options['account']}”.")
            entries = entries.filter(account_id=account.pk)
        shown = list(entries[: options["limit"]])
        names = dict(Account.objects.filter(pk__in={e.account_id for e in shown}).values_list("pk", "username"))
        for entry in shown:
            self.stdout.write(_as_json(entry) if options["json"] else _as_line(entry, names))


def _as_json(entry: AuditEntry) -> str:
    values = {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields}
    return json.dumps(values, ensure_ascii=False, default=str)


def _as_line(entry: AuditEntry, names: dict[int, str]) -> str:
    nobody = "không ghi tên" if entry.action in confidential_acts else "hệ thống"
    who = names.get(entry.account_id, "?") if entry.account_id else nobody
    about = f" · {entry.about}:{entry.about_id}" if entry.about else ""
    why = f" · {entry.why}" if entry.why else ""
    change = json.dumps(entry.change, ensure_ascii=False)
    # An export is recorded under the permission that allows it.
    title = registry.get(entry.action) or permissions().get(entry.action, entry.action)
    return f"#{entry.pk} {local(entry.at):%d/%m/%Y %H:%M:%S} {who}: {title}{about}{why} {change}"
