"""How long pages take at national scale: one user alone, and a hundred at once, against gunicorn as ./run starts it."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, sleep

from _measures import REFORM, Result
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.models import Role, Unit

ROOT = Path(__file__).resolve().parent.parent
USERS, CLICKS, BETWEEN = 100, 10, 5.0
ALONE = 30
WORKERS_READY = 60


def pages() -> Iterator[Result]:
    """Times of pages as a browser on the same machine sees them: everything but the drawing."""
    users = officers()
    with server() as port:
        first = Visitor(port, *users[0])
        first.click_all()
        times: dict[str, list[float]] = {}
        for _ in range(ALONE):
            for page in first.pages:
                times.setdefault(page, []).append(first.click(page))
        for number, (page, taken) in enumerate(times.items(), 1):
            half, most = spread(taken)
            yield Result(
                f"page {number} {page[:44]}", f"p50 {half:.0f} ms, p95 {most:.0f} ms", "p95 <= 100 ms", most <= 100
            )
        visitors = [Visitor(port, *user) for user in users]
        with ThreadPoolExecutor(USERS) as pool:
            taken = [ms for clicks in pool.map(Visitor.walk, visitors) for ms in clicks]
        errors = first.errors + sum(visitor.errors for visitor in visitors)
        half, most = spread(taken)
        seen = f"p50 {half:.0f} ms, p95 {most:.0f} ms, {errors} errors"
        yield Result(
            f"{USERS} users, {BETWEEN:.0f} s between clicks", seen, "p95 <= 300 ms, 0", most <= 300 and not errors
        )


def spread(times: list[float]) -> tuple[float, float]:
    """The median and the 95th of a hundred, in milliseconds."""
    times = sorted(times)
    return times[len(times) // 2] * 1e3, times[int(len(times) * 0.95)] * 1e3


def officers(number: int = USERS) -> list[tuple[str, list[str]]]:
    """Signed-in officers: one of the confederation, the others of provinces and, where they do not suffice, commune
    unions. For each the session and ten pages that such an officer opens."""
    random = Random(4)
    provinces = list(Unit._base_manager.filter(kind="provincial_federation", ended_on=None))
    communes = list(Unit._base_manager.filter(kind="commune_union"))
    units = [Unit._base_manager.get(code="TLD"), *provinces, *random.sample(communes, min(number, len(communes)))]
    found = []
    for unit in units[:number]:
        browser = Client()
        browser.force_login(officer_of(unit))
        below = list(Unit._base_manager.filter(path__startswith=unit.path).values_list("code", flat=True)[:500])
        found.append((browser.cookies[settings.SESSION_COOKIE_NAME].value, ten_pages(unit, random.choice(below))))
    return found


def officer_of(unit: Unit) -> Account:
    """The account of an organisation officer of the unit, opened where there is none from an earlier run."""
    name = f"bench-{unit.pk}"
    if known := Account.objects.filter(username=name).first():
        return known
    with acting(SYSTEM):
        account = Account.objects.create_user(username=name)
        person = add_person(unit=unit, name="Nguyễn Thử Nghiệm")
        person.account = account
        person.save(update_fields=["account"])
        give_post(person=person, unit=unit, role=Role.objects.get(code="organisation_officer"), since=REFORM)
    TOTP.activate(account, generate_totp_secret())
    return account


def ten_pages(unit: Unit, other: str) -> list[str]:
    return [
        "/",
        "/to-chuc/",
        "/to-chuc/?ngay=31/10/2023",
        f"/to-chuc/nhanh/{unit.code}/",
        "/to-chuc/danh-sach/",
        "/to-chuc/danh-sach/?q=cong+ty",
        f"/to-chuc/don-vi/{unit.code}/",
        f"/to-chuc/don-vi/{other}/",
        "/to-chuc/nhiem-ky/",
        "/to-chuc/can-bo/",
    ]


@contextmanager
def server() -> Iterator[int]:
    """The web server on a free port, as ./run starts it, for the database of this run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "ketdoan.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", str(ROOT / "launcher" / "gunicorn_conf.py"), "--no-control-socket"]
    log = Path(os.environ["KETDOAN_DATA"]) / "bench-web.log"
    with log.open("w") as output:
        web = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(port)
            yield port
        finally:
            web.terminate()
            web.wait(30)


def wait_for(port: int) -> None:
    for _ in range(WORKERS_READY * 10):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            sleep(0.1)
    raise TimeoutError("the web server did not start")


class Visitor:
    """A signed-in officer who clicks through ten pages."""

    def __init__(self, port: int, session: str, pages: list[str]) -> None:
        self.port, self.pages, self.errors = port, pages, 0
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept-Encoding": "gzip"}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def click(self, page: str) -> float:
        """Open a page; returns the seconds until its last byte."""
        begin = perf_counter()
        try:
            self.connection.request("GET", page, headers=self.headers)
            answer = self.connection.getresponse()
            answer.read()
            fine = answer.status == 200
        except (OSError, http.client.HTTPException):
            self.connection.close()
            fine = False
        if not fine:
            self.errors += 1
        return perf_counter() - begin

    def click_all(self) -> None:
        for page in self.pages:
            self.click(page)

    def walk(self) -> list[float]:
        """Ten clicks, with some seconds before each."""
        random = Random(self.pages[-3])
        times = []
        for page in random.sample(self.pages, CLICKS):
            sleep(BETWEEN * random.uniform(0.5, 1.5))
            self.connection.close()
            times.append(self.click(page))
        return times
