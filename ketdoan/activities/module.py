"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic, PersonalData

from . import tasks
from .demo import fill_log, fill_programmes, give_tasks
from .queries.effects import on_tasks
from .queries.inbox import tasks_of
from .queries.log import flows
from .queries.programme import programme_due

CHAIR = [
    "activities.view",
    "activities.answer",
    "activities.assign",
    "activities.log",
    "activities.programme",
    "activities.export",
]

module = Module(
    name="activities",
    title="Công việc",
    permissions={
        "activities.view": "Xem việc được giao, sổ công tác trong phạm vi",
        "activities.answer": "Nhận, trả lời việc được giao",
        "activities.assign": "Giao việc, gửi thông báo cho cấp dưới",
        "activities.log": "Ghi sổ công tác",
        "activities.programme": "Lập chương trình công tác",
        "activities.export": "Xuất sổ công tác, danh sách, kết quả công việc",
    },
    roles={
        "chair": CHAIR,
        "organisation_officer": CHAIR,
        "clerk": CHAIR,
        "accountant": ["activities.view", "activities.answer", "activities.export"],
        "inspection_head": ["activities.view", "activities.answer", "activities.export"],
        "group_leader": ["activities.view", "activities.answer", "activities.log", "activities.export"],
    },
    menu=[
        MenuItem("Việc được giao", "clipboard-check", "activities:received", "activities.view", order=2),
        MenuItem("Giao việc", "send", "activities:given", "activities.assign", order=3),
        MenuItem("Sổ công tác", "notebook-pen", "activities:log", "activities.view", order=6),
        MenuItem("Chương trình công tác", "list-todo", "activities:programmes", "activities.view", order=7),
    ],
    inbox=[tasks_of, programme_due],
    flows=flows(),
    quick=[
        MenuItem("Giao việc mới, gửi thông báo", "send", "activities:new_task", "activities.assign"),
        MenuItem("Ghi một việc vào sổ công tác", "notebook-pen", "activities:log_new", "activities.log"),
    ],
    messages=[
        MessageKind(
            "task",
            "Việc được giao",
            "Giao việc, nhắc hạn, xin gia hạn; không tắt được",
            ("mail", "digest", "bell"),
            ledger=True,
        )
    ],
    help={
        "activities:*": "giao-viec-gui-thong-bao-va-tra-loi",
        "activities:log*": "so-cong-tac-chuong-trinh-cong-tac-quy-che",
        "activities:programme*": "so-cong-tac-chuong-trinh-cong-tac-quy-che",
        "activities:item*": "so-cong-tac-chuong-trinh-cong-tac-quy-che",
    },
    persons=PersonalData(
        apart=dict.fromkeys(
            [f"activities.{name}" for name in ("answer", "assignment", "extension", "question", "reminder", "task")],
            "Công việc chung của đơn vị; chỉ dẫn đến vị trí công tác của người làm.",
        )
    ),
    schedule=[Periodic("tasks", "0 7 * * *", tasks.daily)],
    after_reorganisation=[tasks.follow_units],
    effects=[on_tasks],
    demo=[("Sổ công tác", fill_log), ("Chương trình công tác", fill_programmes), ("Giao việc", give_tasks)],
)
