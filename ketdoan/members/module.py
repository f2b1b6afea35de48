"""What the module registers with the rest."""

from ketdoan.core.modules import Module, Periodic

from . import tasks
from .actions.deriving import follow_persons
from .actions.recording import follow_units
from .demo.build import fill_living, fill_published

module = Module(
    name="members",
    title="Đoàn viên",
    permissions={},
    units_ended=[follow_units],
    persons_changed=[follow_persons],
    demo=[
        ("Đoàn viên Công đoàn TT&TT, Công đoàn Viên chức", fill_published),
        ("Đoàn viên ở Tây Ninh hôm nay", fill_living),
    ],
    demo_share=36,
    schedule=[Periodic("members", "3 0 * * *", tasks.refresh_due)],
)
