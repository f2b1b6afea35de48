"""What the module registers with the rest."""

from ketdoan.core.modules import MessageKind, Module, PersonalData

CHAIR = ["reports.view", "reports.fill", "reports.submit", "reports.review", "reports.open", "reports.lock"]
APART = "Số liệu chung của đơn vị; chỉ dẫn đến vị trí công tác của người làm."

module = Module(
    name="reports",
    title="Báo cáo",
    permissions={
        "reports.view": "Xem báo cáo trong phạm vi",
        "reports.fill": "Ghi số liệu báo cáo của đơn vị",
        "reports.submit": "Nộp, rút báo cáo của đơn vị",
        "reports.review": "Tiếp nhận, trả lại báo cáo cấp dưới; điều chỉnh số tổng hợp",
        "reports.open": "Mở đợt báo cáo, nhắc, miễn nộp, đổi hạn",
        "reports.lock": "Khóa kỳ báo cáo, cho sửa sau khóa",
    },
    roles={
        "chair": CHAIR,
        "organisation_officer": CHAIR,
        "clerk": ["reports.view", "reports.fill"],
        "accountant": ["reports.view", "reports.fill"],
        "inspection_head": ["reports.view", "reports.fill"],
    },
    messages=[
        MessageKind(
            "report",
            "Báo cáo",
            "Đợt báo cáo mới, nhắc nộp, báo cáo bị trả lại; không tắt được",
            ("mail", "digest", "bell"),
        )
    ],
    persons=PersonalData(
        apart=dict.fromkeys(
            [f"reports.{name}" for name in ("adjustment", "filling", "note", "revision", "round")],
            APART,
        )
    ),
)
