"""Background jobs of the module."""

from datetime import timedelta

from django.db import transaction

from ketdoan.core.jobs import job
from ketdoan.core.viet import today

from .actions import refresh, seen
from .actions.importing.acts import compare_rows, forget_imports, import_rows, read_file
from .actions.structure import lock_structure
from .models import Person, PersonName

__all__ = ["compare_rows", "forget_imports", "forget_names", "forget_views", "import_rows", "read_file", "refresh_due"]

#: How long the worker may have been away without an act that took hold meanwhile being missed.
AWAY = timedelta(days=31)


@job("units.refresh_due", "Cập nhật đơn vị có thay đổi đến hạn", retries=3)
def refresh_due() -> None:
    """Bring up to date the units for which something began or ended: acts entered ahead take hold on their day."""
    with transaction.atomic():
        lock_structure()
        refresh.refresh_due(today() - AWAY)


@job("units.forget_names", "Bỏ khỏi danh mục tìm kiếm tên không còn ai mang", retries=3)
def forget_names() -> None:
    """Delete names that nobody bears any more since many were renamed at once."""
    with transaction.atomic():
        PersonName.let_go_all(Person)


@job("units.forget_views", "Xóa nhật ký xem dữ liệu hết thời hạn lưu", retries=3)
def forget_views() -> None:
    """Delete the log of views that is kept no longer."""
    seen.forget_views()
