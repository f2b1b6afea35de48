"""Start-up of the module."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The module activities."""

    name = "ketdoan.activities"
    verbose_name = "Công việc"
