"""Start-up of the module."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class UnitsConfig(AppConfig):
    """After every migration the shipped provinces and roles are brought in."""

    name = "ketdoan.units"

    def ready(self) -> None:
        post_migrate.connect(_bring_in_shipped, sender=self)


def _bring_in_shipped(**kwargs: Any) -> None:
    from .actions.roles import bring_in_roles
    from .areas import bring_in_areas

    bring_in_areas()
    bring_in_roles()
