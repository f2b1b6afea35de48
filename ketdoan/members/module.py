"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, Module, Periodic, SearchSource

from . import tasks
from .actions.deriving import follow_persons
from .actions.recording import follow_units
from .demo.build import fill_living, fill_published
from .printing.kinds import KINDS
from .queries.cards import collecting
from .queries.effects import members_touched
from .queries.figures import FLOWS, MEASURES, unit_figures
from .queries.find import find_members

ACTS = ["members.admit", "members.recognise", "members.transfer", "members.suspend", "members.leave", "members.correct"]
OFFICER = ["members.view", *ACTS, "members.card", "members.party", "members.export"]

module = Module(
    name="members",
    title="Đoàn viên",
    permissions={
        "members.view": "Xem đoàn viên trong phạm vi",
        "members.admit": "Kết nạp đoàn viên",
        "members.recognise": "Công nhận đoàn viên, đoàn viên danh dự",
        "members.transfer": "Chuyển sinh hoạt",
        "members.suspend": "Ghi tạm dừng, sinh hoạt trở lại",
        "members.leave": "Ghi thôi là đoàn viên",
        "members.correct": "Hủy, đính chính ghi nhận về đoàn viên",
        "members.card": "Cấp, đổi, thu, in thẻ đoàn viên; ảnh thẻ",
        "members.party": "Ghi, xem việc giới thiệu đoàn viên ưu tú cho Đảng",
        "members.export": "Xuất danh sách đoàn viên",
    },
    roles={
        "chair": OFFICER,
        "organisation_officer": OFFICER,
        "clerk": ["members.view"],
        "accountant": ["members.view"],
        "inspection_head": ["members.view"],
        "group_leader": ["members.view"],
    },
    menu=[
        MenuItem("Đoàn viên", "contact-round", "members:list", "members.view", order=20),
        MenuItem("Thẻ đoàn viên", "id-card", "members:cards", "members.view", order=23),
    ],
    inbox=[collecting],
    prints=KINDS,
    search=[SearchSource("Đoàn viên", "members.view", find_members)],
    measures=MEASURES,
    flows=FLOWS,
    help={
        "members:*": "doan-vien-danh-sach-ho-so-tang-giam-trong-ky",
        **dict.fromkeys(
            ["members:card*", "members:issue_cards", "members:set_photo", "members:print_*"]
            + [f"members:{act}_card" for act in ("replace", "end", "restore")],
            "the-doan-vien-phieu-va-danh-sach-doan-vien",
        ),
    },
    effects=[members_touched],
    unit_figures=[unit_figures],
    units_ended=[follow_units],
    persons_changed=[follow_persons],
    demo=[
        ("Đoàn viên Công đoàn TT&TT, Công đoàn Viên chức", fill_published),
        ("Đoàn viên ở Tây Ninh hôm nay", fill_living),
    ],
    demo_share=36,
    schedule=[Periodic("members", "3 0 * * *", tasks.refresh_due)],
)
