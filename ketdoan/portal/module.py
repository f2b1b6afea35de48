"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic

from . import tasks
from .actions.leaving import PERSONS
from .demo import open_app
from .queries.joining import claims_due, invite_offer

INVITE = ["portal.invite"]

module = Module(
    name="portal",
    title="Ứng dụng đoàn viên",
    permissions={"portal.invite": "Mời đoàn viên dùng ứng dụng, xác nhận người dùng"},
    roles=dict.fromkeys(("chair", "organisation_officer", "clerk"), INVITE),
    menu=[MenuItem("Ứng dụng đoàn viên", "smartphone", "app_office:claims", "portal.invite", order=29)],
    inbox=[claims_due],
    member_acts=[invite_offer],
    messages=[
        MessageKind(
            "portal",
            "Ứng dụng đoàn viên",
            "Công đoàn xác nhận người dùng ứng dụng",
            ("mail", "digest", "bell"),
            texts=True,
            app=True,
        )
    ],
    help={"app_office:*": "moi-doan-vien-dung-ung-dung-xac-nhan-nguoi-dung"},
    persons=PERSONS,
    demo=[("Ứng dụng đoàn viên", open_app)],
    demo_share=1,
    schedule=[Periodic("daily", "35 2 * * *", tasks.forget_old_codes)],
)
