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
#: What the app fetches by itself when it has not for a day: the card and my data, to have them without network.
BEHIND = ("/app/the", "/app/toi/du-lieu")
LATER = 4.0
AT_ONCE = 200


def crowd() -> Iterator[Result]:
    """Home and what the phone fetches behind it, from arrivals as they fall."""
    luck = Random(7)
    known = sessions(PEOPLE)
    arrivals = sorted(luck.uniform(0, PEOPLE / PER_SECOND) for _ in known)
    with server() as port:
        for session in known[:8]:
            open_home(port, session, 0, 0)
        begun = perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            walks = pool.map(lambda pair: open_home(port, pair[1], begun, pair[0]), zip(arrivals, known, strict=True))
            times = [time for walk in walks for time in walk]
    fine = [time for time in times if time is not None]
    errors = len(times) - len(fine)
    half, most = spread(fine)
    yield Result(
        f"{PEOPLE:,} members open home in {PEOPLE / PER_SECOND:.0f} s ({len(times):,} pages)",
        f"p50 {half:.0f} ms, p95 {most:.0f} ms, {errors} errors",
        "p95 <= 500 ms, 0",
        most <= 500 and not errors,
    )


def open_home(port: int, session: str, begun: float, at: float) -> list[float | None]:
    """Open home at its time, then what the phone fetches behind it; the seconds of each, None where it failed."""
    sleep(max(0.0, begun + at - perf_counter()))
    times = [_get(port, session, "/app/"), _get(port, session, "/app/sw.js")]
    if begun:
        sleep(LATER)
    return times + [_get(port, session, path) for path in BEHIND]


def _get(port: int, session: str, path: str) -> float | None:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept-Encoding": "gzip"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = perf_counter()
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return perf_counter() - begun if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
