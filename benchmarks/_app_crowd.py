"""A union opens the app at the same time, as after a message to all: 5,000 members within five minutes."""

import http.client
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import perf_counter, sleep

from _app_members import sessions
from _measures import Result
from _pages import server, spread
from django.conf import settings

PEOPLE = int(os.environ.get("BENCH_APP_PEOPLE", "5000"))
PER_SECOND = 5_000 / 300
#: What the app fetches by itself when it has not for three days: the card and my data, to have them without network.
BEHIND, ONE_IN = ("/app/the", "/app/toi/du-lieu"), 3
LATER = 4.0
AT_ONCE = 200


def crowd() -> Iterator[Result]:
    """Home and what the phone fetches behind it, from arrivals as they fall."""
    luck = Random(7)
    known = sessions(PEOPLE)
    arrivals = sorted(luck.uniform(0, PEOPLE / PER_SECOND) for _ in known)
    with server() as port:
        for session in known[:8]:
            for path in ("/app/", *BEHIND):
                _get(port, session, path)
        tag = _tag(port)
        begun = perf_counter()

        def walk(number: int) -> list[float | None]:
            sleep(max(0.0, begun + arrivals[number] - perf_counter()))
            return open_home(port, known[number], tag, number % ONE_IN == 0)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            times = [time for walk in pool.map(walk, range(len(known))) for time in walk]
    fine = [time for time in times if time is not None]
    errors = len(times) - len(fine)
    half, most = spread(fine)
    yield Result(
        f"{PEOPLE:,} members open home in {PEOPLE / PER_SECOND:.0f} s ({len(times):,} pages)",
        f"p50 {half:.0f} ms, p95 {most:.0f} ms, {errors} errors",
        "p95 <= 500 ms, 0",
        most <= 500 and not errors,
    )


def open_home(port: int, session: str, tag: str, behind: bool) -> list[float | None]:
    """Open home, and what the phone fetches behind it; the seconds of each, None where it failed."""
    times = [_get(port, session, "/app/"), _get(port, session, "/app/sw.js", tag)]
    if behind:
        sleep(LATER)
        times += [_get(port, session, path) for path in BEHIND]
    return times


def _tag(port: int) -> str:
    """By what a phone tells which worker it has."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/app/sw.js", headers={"Accept-Encoding": "gzip"})
    return connection.getresponse().headers["ETag"] or ""


def _get(port: int, session: str, path: str, tag: str = "") -> float | None:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept-Encoding": "gzip", "If-None-Match": tag}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = perf_counter()
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return perf_counter() - begun if answer.status == (304 if tag else 200) else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
