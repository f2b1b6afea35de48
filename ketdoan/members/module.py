"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic, SearchSource

from . import tasks
from .actions.checking import follow_records
from .actions.deriving import follow_persons
from .actions.erasing import PERSONS
from .actions.linked import erase_together
from .actions.recording import follow_units
from .demo.build import fill_living, fill_published
from .printing.admission import ADMISSION
from .printing.kinds import KINDS
from .queries.awaiting import applications_of, requests_of, transfers_of
from .queries.campaigns import reviews
from .queries.cards import collecting
from .queries.effects import members_touched
from .queries.figures import FLOWS, MEASURES, unit_figures
from .queries.find import find_members
from .queries.pairs import possible_duplicates

ACTS = ["members.admit", "members.recognise", "members.transfer", "members.suspend", "members.leave", "members.correct"]
OFFICER = [
    "members.view",
    "members.apply",
    *ACTS,
    "members.merge",
    "members.complete",
    "members.review",
    "members.amend",
    "members.proxy",
    "members.ask",
    "members.card",
    "members.party",
    "members.sensitive",
    "members.export",
    "members.import",
]

#: The rights that other software may be given.
API = ["members.view", "members.admit", "members.transfer", "members.suspend", "members.leave", "members.party"]

module = Module(
    name="members",
    title="Đoàn viên",
    permissions={
        "members.view": "Xem đoàn viên trong phạm vi",
        "members.apply": "Nhận đơn gia nhập",
        "members.admit": "Kết nạp đoàn viên",
        "members.recognise": "Công nhận đoàn viên, đoàn viên danh dự",
        "members.transfer": "Chuyển sinh hoạt",
        "members.suspend": "Ghi tạm dừng, sinh hoạt trở lại",
        "members.leave": "Ghi thôi là đoàn viên",
        "members.correct": "Hủy, đính chính ghi nhận về đoàn viên",
        "members.amend": "Xét đề nghị sửa dữ liệu của đoàn viên",
        "members.proxy": "Làm thay đoàn viên không dùng ứng dụng, khi người đó đồng ý (ở cơ sở)",
        "members.ask": "Gửi đề nghị sửa, xóa dữ liệu thay đoàn viên",
        "members.card": "Cấp, đổi, thu, in thẻ đoàn viên; ảnh thẻ",
        "members.merge": "Xử lý hồ sơ có thể trùng: gộp, hoàn tác gộp",
        "members.complete": "Bổ sung hồ sơ đoàn viên khi rà soát",
        "members.review": "Phát động, kết thúc đợt rà soát dữ liệu",
        "members.party": "Ghi, xem việc giới thiệu đoàn viên ưu tú cho Đảng",
        "members.sensitive": "Ghi, xem dữ liệu nhạy cảm và sự đồng ý",
        "members.export": "Xuất danh sách đoàn viên",
        "members.import": "Nhập đoàn viên từ Excel, hủy đợt nhập",
    },
    member={
        "members.own": "Xem dữ liệu của mình, đồng ý hoặc rút đồng ý",
        "members.ask": "Đề nghị sửa, xóa dữ liệu của mình",
    },
    roles={
        "chair": OFFICER,
        "organisation_officer": OFFICER,
        "clerk": ["members.view", "members.apply"],
        "accountant": ["members.view"],
        "inspection_head": ["members.view"],
        "group_leader": ["members.view", "members.proxy", "members.ask"],
    },
    menu=[
        MenuItem("Đoàn viên", "contact-round", "members:list", "members.view", order=20),
        MenuItem("Đơn gia nhập", "file-pen", "members:applications", "members.apply", order=21),
        MenuItem("Chuyển sinh hoạt", "arrow-right-left", "members:transfers", "members.transfer", order=22),
        MenuItem("Thẻ đoàn viên", "id-card", "members:cards", "members.view", order=23),
        MenuItem("Rà soát dữ liệu", "list-checks", "members:quality", "members.view", order=24),
        MenuItem("Đề nghị về dữ liệu", "user-pen", "members:corrections", "members.amend", order=26),
        MenuItem("Hồ sơ có thể trùng", "copy", "members:duplicates", "members.merge", order=25),
    ],
    quick=[
        MenuItem("Nhận đơn gia nhập công đoàn", "file-pen", "members:apply", "members.apply"),
        MenuItem("Tiếp nhận đoàn viên chuyển đến", "arrow-right-left", "members:receive", "members.transfer"),
    ],
    inbox=[applications_of, transfers_of, requests_of, collecting, possible_duplicates, reviews],
    messages=[
        MessageKind(
            "transfer", "Chuyển sinh hoạt", "Yêu cầu, trả lời, yêu cầu treo; không tắt được", ("mail", "digest", "bell")
        ),
        MessageKind(
            "members.data",
            "Dữ liệu của đoàn viên",
            "Đề nghị sửa, xóa dữ liệu; ai đã làm thay anh chị; không tắt được",
            ("mail", "digest", "bell"),
            texts=True,
            app=True,
        ),
        MessageKind(
            "members.review", "Rà soát dữ liệu đoàn viên", "Khi cấp trên phát động, gần hạn và quá hạn", ledger=True
        ),
    ],
    help={
        "members:*": "doan-vien-danh-sach-ho-so-tang-giam-trong-ky",
        **dict.fromkeys(
            [
                f"members:{page}"
                for page in ("sensitive", "open_fact", "record_fact", "give_consent", "withdraw_consent")
            ],
            "du-lieu-ca-nhan-doan-vien",
        ),
        "members:import*": "nhap-doan-vien-tu-excel",
        "members:appl*": "ket-nap-doan-vien",
        "members:propose": "ket-nap-doan-vien",
        "members:intake*": "ket-nap-doan-vien",
        "members:admit": "ket-nap-doan-vien",
        "members:transfer*": "chuyen-sinh-hoat",
        "members:receive": "chuyen-sinh-hoat",
        "members:introduce": "chuyen-sinh-hoat",
        **dict.fromkeys(
            ["members:card*", "members:issue_cards", "members:set_photo", "members:print_*"]
            + [f"members:{act}_card" for act in ("replace", "end", "restore")],
            "the-doan-vien-phieu-va-danh-sach-doan-vien",
        ),
        **dict.fromkeys(
            ["members:correction*", "members:erasure*"]
            + [
                f"members:{act}"
                for act in ("accept_correction", "refuse_correction", "grant_erasure", "refuse_erasure")
            ],
            "cham-lo-doan-vien",
        ),
        "members:quality": "ra-soat-du-lieu-doan-vien",
        "members:complete": "ra-soat-du-lieu-doan-vien",
        "members:complete_next": "ra-soat-du-lieu-doan-vien",
        "members:launch_campaign": "ra-soat-du-lieu-doan-vien",
        "members:campaign": "ra-soat-du-lieu-doan-vien",
        "members:close_campaign": "ra-soat-du-lieu-doan-vien",
        "members:duplicates": "ra-soat-du-lieu-doan-vien",
        "members:pair": "ra-soat-du-lieu-doan-vien",
        "members:reopen_pair": "ra-soat-du-lieu-doan-vien",
        "members:unmerge": "ra-soat-du-lieu-doan-vien",
    },
    search=[SearchSource("Đoàn viên", "members.view", find_members)],
    measures=MEASURES,
    flows=FLOWS,
    effects=[members_touched],
    unit_figures=[unit_figures],
    units_ended=[follow_units],
    persons_changed=[follow_persons, erase_together, follow_records, tasks.look_again],
    prints=[*KINDS, ADMISSION],
    demo=[
        ("Đoàn viên Công đoàn TT&TT, Công đoàn Viên chức", fill_published),
        ("Đoàn viên ở Tây Ninh hôm nay", fill_living),
    ],
    demo_share=36,
    persons=PERSONS,
    api=API,
    schedule=[
        Periodic("members", "3 0 * * *", tasks.refresh_due),
        Periodic("member_imports", "25 1 * * *", tasks.forget_imports),
        Periodic("transfers", "10 7 * * *", tasks.daily),
        Periodic("columns", "10 2 * * *", tasks.keep_columns),
        Periodic("duplicates", "40 2 * * *", tasks.find_duplicates),
        Periodic("quality", "20 3 * * *", tasks.check_records),
        Periodic("reviews", "10 7 * * *", tasks.remind_reviews),
        Periodic("retention", "40 3 * * *", tasks.apply_retention),
    ],
    after_reorganisation=[tasks.follow_transfers],
)
