"""Start-up of the module."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The module units."""

    name = "ketdoan.units"
