"""Start-up of the module."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The module workspace."""

    name = "ketdoan.workspace"
