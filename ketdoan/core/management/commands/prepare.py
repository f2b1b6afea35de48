"""Bring the database to this version of the program, with a way back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from ketdoan.core import backups
from ketdoan.core.modules import modules

OLDEST_SERVER = 15
LOCK = 7_305_801  # any number: two programs that start at once must not migrate at once


class Command(BaseCommand):
    """`prepare [--expect-empty]`: run by ./run at every start."""

    help = "Đưa cơ sở dữ liệu lên phiên bản này; sao lưu trước, và trở lại nếu không thành."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--expect-empty", action="store_true", help="dừng nếu cơ sở dữ liệu đã có dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_server()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        executor = MigrationExecutor(connection)
        applied = executor.loader.applied_migrations
        if options["expect_empty"] and _has_accounts():
            raise CommandError(
                "Cơ sở dữ liệu đã có dữ liệu, nhưng thư mục dữ liệu này mới (không có khoá của nó). "
                "Hãy dùng đúng thư mục dữ liệu cũ, hoặc một cơ sở dữ liệu trống."
            )
        unknown = set(applied) - set(executor.loader.disk_migrations)
        if {app for app, _ in unknown} & set(executor.loader.migrated_apps):
            raise CommandError("Cơ sở dữ liệu thuộc phiên bản Kết Đoàn mới hơn. Hãy chạy phiên bản đó.")
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending and _has_accounts():
            self._upgrade(len(pending))
        else:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        for module in modules():
            for make_ready in module.prepared:
                make_ready()

    def _upgrade(self, steps: int) -> None:
        self.stdout.write(f"Phiên bản mới: sao lưu rồi nâng cấp cơ sở dữ liệu ({steps} bước)…")
        try:
            backup = backups.make("upgrade")
        except backups.BackupError as error:
            raise CommandError(f"Chưa nâng cấp vì không sao lưu được: {error}") from None
        try:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        except Exception as error:
            try:
                backups.restore(backup)
            except backups.BackupError as failed:
                raise CommandError(
                    f"Nâng cấp không thành và chưa trở lại được: {failed} Bản sao lưu: {backup}"
                ) from error
            raise CommandError(
                f"Nâng cấp không thành ({type(error).__name__}: {error}). Dữ liệu đã trở lại như trước; "
                f"hãy chạy phiên bản cũ. Bản sao lưu: {backup}"
            ) from error
        self.stdout.write(f"Đã nâng cấp. Bản sao lưu trước nâng cấp: {backup}")


def _check_server() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"Không kết nối được PostgreSQL. Hãy kiểm tra DATABASE_URL. ({reason})") from None
    version = connection.cursor().connection.info.server_version // 10000
    if version < OLDEST_SERVER:
        raise CommandError(f"Máy chủ PostgreSQL là bản {version}; Kết Đoàn cần bản {OLDEST_SERVER} trở lên.")


def _has_accounts() -> bool:
    """Has anybody ever been given an account here? Before that, nothing of value can have been entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.core_account') IS NOT NULL")
        row = cursor.fetchone()
        if row is None or not row[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM public.core_account)")
        return bool(cursor.fetchone()[0])
