"""Start-up of the core."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """After every migration the shipped rules of all modules are brought in."""

    name = "ketdoan.core"

    def ready(self) -> None:
        post_migrate.connect(_bring_in_rules, sender=self)


def _bring_in_rules(**kwargs: Any) -> None:
    from .rules import bring_in_shipped_rules

    bring_in_shipped_rules()
