"""Background jobs of the workspace."""

from ketdoan.core.jobs import job

from .queries.counting import count_use


@job("workspace.count_use", "Đếm mức độ sử dụng", retries=2)
def count_use_often() -> None:
    """Count how far each unit uses the platform."""
    count_use()
