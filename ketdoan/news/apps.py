"""Start-up of the module."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """The module news."""

    name = "ketdoan.news"
    verbose_name = "Tin tức"
