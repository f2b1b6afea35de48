"""What the module registers: the official's home, and the board of who uses the platform."""

from ketdoan.core.modules import MenuItem, Module, Periodic
from ketdoan.core.screens import SIGNED_IN

from . import tasks
from .demo import fill_use

ADOPTION = "workspace.adoption"

module = Module(
    name="workspace",
    title="Bàn làm việc",
    permissions={ADOPTION: "Xem mức độ sử dụng của đơn vị trong phạm vi"},
    roles={"chair": [ADOPTION], "organisation_officer": [ADOPTION]},
    menu=[
        MenuItem("Bàn làm việc", "layout-dashboard", "workspace:home", SIGNED_IN, order=0),
        MenuItem("Lịch", "calendar-days", "workspace:calendar", SIGNED_IN, order=1),
        MenuItem("Mức độ sử dụng", "chart-no-axes-column", "workspace:adoption", ADOPTION, order=75),
    ],
    help={
        "workspace:*": "ban-lam-viec",
        "workspace:adoption*": "muc-do-su-dung",
        "workspace:unused": "muc-do-su-dung",
    },
    demo=[("Mức độ sử dụng", fill_use)],
    schedule=[Periodic("often", "20 */3 * * *", tasks.count_use_often)],
)
