"""A database in which what tests do is committed, so that other connections see it; what they leave is cleared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections


@contextmanager
def committing(blocker: Any, monkeypatch: pytest.MonkeyPatch, clear: Callable[[], None]) -> Iterator[None]:
    """Let a fixture commit to the test database; `clear` empties what is written, before and afterwards."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        clear()
        yield
        clear()
        connection.close()
