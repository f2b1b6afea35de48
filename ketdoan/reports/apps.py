"""Start-up of the module."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    """The module reports. After every migration the shipped forms are published."""

    name = "ketdoan.reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        post_migrate.connect(_bring_in_shipped, sender=self)


def _bring_in_shipped(**kwargs: Any) -> None:
    from .actions.forms import bring_in_forms

    bring_in_forms()
