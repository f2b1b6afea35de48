"""Start-up of the module."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """The module petitions."""

    name = "ketdoan.petitions"
    verbose_name = "Phản ánh, kiến nghị"
