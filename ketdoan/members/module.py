"""What the module registers with the rest."""

from ketdoan.core.modules import Module, Periodic

from . import tasks
from .actions.deriving import follow_persons
from .actions.recording import follow_units

module = Module(
    name="members",
    title="Đoàn viên",
    permissions={},
    units_ended=[follow_units],
    persons_changed=[follow_persons],
    schedule=[Periodic("members", "3 0 * * *", tasks.refresh_due)],
)
