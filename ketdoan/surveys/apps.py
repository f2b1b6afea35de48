"""Start-up of the module."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """The module surveys."""

    name = "ketdoan.surveys"
    verbose_name = "Khảo sát, lấy ý kiến"
