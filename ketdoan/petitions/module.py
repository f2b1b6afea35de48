"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic, SearchSource

from . import tasks
from .actions.erasing import PERSONS
from .demo import fill_petitions
from .queries.figures import flows
from .queries.inbox import days_of, find, handed_in_back, petitions_due, promises_due, unit_figures

HANDLER = ["petitions.handle", "petitions.board", "petitions.export"]
PROXY = ["petitions.send"]

module = Module(
    name="petitions",
    title="Phản ánh, kiến nghị",
    permissions={
        "petitions.handle": "Giải quyết phản ánh, kiến nghị gửi đến đơn vị",
        "petitions.board": "Xem bảng vấn đề trong phạm vi",
        "petitions.export": "Xuất danh sách phản ánh",
        "petitions.send": "Gửi phản ánh, kiến nghị thay đoàn viên",
    },
    roles={
        "chair": [*HANDLER, *PROXY],
        "group_leader": PROXY,
        # Who gives posts must have what those have; of members near enough to be acted for there are none that far up.
        "organisation_officer": [*HANDLER, *PROXY],
        "inspection_head": ["petitions.board"],
        "legal_officer": ["petitions.board"],
    },
    member={"petitions.send": "Gửi phản ánh, kiến nghị"},
    help={"petitions:*": "phan-anh-kien-nghi"},
    menu=[
        MenuItem("Phản ánh, kiến nghị", "message-square-warning", "petitions:desk", "petitions.handle", order=27),
        MenuItem("Bảng vấn đề", "layout-grid", "petitions:board", "petitions.board", order=28),
        MenuItem("Phản ánh thay đoàn viên", "message-square-share", "petitions:handed", "petitions.send", order=28),
    ],
    quick=[
        MenuItem(
            "Gửi phản ánh, kiến nghị thay đoàn viên", "message-square-share", "petitions:hand_in", "petitions.send"
        ),
    ],
    inbox=[petitions_due, promises_due, handed_in_back],
    calendar=[days_of],
    search=[SearchSource("Phản ánh, kiến nghị", "petitions.handle", find)],
    flows=flows(),
    unit_figures=[unit_figures],
    messages=[
        MessageKind(
            "petition",
            "Phản ánh, kiến nghị gửi đến đơn vị",
            "Phản ánh mới, gần hạn, quá hạn, tự chuyển cấp trên; cam kết đến hạn; bước giải quyết phản ánh gửi thay; "
            "không tắt được",
            ("mail", "digest", "bell"),
        ),
        MessageKind(
            "own_petition",
            "Phản ánh của tôi",
            "Tiếp nhận, hỏi lại, trả lời, cam kết của phản ánh anh chị đã gửi hoặc cùng ý",
            ("mail", "digest", "bell"),
            private=True,
            app=True,
        ),
    ],
    persons=PERSONS,
    schedule=[Periodic("petitions", "25 7 * * *", tasks.daily)],
    after_reorganisation=[tasks.follow_desks],
    demo=[("Phản ánh, kiến nghị", fill_petitions)],
    demo_share=1,
)
