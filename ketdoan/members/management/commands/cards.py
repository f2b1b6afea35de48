"""`./manage cards keys|verify|rotate`: the public keys of cards, checking a code with them alone, a new signing key."""

import json
from argparse import ArgumentParser
from base64 import b64decode
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.signing import add_signing_key, public_keys, published
from ketdoan.core.viet import format_date, today
from ketdoan.members.codes import FRESH_DAYS, BadCode, CardClaim, verify


class Command(BaseCommand):
    """Codes of cards and the keys behind them."""

    help = "Khóa công khai của thẻ đoàn viên; kiểm tra mã trên thẻ không cần mạng, cơ sở dữ liệu; đổi khóa ký"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("keys")
        tasks.add_parser("rotate")
        check = tasks.add_parser("verify")
        check.add_argument("code", help="mã, hoặc địa chỉ trong mã QR")
        check.add_argument("--keys", type=Path, help="tệp khóa công khai (/the/khoa.json); mặc định khóa của hệ thống")
        check.add_argument("--json", action="store_true")

    def handle(self, *args: Any, task: str, **options: Any) -> None:
        if task == "keys":
            self.stdout.write(json.dumps({"format": "ketdoan.card/1", "algorithm": "Ed25519", "keys": published()}))
        elif task == "rotate":
            self.stdout.write(f"Từ nay mã thẻ được ký bằng khóa số {add_signing_key()}. Mã cũ vẫn kiểm tra được.")
            self.stdout.write("Hãy gửi khóa công khai mới (./manage cards keys) cho nơi kiểm tra thẻ không có mạng.")
        else:
            self._verify(options["code"], options["keys"], as_json=options["json"])

    def _verify(self, code: str, file: Path | None, *, as_json: bool) -> None:
        try:
            claim = verify(code, _keys(file) if file else public_keys())
        except BadCode as error:
            raise CommandError(str(error)) from None
        day = today()
        if as_json:
            self.stdout.write(json.dumps(_told(claim)))
            return
        self.stdout.write(f"Thẻ số {claim.number}, đơn vị {claim.unit}, cấp ngày {format_date(claim.issued_on)}.")
        state = "có hiệu lực" if claim.holds(day) else "KHÔNG còn hiệu lực (hết hạn hoặc chưa đến ngày cấp)"
        self.stdout.write(f"Theo mã: {state}, tính đến ngày ký {format_date(claim.signed_on)}.")
        if not claim.fresh(day):
            self.stdout.write(f"Mã ký cách đây {claim.age(day)} ngày (quá {FRESH_DAYS}): hãy tra cứu lại khi có mạng.")


def _keys(file: Path) -> dict[int, bytes]:
    try:
        return {int(number): b64decode(key) for number, key in json.loads(file.read_text())["keys"].items()}
    except (OSError, ValueError, KeyError, AttributeError):
        raise CommandError(f"{file} không phải tệp khóa công khai.") from None


def _told(claim: CardClaim) -> dict[str, Any]:
    day = today()
    return {
        "number": claim.number,
        "unit": claim.unit,
        "issued_on": claim.issued_on.isoformat(),
        "until": claim.until.isoformat() if claim.until else None,
        "signed_on": claim.signed_on.isoformat(),
        "age_days": claim.age(day),
        "fresh": claim.fresh(day),
        "holds": claim.holds(day),
    }
