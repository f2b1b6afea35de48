"""Start-up of the module."""

from django.apps import AppConfig


class GradingConfig(AppConfig):
    """The module grading."""

    name = "ketdoan.grading"
    verbose_name = "Xếp loại"
