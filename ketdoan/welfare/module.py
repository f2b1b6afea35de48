"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic

from . import tasks
from .actions.erasing import PERSONS
from .demo import show_care
from .queries.inbox import cases_due, handed_in_back, questions_due

PROXY = ["welfare.ask", "welfare.join"]

module = Module(
    name="welfare",
    title="Chăm lo",
    permissions={
        "welfare.ask": "Gửi đề nghị thăm hỏi, trợ cấp thay đoàn viên",
        "welfare.join": "Đăng ký chương trình, ưu đãi thay đoàn viên",
        "welfare.decide": "Đọc, xét đề nghị thăm hỏi, trợ cấp",
        "welfare.rates": "Ghi bảng mức chi thăm hỏi, trợ cấp của đơn vị",
        "welfare.programme": "Đăng chương trình, ưu đãi; xem người đăng ký",
    },
    roles={
        "chair": [*PROXY, "welfare.decide", "welfare.rates", "welfare.programme"],
        "organisation_officer": [*PROXY, "welfare.rates", "welfare.programme"],
        "accountant": ["welfare.rates"],
        "group_leader": PROXY,
    },
    entrusted={"welfare.decide": "units.post"},
    member={
        "welfare.ask": "Đề nghị thăm hỏi, trợ cấp",
        "welfare.join": "Đăng ký, hỏi về chương trình, ưu đãi",
    },
    help={"welfare:*": "cham-lo-doan-vien"},
    menu=[
        MenuItem("Thăm hỏi, trợ cấp", "heart-handshake", "welfare:cases", "welfare.decide", order=27),
        MenuItem("Đề nghị thay đoàn viên", "hand-helping", "welfare:handed", "welfare.ask", order=28),
        MenuItem("Chương trình, ưu đãi", "gift", "welfare:programmes", "welfare.programme", order=29),
        MenuItem("Mức chi thăm hỏi", "receipt-text", "welfare:rates", "welfare.rates", order=29),
    ],
    quick=[
        MenuItem("Đề nghị thăm hỏi, trợ cấp thay đoàn viên", "hand-helping", "welfare:ask", "welfare.ask"),
        MenuItem("Đăng chương trình, ưu đãi cho đoàn viên", "gift", "welfare:new_programme", "welfare.programme"),
    ],
    inbox=[cases_due, handed_in_back, questions_due],
    messages=[
        MessageKind(
            "welfare",
            "Thăm hỏi, trợ cấp",
            "Từng bước của đề nghị; đề nghị mới, gần hạn, quá hạn cho cán bộ xét; không tắt được",
            ("mail", "digest", "bell"),
            texts=True,
            app=True,
        ),
        MessageKind("welfare.programme", "Chương trình, ưu đãi", "Câu hỏi, trả lời, thay đổi về đăng ký", app=True),
    ],
    persons=PERSONS,
    schedule=[Periodic("welfare", "25 7 * * *", tasks.daily)],
    after_reorganisation=[tasks.follow_desks],
    demo=[("Thăm hỏi, trợ cấp, chương trình cho đoàn viên", show_care)],
    demo_share=1,
)
