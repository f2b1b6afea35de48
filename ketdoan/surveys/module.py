"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic

from . import tasks
from .actions.erasing import PERSONS
from .demo import ask_members
from .queries.asking import ANSWER, ASK, VIEW
from .queries.inbox import surveys_due

BOTH = [VIEW, ASK]

module = Module(
    name="surveys",
    title="Khảo sát, lấy ý kiến",
    permissions={
        VIEW: "Xem khảo sát và kết quả trong phạm vi",
        ASK: "Lập khảo sát, lấy ý kiến đoàn viên; ghi cam kết sau đối thoại",
    },
    roles={**dict.fromkeys(("chair", "organisation_officer", "clerk"), BOTH), "inspection_head": [VIEW]},
    member={ANSWER: "Trả lời khảo sát, đề xuất ý kiến trước đối thoại"},
    menu=[MenuItem("Khảo sát, lấy ý kiến", "vote", "surveys:surveys", VIEW, order=27)],
    quick=[MenuItem("Lập khảo sát, lấy ý kiến đoàn viên", "vote", "surveys:new", ASK)],
    inbox=[surveys_due],
    messages=[
        MessageKind(
            "survey",
            "Khảo sát, lấy ý kiến",
            "Công đoàn hỏi ý kiến anh chị; kết quả và tiến độ cam kết của những lần đã trả lời",
            ("digest", "mail", "bell", "off"),
            app=True,
        )
    ],
    help={"surveys:*": "khao-sat-lay-y-kien"},
    persons=PERSONS,
    schedule=[Periodic("surveys", "0 6 * * *", tasks.daily)],
    demo=[("Khảo sát, lấy ý kiến", ask_members)],
    demo_share=1,
)
