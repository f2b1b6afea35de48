"""What the module registers: its permissions and its place in the menu."""

from dataclasses import replace

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic, SearchSource
from ketdoan.core.screens import SIGNED_IN

from . import tasks
from .actions.importing.acts import staging
from .actions.seen import list_taken
from .queries.calendar import terms_and_changes
from .queries.figures import FLOWS, MEASURES
from .queries.find import find_people, find_units
from .queries.held import PERSONS
from .queries.inbox import plans, regulations_ending, terms_and_seats
from .views.acts import palette_acts

module = Module(
    name="units",
    title="Tổ chức",
    permissions={
        "units.view": "Xem tổ chức, cán bộ trong phạm vi",
        "units.found": "Thành lập đơn vị",
        "units.recognise": "Công nhận đơn vị",
        "units.rename": "Đổi tên đơn vị",
        "units.describe": "Cập nhật thông tin đơn vị",
        "units.move": "Chuyển đơn vị về cấp trên khác",
        "units.merge": "Hợp nhất đơn vị",
        "units.split": "Chia, tách đơn vị",
        "units.absorb": "Sáp nhập đơn vị",
        "units.dissolve": "Giải thể, kết thúc hoạt động đơn vị",
        "units.suspend": "Tạm ngừng, cho đơn vị hoạt động lại",
        "units.retype": "Chuyển loại đơn vị",
        "units.plan": "Lập, xem phương án sắp xếp tổ chức",
        "units.plan.approve": "Phê duyệt phương án sắp xếp tổ chức",
        "units.appoint": "Bố trí chức vụ, phân công nhiệm vụ",
        "units.term": "Mở, kết thúc nhiệm kỳ",
        "units.regulation": "Ghi quy chế, thỏa thuận phối hợp",
        "units.department": "Lập, kết thúc ban, văn phòng",
        "units.paper": "Bổ sung, thay bản ký của quyết định",
        "units.person": "Lập, sửa hồ sơ cán bộ",
        "units.erase": "Xóa dữ liệu cá nhân theo yêu cầu (từ cấp trên cơ sở)",
        "units.subject": "Lập bản sao dữ liệu cá nhân theo yêu cầu của người có dữ liệu",
        "units.post": "Giao, kết thúc vị trí công tác",
        "units.invite": "Gửi lời mời mở tài khoản",
        "units.delegate": "Ủy quyền vị trí của mình",
        "units.trail": "Xem nhật ký công việc của đơn vị",
        "units.deliveries": "Xem sổ gửi thông báo của đơn vị",
        "units.import": "Nhập tổ chức từ Excel",
        "units.export": "Xuất danh sách đơn vị, cán bộ",
        "core.templates": "Sửa mẫu in quyết định, danh sách",
        "units.admin": "Mở phiên quản trị",
        "units.roles": "Lập, sửa vai trò và quyền",
    },
    menu=[
        MenuItem("Tổ chức", "network", "units:tree", "units.view", order=10),
        MenuItem("Đơn vị", "list-tree", "units:list", "units.view", order=11),
        MenuItem("Cán bộ công đoàn", "users-round", "units:people", "units.view", order=12),
        MenuItem("Nhiệm kỳ", "calendar-clock", "units:terms", "units.term", order=13),
        MenuItem("Quy chế, thỏa thuận", "file-badge", "units:regulations", "units.view", order=14),
        MenuItem("Phương án sắp xếp", "git-compare-arrows", "units:plans", "units.plan", order=15),
        MenuItem("Mẫu in", "file-text", "units:print_templates", "core.templates", order=70),
        MenuItem("Sổ gửi thông báo", "send", "units:broadcasts", "units.deliveries", order=75),
        MenuItem("Vai trò và quyền", "shield-check", "units:roles", "units.roles", order=92),
        MenuItem("Ủy quyền", "handshake", "units:delegations", "units.delegate", order=80),
    ],
    account=[MenuItem("Ai đã xem dữ liệu của tôi", "eye", "units:own_views", SIGNED_IN)],
    inbox=[plans, terms_and_seats, regulations_ending],
    search=[
        SearchSource("Đơn vị", "units.view", find_units),
        SearchSource("Cán bộ công đoàn", "units.view", find_people),
    ],
    measures=MEASURES,
    flows=FLOWS,
    calendar=[terms_and_changes],
    acts=[palette_acts],
    persons_listed=[list_taken],
    persons=replace(PERSONS, forget=staging.forget_of),
    help={
        "units:*": "xem-cay-to-chuc-o-ngay-bat-ky",
        "units:appoint": "bo-tri-chuc-vu-va-in-quyet-dinh",
        "units:assign_work": "bo-tri-chuc-vu-va-in-quyet-dinh",
        "units:end_appointment": "bo-tri-chuc-vu-va-in-quyet-dinh",
        "units:print_template*": "bo-tri-chuc-vu-va-in-quyet-dinh",
        "units:open_term": "mo-va-ket-thuc-nhiem-ky",
        "units:end_term": "mo-va-ket-thuc-nhiem-ky",
        "units:terms": "mo-va-ket-thuc-nhiem-ky",
        **dict.fromkeys(
            [f"units:{act}" for act in ("rename", "describe", "retype", "recognise", "set_status", "move", "absorb")],
            "doi-ten-chuyen-sap-nhap-ket-thuc-don-vi",
        ),
        **dict.fromkeys(
            [f"units:{act}" for act in ("merge", "split", "dissolve", "add_child", "choose")],
            "doi-ten-chuyen-sap-nhap-ket-thuc-don-vi",
        ),
        **dict.fromkeys(
            [f"units:{page}" for page in ("posts", "give_post", "end_post", "invite", "delegations")],
            "giao-vi-tri-cong-tac-uy-quyen",
        ),
        "units:list": "xuat-danh-sach",
        "units:people": "xuat-danh-sach",
        **dict.fromkeys(
            [f"units:{page}" for page in ("person", "contact", "identifier", "reveal", "own_views")], "du-lieu-ca-nhan"
        ),
        **dict.fromkeys(["units:subject", "units:erase_person"], "du-lieu-ca-nhan-doan-vien"),
        **dict.fromkeys(
            [f"units:{page}" for page in ("regulation*", "lacking_regulations", "add_regulation", "assignments")],
            "so-cong-tac-chuong-trinh-cong-tac-quy-che",
        ),
        **dict.fromkeys(
            [f"units:{page}" for page in ("plan*", "new_plan", "change_plan", "compare_plans", "execute_plan")]
            + [f"units:{page}" for page in ("revert_plan", "add_step", "change_step")],
            "phuong-an-sap-xep-to-chuc",
        ),
        "units:import*": "nhap-to-chuc-can-bo-tu-excel",
        "units:broadcast*": "nhan-thong-bao-va-cai-dat",
        "units:trail": "nhat-ky-cong-viec-cua-don-vi",
    },
    messages=[
        MessageKind("access", "Bảo mật tài khoản", "Cấp lại quyền truy cập, luôn được gửi ngay", ("mail",), urgent=True)
    ],
    schedule=[
        Periodic("daily", "1 0 * * *", tasks.refresh_due),
        Periodic("imports", "20 1 * * *", tasks.forget_imports),
        Periodic("views", "30 3 * * *", tasks.forget_views),
        Periodic("names", "40 3 * * *", tasks.forget_names),
    ],
)
