"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic
from ketdoan.core.screens import SIGNED_IN

from . import tasks
from .actions.erasing import PERSONS
from .demo import ask_desk
from .queries.inbox import cases_due, entries_due, own_questions
from .queries.signposts import index_ways

ASK = ["legal.ask"]
# The library is one for the whole union: who holds it may act at the top alone (queries.keeping).
CHOOSER = ["legal.ask", "legal.appoint", "legal.library"]

module = Module(
    name="legal",
    title="Pháp luật",
    permissions={
        "legal.ask": "Hỏi trợ lý pháp luật, hỏi cán bộ pháp luật",
        "legal.desk": "Trả lời câu hỏi pháp luật được chuyển đến, thẩm định sổ tay",
        "legal.appoint": "Giao quyền tư vấn pháp luật cho người khác",
        "legal.library": "Nhập văn bản vào thư viện pháp luật",
    },
    roles={
        "chair": CHOOSER,
        "organisation_officer": CHOOSER,
        **dict.fromkeys(("clerk", "accountant", "inspection_head", "group_leader"), ASK),
        "legal_officer": ["legal.ask", "legal.desk", "legal.library"],
    },
    member={"legal.ask": "Hỏi trợ lý pháp luật, hỏi cán bộ pháp luật"},
    entrusted={"legal.desk": "legal.appoint"},
    help={"legal:*": "hoi-dap-phap-luat"},
    menu=[
        MenuItem("Hỏi đáp pháp luật", "scale", "legal:ask", "legal.ask", order=50),
        MenuItem("Tư vấn pháp luật", "messages-square", "legal:cases", "legal.desk", order=51),
        MenuItem("Thống kê hỏi đáp", "chart-column", "legal:board", "legal.desk", order=52),
    ],
    account=[MenuItem("Câu hỏi pháp luật của tôi", "messages-square", "legal:mine", SIGNED_IN)],
    inbox=[cases_due, own_questions, entries_due],
    messages=[
        MessageKind(
            "legal",
            "Tư vấn pháp luật",
            "Trả lời cho câu hỏi của anh chị; câu hỏi mới, gần hạn, quá hạn cho cán bộ pháp luật; không tắt được",
            ("mail", "digest", "bell"),
            app=True,
        )
    ],
    persons=PERSONS,
    api=["legal.ask", "legal.desk"],
    schedule=[
        Periodic("legal", "20 7 * * *", tasks.daily),
        Periodic("uploads", "40 3 * * *", tasks.forget_uploads),
    ],
    after_reorganisation=[tasks.follow_desks],
    prepared=[index_ways],
    demo=[("Câu hỏi gửi bộ phận tư vấn pháp luật", ask_desk)],
    demo_share=1,
)
