"""`deliver CHANNEL`: send what is due on a channel and end. The worker starts it for help; so may an operator."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ketdoan.core.channels import CHANNELS
from ketdoan.core.delivering import drain, parent_lives


class Command(BaseCommand):
    """Sends until nothing is due, or the process that started it has ended."""

    help = "Gửi các thông báo đang chờ trên một kênh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=list(CHANNELS))

    def handle(self, *args: Any, **options: Any) -> None:
        """By hand, from a terminal, it looks at nobody's life."""
        drain(options["channel"], (lambda: True) if sys.stdin.isatty() else parent_lives(sys.stdin))
