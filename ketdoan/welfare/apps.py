"""Start-up of the module."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    """The module welfare."""

    name = "ketdoan.welfare"
    verbose_name = "Chăm lo đoàn viên"
