"""Run the worker of background jobs, after taking up what a killed one left undone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from ketdoan.core.audit import sealing
from ketdoan.core.jobs import register_schedule
from ketdoan.core.upkeep import STALLED_SECONDS, retry_held_jobs

CONCURRENCY = 2


class Command(BaseCommand):
    """`worker [--alone]`: runs jobs and seals the audit trail until SIGTERM, which lets the running jobs finish."""

    help = "Chạy tiến trình xử lý việc nền."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--alone", action="store_true", help="không có tiến trình nào khác trên cơ sở dữ liệu này")

    def handle(self, *args: Any, **options: Any) -> None:
        """A lone worker need not wait for a heartbeat to grow old: no job that is marked as running can be."""
        retry_held_jobs(0 if options["alone"] else STALLED_SECONDS)
        register_schedule()
        with sealing(), app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            app.run_worker(concurrency=CONCURRENCY, delete_jobs="successful", shutdown_graceful_timeout=10)
