"""What every test of the project may use."""

import pytest
from _pytest.nodeid import coerce_node_id
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

SLOW = [HealthCheck.too_slow]
APPEND_ONLY = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'immutable_all'"


def pytest_configure() -> None:
    """Name static files as they are: the hashed names that ./run collected may be older than the checkout.

    Hypothesis tries the same examples in each run, and does not mind a busy machine. Passwords are hashed
    quickly; those of the demo, which its own program made, still open by the hasher of real work.
    """
    hypothesis.register_profile("ketdoan", deadline=None, derandomize=True, suppress_health_check=SLOW)
    hypothesis.load_profile("ketdoan")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep tests of one `xdist_group` on one worker. pytest-xdist 3.8 writes the group where pytest 9.2 no longer
    reads it (its issue 1386), and hands the tests out as if they bore no mark."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        suffix = f"@{mark.args[0]}" if mark else ""
        if not item.nodeid.endswith(suffix):
            item._id = coerce_node_id(item.nodeid + suffix)  # noqa: SLF001 - there is no other channel to the scheduler


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_keepdb, django_db_createdb):
    """The test database, for every test: pytest-django makes it only where it sees `db` or a mark, so that tests
    with fixtures of their own would work on the real one.

    The test runner may empty append-only tables between tests that commit; rows stay protected.
    """
    own = None
    with django_db_blocker.unblock():
        if not connection.settings_dict["NAME"].startswith("test_"):
            keep = django_db_keepdb and not django_db_createdb
            own = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=keep)
        with connection.cursor() as cursor:
            cursor.execute(APPEND_ONLY)
            for (table,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER immutable_all")
    yield
    if own and not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(own, verbosity=0)
