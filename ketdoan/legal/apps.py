"""Start-up of the module."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LegalConfig(AppConfig):
    """The module legal. After every migration the library follows the list of acts that is shipped."""

    name = "ketdoan.legal"
    verbose_name = "Pháp luật"

    def ready(self) -> None:
        post_migrate.connect(_bring_in_known, sender=self)


def _bring_in_known(**kwargs: Any) -> None:
    from .actions.taking import bring_in_known

    bring_in_known()
