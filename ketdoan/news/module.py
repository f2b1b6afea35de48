"""What the module registers with the rest."""

from ketdoan.core.modules import MenuItem, MessageKind, Module, Periodic

from . import tasks
from .actions.erasing import PERSONS
from .demo import publish_news

READ = ["news.view"]
OFFICER = ["news.view", "news.write", "news.registrations", "news.export"]

module = Module(
    name="news",
    title="Tin tức",
    permissions={
        "news.view": "Xem tin, kết quả tin đã đăng trong phạm vi",
        "news.write": "Soạn, đăng, thu hồi tin của đơn vị",
        "news.registrations": "Xem, xử lý danh sách đăng ký tham gia",
        "news.export": "Xuất danh sách đăng ký, kết quả tin",
    },
    roles={
        **dict.fromkeys(("chair", "clerk", "organisation_officer"), OFFICER),
        **dict.fromkeys(("accountant", "inspection_head"), READ),
        "group_leader": ["news.view", "news.registrations"],
    },
    member={"news.register": "Đăng ký tham gia chương trình"},
    menu=[MenuItem("Tin tức", "newspaper", "news:articles", "news.view", order=8)],
    quick=[MenuItem("Soạn tin cho đoàn viên", "newspaper", "news:new", "news.write")],
    help={"news:*": "tin-tuc-chuong-trinh-va-dang-ky-tham-gia"},
    messages=[
        MessageKind(
            "news",
            "Tin công đoàn",
            "Tin của đơn vị và cấp trên dành cho anh chị",
            ("bell", "mail", "digest", "off"),
            ledger=True,
            app=True,
        ),
        MessageKind(
            "news_urgent",
            "Tin khẩn",
            "Tin cần biết ngay, kể cả trong giờ yên lặng; không tắt được",
            ("mail", "bell"),
            urgent=True,
            ledger=True,
            app=True,
        ),
        MessageKind(
            "signup",
            "Đăng ký tham gia",
            "Có chỗ, không nhận đăng ký; không tắt được",
            ("mail", "digest", "bell"),
            app=True,
        ),
        MessageKind(
            "news_work", "Việc đăng tin", "Tin hẹn giờ không đăng được; không tắt được", ("mail", "digest", "bell")
        ),
    ],
    persons=PERSONS,
    demo=[("Tin tức, đăng ký tham gia", publish_news)],
    demo_share=1,
    schedule=[Periodic("news", "*/15 * * * *", tasks.release_due)],
)
