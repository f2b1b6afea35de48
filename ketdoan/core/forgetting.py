"""Forgetting, when somebody is erased, what is kept of them in the forms and lists of others."""

from .drafts import opened_drafts
from .kept_files import opened_names
from .models import Draft, KeptFile, SavedView
from .modules import PersonalData
from .saved_views import opened_views
from .traces import Traces


def forget(traces: Traces) -> None:
    """Delete drafts, files that wait for their form, and saved views of lists that speak of the person."""
    for model, opened in ((Draft, opened_drafts()), (KeptFile, opened_names()), (SavedView, opened_views())):
        model._base_manager.filter(pk__in=[pk for pk, text in opened if traces.in_text(text)]).delete()


PERSONS = PersonalData(
    apart={
        "core.delivery": "Sổ gửi: tin nào đi đường nào; tin của một người nằm trong danh sách thông báo của họ.",
        "core.pushsubscription": "Máy nhận thông báo, do chính người dùng bật và tự xem trong ứng dụng.",
    },
    forget=forget,
)
