"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic, PersonalData

from . import tasks
from .demo import ask_for_reports, enter_published, set_targets
from .queries.effects import on_reports
from .queries.inbox import reports_due, targets_to_register

RIGHTS = ("view", "fill", "submit", "review", "open", "lock", "target", "export", "design")
CHAIR = [f"reports.{right}" for right in RIGHTS]
WRITER = ["reports.view", "reports.fill", "reports.export"]
KEPT = (
    "adjustment",
    "counting",
    "employersheet",
    "enclosure",
    "filling",
    "formdraft",
    "narrative",
    "note",
    "paper",
    "revision",
    "round",
    "submission",
    "target",
)
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
        "reports.target": "Đặt, giao, đăng ký chỉ tiêu, ghi kết quả thực hiện",
        "reports.export": "Xuất số liệu báo cáo của các đơn vị",
        "reports.design": "Lập, công bố biểu mẫu báo cáo của đơn vị",
    },
    roles={
        "chair": CHAIR,
        "organisation_officer": CHAIR,
        "clerk": WRITER,
        "accountant": WRITER,
        "inspection_head": WRITER,
    },
    menu=[
        MenuItem("Báo cáo của đơn vị", "file-chart-column", "reports:own", "reports.view", order=30),
        MenuItem("Đợt báo cáo", "calendar-clock", "reports:rounds", "reports.view", order=31),
        MenuItem("Bảng số liệu", "chart-column", "reports:board", "reports.view", order=32),
        MenuItem("Chỉ tiêu", "target", "reports:targets", "reports.view", order=33),
    ],
    quick=[
        MenuItem("Kiểm tra số liệu bài viết", "scan-search", "reports:article", "reports.view"),
        MenuItem("Đặt chỉ tiêu", "target", "reports:new_target", "reports.target"),
        MenuItem("Mở đợt báo cáo", "calendar-clock", "reports:new_round", "reports.open"),
        MenuItem("Lập biểu mẫu từ Excel", "file-spreadsheet", "reports:new_form", "reports.design"),
    ],
    effects=[on_reports],
    inbox=[reports_due, targets_to_register],
    messages=[
        MessageKind(
            "report",
            "Báo cáo",
            "Đợt báo cáo mới, nhắc nộp, báo cáo bị trả lại, chỉ tiêu được giao; không tắt được",
            ("mail", "digest", "bell"),
            ledger=True,
        )
    ],
    api=["reports.view", "reports.fill"],
    schedule=[Periodic("reports", "5 7 * * *", tasks.daily), Periodic("widest", "35 * * * *", tasks.widest)],
    help={
        "reports:*": "bao-cao-va-tong-hop",
        "reports:article": "kiem-tra-so-lieu-bai-viet",
        **dict.fromkeys(
            ("reports:form*", "reports:new_form", "reports:next_version", "reports:design*", "reports:try_form"),
            "bieu-mau-bao-cao",
        ),
    },
    demo=[("Báo cáo", ask_for_reports), ("Số liệu đã công bố", enter_published), ("Chỉ tiêu", set_targets)],
    persons=PersonalData(apart=dict.fromkeys([f"reports.{name}" for name in KEPT], APART)),
)
