"""Files of tasks, and notices that are open to whoever has the link."""

from django.db.models import QuerySet

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
