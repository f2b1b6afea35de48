"""The site, the browser, and visitors to it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect, sync_playwright

from launcher import browser as installed

from .browsing import PATIENCE_MS, Visitor, visitor
from .site import Site, demo_site

States = dict[str, Any]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demo, served."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with demo_site(os.environ["DATABASE_URL"], settings.DATA / "demos", f"journeys_{worker}") as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with this package: while it runs, Django takes the process for an asynchronous one."""
    path = installed.found()
    assert path, "no Chromium on this machine: set CHROMIUM"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="session")
def states() -> States:
    """Cookies of the accounts that have signed in, by user name."""
    return {}


@pytest.fixture
def visit(site: Site, browser: Browser, states: States) -> Iterator[Callable[..., Visitor]]:
    """Open windows: `visit("totchuc.tld")` signed in, `visit()` not. None may have met an error in the end."""
    opened: list[Visitor] = []

    def open_window(username: str = "", **options: Any) -> Visitor:
        if username and username not in states:
            first = visitor(browser, site.address)
            first.sign_in(username)
            states[username] = first.context.storage_state()
            first.context.close()
        if username:
            options["storage_state"] = states[username]
        window = visitor(browser, site.address, **options)
        opened.append(window)
        if username:
            window.go("/")
        return window

    yield open_window
    problems = [problem for window in opened for problem in window.problems]
    for window in opened:
        window.context.close()
    assert not problems, "\n".join(problems)
