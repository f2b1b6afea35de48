"""A program that founds many units in one open transaction, and meanwhile does small acts over another connection.

python -m tests.importing NUMBER     prints for each small act its name, and "free" or "waits"
"""

import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - models exist only after setup
from django.db.utils import OperationalError  # noqa: E402
from django.http import QueryDict  # noqa: E402

from ketdoan.core.acting import SYSTEM, acting  # noqa: E402
from ketdoan.core.actions import Act, action  # noqa: E402
from ketdoan.core.drafts import keep_draft  # noqa: E402
from ketdoan.core.models import Account  # noqa: E402
from ketdoan.core.notify import notify  # noqa: E402
from ketdoan.units.actions import bodies, persons  # noqa: E402
from ketdoan.units.actions import reorganisation as acts  # noqa: E402
from ketdoan.units.actions.structure import Birth  # noqa: E402
from ketdoan.units.models import Unit  # noqa: E402

LONG_AGO, DAY = date(2015, 1, 1), date(2024, 5, 6)
PATIENCE = "3s"  # a small act that gets no lock within this time counts as waiting


@action("tests.import", "Nhập nhiều đơn vị")
def found_many(act: Act, *, births: list[Birth]) -> Unit:
    return acts.found_all(act, births=births, since=DAY)[0]


def values(kind: str, code: str) -> dict[str, str]:
    return {"kind": kind, "name": f"Đơn vị {code}", "short_name": f"ĐV {code}"}


def found(code: str, kind: str, parent: Unit | None) -> Unit:
    return acts.found(code=code, parent=parent, since=LONG_AGO, values=values(kind, code))


def import_many(number: int, top: Unit, under_way: threading.Event, over: threading.Event) -> None:
    """Found units under one province and leave the transaction open until the small acts are over."""
    try:
        with acting(SYSTEM), transaction.atomic():
            province = Unit.objects.get(code="PX")
            births = [Birth(f"X{n}", values("grassroots_union", f"X{n}"), province) for n in range(number)]
            found_many(births=births)
            under_way.set()
            over.wait()
            transaction.set_rollback(True)
    finally:
        under_way.set()
        connection.close()


def small_acts() -> dict[str, Callable[[], Any]]:
    """Acts of a day in the office, on units that the import does not touch."""
    here, there = Unit.objects.get(code="XA"), Unit.objects.get(code="PY")
    person = persons.add_person(unit=here, name="Nguyễn Văn An")
    account = Account.objects.create_user("nguoi-nhap")
    bodies.open_term(unit=here, kind="executive", since=DAY, seats=3)
    seat = {"unit": here, "kind": "executive", "office": "member", "since": DAY}
    name = {"name": "Tên khác", "short_name": "Tên khác"}
    return {
        "person": lambda: persons.add_person(unit=here, name="Nguyễn Văn Ba"),
        "appoint": lambda: bodies.appoint(person=person, **seat),
        "draft": lambda: keep_draft(account.pk, "/", QueryDict("a=1"), "k"),
        "notify": lambda: notify([account.pk], "thu", "Thử", key="thu"),
        "describe": lambda: acts.describe(unit=here, values={"workers": 7}, since=DAY),
        "rename": lambda: acts.rename(unit=here, since=DAY, **name),
        "status": lambda: acts.set_status(unit=here, status="suspended", since=DAY),
        "recognise": lambda: acts.recognise(unit=here, since=DAY),
        "move": lambda: acts.move(units=[here], parent=there, since=DAY),
    }


def main(number: int) -> None:
    under_way, over = threading.Event(), threading.Event()
    with acting(SYSTEM):
        top = found("XC", "confederation", None)
        provinces = [found(code, "provincial_federation", top) for code in ("PX", "PY")]
        found("XA", "grassroots_union", provinces[0])
        small = small_acts()
        importer = threading.Thread(target=import_many, args=(number, top, under_way, over))
        importer.start()
        under_way.wait()
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        for name, act in small.items():
            try:
                act()
            except OperationalError:
                sys.stdout.write(f"{name} waits\n")
            else:
                sys.stdout.write(f"{name} free\n")
        over.set()
        importer.join()


if __name__ == "__main__":
    main(int(sys.argv[1]))
