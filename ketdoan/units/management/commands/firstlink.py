"""`./manage firstlink`: where nobody has an account yet, make the first administrator (on empty data the first unit
too) and print the one-time link."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.rules import rows
from ketdoan.core.viet import today
from ketdoan.units.actions.access import invite
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.reorganisation import found
from ketdoan.units.management.links import shown
from ketdoan.units.models import Invitation, Person, Role, Unit

FIRST = "Quản trị viên đầu tiên"
ROLES = ("chair", "system_administrator")


class Command(BaseCommand):
    """The way into an empty installation. Once somebody has signed up it only says that it is done."""

    help = "Tạo đơn vị và người quản trị đầu tiên, in đường dẫn mở tài khoản dùng một lần"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000", help="địa chỉ của trang")
        parser.add_argument("--kind", default="confederation", help="loại của đơn vị đầu tiên")
        parser.add_argument("--name", default="", help="tên đầy đủ của đơn vị đầu tiên")
        parser.add_argument("--code", default="", help="mã của đơn vị đầu tiên")
        parser.add_argument("--person", default=FIRST, help="họ và tên người quản trị đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(SYSTEM), transaction.atomic():
            if Person.objects.exclude(account=None).exists():
                self.stdout.write("Đã có tài khoản quản trị. Hãy đăng nhập.")
                return
            person = self._invited() or self._first_person(options)
            invitation = invite(person=person)
        self.stdout.write(shown(invitation, options["address"], "tạo tài khoản quản trị"))

    def _invited(self) -> Person | None:
        """Who was invited by an earlier run: the same person gets a new link."""
        earlier = Invitation.objects.order_by("pk").select_related("person").first()
        return earlier.person if earlier else None

    def _first_person(self, options: dict[str, Any]) -> Person:
        unit = self._standing(options["code"]) if Unit.objects.exists() else self._found(options)
        person = add_person(unit=unit, name=options["person"])
        for role in Role.objects.filter(code__in=ROLES):
            give_post(person=person, unit=unit, role=role, since=today())
        return person

    def _standing(self, code: str) -> Unit:
        """The topmost unit of a union that came from a history, without any account."""
        tops = Unit.objects.filter(ended_on=None, path__regex=r"^\d+/$")
        chosen = list(tops.filter(code=code) if code else tops[:2])
        if len(chosen) != 1:
            raise CommandError("Hãy chọn một đơn vị đứng đầu bằng mã: ./manage firstlink --code MÃ.")
        return chosen[0]

    def _found(self, options: dict[str, Any]) -> Unit:
        kind = next((row for row in rows("units.kind", today()) if row.selector["kind"] == options["kind"]), None)
        if kind is None:
            raise CommandError(f"Không có loại đơn vị {options['kind']}.")
        name = options["name"] or kind.value["label"]
        return found(
            code=options["code"] or kind.value["short"],
            parent=None,
            since=today(),
            values={"kind": options["kind"], "name": name, "short_name": name},
        )
