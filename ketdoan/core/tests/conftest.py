"""What the tests of the core share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from ketdoan.core.names import keep_names
from ketdoan.core.secrets import load_secrets

WRITTEN = (
    "core_auditentry, core_auditseal, core_auditpending, core_done, core_jobfault, core_progress, core_notification, "
    "procrastinate_jobs, procrastinate_workers"
)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of the test's own, with fresh secrets."""
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)
    return settings.DATA


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database for tests that commit and use threads; what the core's actions and jobs write is cleared.

    Emptying every table, as `transactional_db` does, takes seconds for each test.
    """
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        _clear()
        yield
        _clear()
        connection.close()


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN} CASCADE")


@pytest.fixture
def things_table(db: None) -> None:
    """The table of `things`, for this test alone: it goes with the test's transaction."""
    from .things import Thing, ThingName

    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        editor.create_model(ThingName)
        editor.execute(keep_names("core_things_thingname", "core_things_thing").sql, params=None)


@pytest.fixture
def client_acting(things_table: None, settings: Any) -> Client:
    """A signed-in account that acts in the subtree of `things`."""
    from ketdoan.core.models import Account

    post = "ketdoan.units.middleware.PostMiddleware"
    acting = "ketdoan.core.tests.things.ActingMiddleware"
    settings.MIDDLEWARE = [acting if name == post else name for name in settings.MIDDLEWARE]
    client = Client()
    client.force_login(Account.objects.create_user("can-bo"))
    return client
