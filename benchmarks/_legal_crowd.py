"""People who ask the assistant at the same time, each with some seconds between questions, as a browser does."""

import http.client
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import perf_counter, sleep
from urllib.parse import urlencode

from _measures import Result
from _pages import Visitor, server, spread
from django.conf import settings
from django.test import Client

from ketdoan.core.models import Account
from ketdoan.reports.tests.union import account_at, make_union

PEOPLE, QUESTIONS, BETWEEN = 50, 6, 10.0
TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"


def crowd(questions: Sequence[str]) -> Iterator[Result]:
    """Some people ask questions of a list."""
    sessions = _sessions()
    with server() as port:
        # Each worker of the server begins with its first request; what is timed is the assistant's own beginning.
        for _ in range(8):
            Visitor(port, sessions[0], []).click("/phap-luat/")
        begun = perf_counter()
        ask(port, sessions[0], questions[0])
        first = perf_counter() - begun
        yield Result("the first question that a server gets", f"{first:.2f} s", "<= 3 s", first <= 3)
        for number in range(8):
            ask(port, sessions[0], questions[number])
        with ThreadPoolExecutor(PEOPLE) as pool:
            walks = list(pool.map(lambda number: _walk(port, sessions[number], questions, number), range(PEOPLE)))
    times = [time for walk in walks for time in walk if time is not None]
    errors = sum(time is None for walk in walks for time in walk)
    half, most = spread(times)
    yield Result(
        f"{PEOPLE} people, {BETWEEN:.0f} s between questions", f"p50 {half:.0f} ms, p95 {most:.0f} ms, {errors} errors",
        "p95 <= 500 ms, 0", most <= 500 and not errors,
    )  # fmt: skip


def _sessions() -> list[str]:
    """People of a grassroots union, signed in."""
    known = list(Account.objects.filter(username__startswith="hoi-").order_by("pk"))
    if not known:
        unit = make_union()["A"]
        known = [account_at(unit, "clerk", f"hoi-{number}") for number in range(PEOPLE)]
    found = []
    for account in known:
        browser = Client()
        browser.force_login(account)
        found.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def _walk(port: int, session: str, questions: Sequence[str], number: int) -> list[float | None]:
    luck = Random(number)
    times = []
    for question in luck.sample(list(questions), QUESTIONS):
        sleep(BETWEEN * luck.uniform(0.5, 1.5))
        times.append(ask(port, session, question))
    return times


def ask(port: int, session: str, question: str) -> float | None:
    """Ask one question by the page; the seconds until its last byte, nothing where it failed."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": FORM, "Accept-Encoding": "gzip"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = perf_counter()
    try:
        connection.request("POST", "/phap-luat/", urlencode({"question": question, "day": ""}), headers)
        answer = connection.getresponse()
        answer.read()
        return perf_counter() - begun if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
