"""GET /healthz: is the installation well? For whoever watches it; tells nothing of its data."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from ketdoan.core.backups import last_backup
from ketdoan.core.jobs import seconds_since_heartbeat
from ketdoan.core.screens import PUBLIC, screen

HEARTBEAT_SECONDS = 60
FREE_BYTES = 1024**3
BACKUP_AGE = timedelta(days=2)


@screen(PUBLIC)
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if database, worker, migrations and disk are well, else 503. An old backup is shown but stops nobody."""
    parts = {"disk": _disk(), "last_backup": _last_backup()}
    try:
        parts |= {"database": _database(), "worker": _worker(), "migrations": _migrations()}
    except DatabaseError:
        parts |= {name: {"ok": False} for name in ("database", "worker", "migrations") if name not in parts}
    well = all(parts[name]["ok"] for name in ("database", "worker", "migrations", "disk"))
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)


def _database() -> dict[str, Any]:
    connection.ensure_connection()
    return {"ok": True, "server": connection.pg_version // 10000}  # type: ignore[attr-defined]


def _worker() -> dict[str, Any]:
    """The heartbeat of the worker that was heard last, by the database's clock."""
    age = seconds_since_heartbeat()
    return {
        "ok": age is not None and age <= HEARTBEAT_SECONDS,
        "seconds_since_heartbeat": None if age is None else round(age),
    }


def _migrations() -> dict[str, Any]:
    pending = len(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    return {"ok": pending == 0, "pending": pending}


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _disk() -> dict[str, Any]:
    free = shutil.disk_usage(settings.DATA).free
    return {"ok": free >= FREE_BYTES, "free_mb": free // 1024**2}


def _last_backup() -> dict[str, Any]:
    at = last_backup()
    recent = at is not None and datetime.now(UTC) - at <= BACKUP_AGE
    return {"ok": recent, "at": at.isoformat(timespec="seconds") if at else None}
