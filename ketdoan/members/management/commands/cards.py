"""`./manage cards keys|ended|verify|rotate`: the public keys, the list of ended cards, checking a code with these files
alone, a new signing key."""

import json
from argparse import ArgumentParser
from base64 import b64decode
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.signing import add_signing_key, public_keys, published, signing_key
from ketdoan.core.viet import format_date, today
from ketdoan.members.codes import FRESH_DAYS, BadCode, CardClaim, verify
from ketdoan.members.ended_list import EndedCards, read_list, signed_list
from ketdoan.members.queries.cards import numbers_out_of_force


class Command(BaseCommand):
    """Codes of cards and the keys behind them."""

    help = "Khóa công khai của thẻ đoàn viên; kiểm tra mã trên thẻ không cần mạng, cơ sở dữ liệu; đổi khóa ký"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("keys")
        tasks.add_parser("ended")
        tasks.add_parser("rotate")
        check = tasks.add_parser("verify")
        check.add_argument("code", help="mã, hoặc địa chỉ trong mã QR")
        check.add_argument("--keys", type=Path, help="tệp khóa công khai (/the/khoa.json); mặc định khóa của hệ thống")
        check.add_argument("--ended", type=Path, help="tệp thẻ hết hiệu lực (./manage cards ended)")
        check.add_argument("--json", action="store_true")

    def handle(self, *args: Any, task: str, **options: Any) -> None:
        if task == "keys":
            self.stdout.write(json.dumps({"format": "ketdoan.card/1", "algorithm": "Ed25519", "keys": published()}))
        elif task == "ended":
            key, private = signing_key()
            self.stdout.write(json.dumps(signed_list(numbers_out_of_force(today()), today(), key, private.sign)))
        elif task == "rotate":
            self.stdout.write(f"Từ nay mã thẻ được ký bằng khóa số {add_signing_key()}. Mã cũ vẫn kiểm tra được.")
            self.stdout.write("Hãy gửi khóa công khai mới (./manage cards keys) cho nơi kiểm tra thẻ không có mạng.")
        else:
            self._verify(options["code"], options["keys"], options["ended"], as_json=options["json"])

    def _verify(self, code: str, key_file: Path | None, ended_file: Path | None, *, as_json: bool) -> None:
        keys = _keys(key_file) if key_file else public_keys()
        try:
            claim = verify(code, keys)
            ended = read_list(_json(ended_file), keys) if ended_file else None
        except BadCode as error:
            raise CommandError(str(error)) from None
        if as_json:
            self.stdout.write(json.dumps(_told(claim, ended)))
        else:
            self._say(claim, ended)

    def _say(self, claim: CardClaim, ended: EndedCards | None) -> None:
        day = today()
        self.stdout.write(f"Thẻ số {claim.number}, đơn vị {claim.unit}, cấp ngày {format_date(claim.issued_on)}.")
        state = "có hiệu lực" if claim.holds(day) else "KHÔNG còn hiệu lực (hết hạn hoặc chưa đến ngày cấp)"
        self.stdout.write(f"Theo mã: {state}, tính đến ngày ký {format_date(claim.signed_on)}.")
        if ended:
            listed = "CÓ trong" if ended.holds(claim.number) else "không có trong"
            self.stdout.write(f"Thẻ {listed} danh sách thẻ hết hiệu lực ngày {format_date(ended.day)}.")
        elif not claim.fresh(day):
            self.stdout.write(f"Mã ký cách đây {claim.age(day)} ngày (quá {FRESH_DAYS}): hãy tra cứu lại khi có mạng.")


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        raise CommandError(f"Không đọc được {file}.") from None


def _keys(file: Path) -> dict[int, bytes]:
    try:
        return {int(number): b64decode(key) for number, key in _json(file)["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"{file} không phải tệp khóa công khai.") from None


def _told(claim: CardClaim, ended: EndedCards | None) -> dict[str, Any]:
    day = today()
    told = {
        "number": claim.number,
        "unit": claim.unit,
        "issued_on": claim.issued_on.isoformat(),
        "until": claim.until.isoformat() if claim.until else None,
        "signed_on": claim.signed_on.isoformat(),
        "age_days": claim.age(day),
        "fresh": claim.fresh(day),
        "holds": claim.holds(day),
    }
    if ended:
        told |= {"ended": ended.holds(claim.number), "ended_as_of": ended.day.isoformat()}
    return told
