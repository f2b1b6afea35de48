"""Start-up of the module."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    """The module legal."""

    name = "ketdoan.legal"
    verbose_name = "Pháp luật"
