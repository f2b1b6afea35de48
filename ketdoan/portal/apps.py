"""Start-up of the module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The module portal."""

    name = "ketdoan.portal"
