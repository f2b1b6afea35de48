"""Files of tasks, and notices that are open to whoever has the link."""

import segno
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from ketdoan.core.unscoped import everything
from ketdoan.units.models import Attachment

from ..models import Task
from ..rules import TaskState


def files_of(task: Task) -> QuerySet[Attachment]:
    """What goes with a task. The files are the issuer's; whoever may see the task may see them."""
    return Attachment._base_manager.filter(tasks=task).select_related("blob").order_by("pk")


def open_notice(token: str) -> Task | None:
    """The notice of a link, while it is open. Read for a visitor, hence across all units."""
    with everything():
        found = Task.objects.filter(token=token, kind="notice", state__in=(TaskState.SENT, TaskState.CLOSED))
        return found.select_related("unit").first()


def qr(address: str) -> SafeString:
    """The address as a QR code, drawn as SVG: dark on light in either theme, as cameras want it."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S308 - of modules alone
