"""What every test of the project may use."""

import pytest
from django.db import connection

APPEND_ONLY = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'immutable_all'"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the test runner empty append-only tables between tests that commit; rows stay protected."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER immutable_all")
