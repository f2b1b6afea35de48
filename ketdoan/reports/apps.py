"""Start-up of the module."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The module reports."""

    name = "ketdoan.reports"
    verbose_name = "Báo cáo"
