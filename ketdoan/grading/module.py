"""What the module registers with the rest."""

from ketdoan.core.modules import Held, MenuItem, MessageKind, Module, Periodic, PersonalData

from . import tasks
from .actions.ending import follow_units
from .demo import grade_members, grade_unions
from .queries.effects import on_sheets
from .queries.figures import flows
from .queries.inbox import grading_due

CHAIR = [f"grading.{right}" for right in ("view", "score", "send", "appraise", "decide", "open", "members")]
APART = "Xếp loại chung của đơn vị; chỉ dẫn đến vị trí công tác của người làm."

module = Module(
    name="grading",
    title="Xếp loại",
    permissions={
        "grading.view": "Xem xếp loại công đoàn cơ sở trong phạm vi",
        "grading.score": "Tự chấm điểm xếp loại của đơn vị",
        "grading.send": "Gửi, rút phiếu xếp loại của đơn vị",
        "grading.appraise": "Thẩm định, trả lại phiếu xếp loại của cấp dưới",
        "grading.decide": "Quyết định xếp loại công đoàn cơ sở",
        "grading.open": "Mở đợt xếp loại, nhắc, đổi hạn",
        "grading.members": "Xem, xếp loại đoàn viên hằng năm",
    },
    roles={
        "chair": CHAIR,
        "organisation_officer": CHAIR,
        "clerk": ["grading.view", "grading.score"],
        "inspection_head": ["grading.view"],
    },
    menu=[
        MenuItem("Xếp loại công đoàn cơ sở", "medal", "grading:sheets", "grading.view", order=36),
        MenuItem("Xếp loại đoàn viên", "user-round-check", "grading:lists", "grading.members", order=37),
    ],
    quick=[MenuItem("Mở đợt xếp loại công đoàn cơ sở", "medal", "grading:new_round", "grading.open")],
    inbox=[grading_due],
    flows=flows(),
    messages=[
        MessageKind(
            "grading",
            "Xếp loại",
            "Đợt xếp loại mới, nhắc gửi phiếu, phiếu bị trả lại, quyết định; không tắt được",
            ("mail", "digest", "bell"),
            ledger=True,
        )
    ],
    schedule=[Periodic("grading", "15 7 * * *", tasks.daily)],
    help={"grading:*": "xep-loai-cong-doan-co-so-va-doan-vien"},
    units_ended=[follow_units],
    effects=[on_sheets],
    persons=PersonalData(
        held={"grading.membergrade": Held("Xếp loại đoàn viên hằng năm", "person")},
        apart=dict.fromkeys([f"grading.{name}" for name in ("round", "sheet", "step", "memberlist")], APART),
    ),
    demo=[("Xếp loại công đoàn cơ sở", grade_unions), ("Xếp loại đoàn viên", grade_members)],
    demo_share=1,
)
