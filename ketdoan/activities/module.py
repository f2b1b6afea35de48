"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, Module, Periodic

from . import tasks
from .queries.inbox import tasks_of

CHAIR = ["activities.view", "activities.answer", "activities.assign", "activities.export"]

module = Module(
    name="activities",
    title="Công việc",
    permissions={
        "activities.view": "Xem việc được giao trong phạm vi",
        "activities.answer": "Nhận, trả lời việc được giao",
        "activities.assign": "Giao việc, gửi thông báo cho cấp dưới",
        "activities.export": "Xuất danh sách, kết quả công việc",
    },
    roles={
        "chair": CHAIR,
        "organisation_officer": CHAIR,
        "clerk": CHAIR,
        "accountant": ["activities.view", "activities.answer"],
        "inspection_head": ["activities.view", "activities.answer"],
        "group_leader": ["activities.view", "activities.answer"],
    },
    menu=[
        MenuItem("Việc được giao", "clipboard-check", "activities:received", "activities.view", order=2),
        MenuItem("Giao việc", "send", "activities:given", "activities.assign", order=3),
    ],
    inbox=[tasks_of],
    schedule=[Periodic("tasks", "0 7 * * *", tasks.daily)],
    after_reorganisation=[tasks.follow_units],
)
