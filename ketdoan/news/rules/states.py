"""Where an article or a registration stands, and who may move it."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an article stands."""

    DRAFT = "draft", "Bản nháp"
    SCHEDULED = "scheduled", "Hẹn giờ đăng"
    PUBLISHED = "published", "Đang đăng"
    ARCHIVED = "archived", "Đã lưu trữ"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


#: Of each act the state it leads to, and those from which it may.
TRANSITIONS: dict[str, tuple[State, tuple[State, ...]]] = {
    "edit": (State.DRAFT, (State.DRAFT,)),
    "schedule": (State.SCHEDULED, (State.DRAFT, State.SCHEDULED)),
    "unschedule": (State.DRAFT, (State.SCHEDULED,)),
    "publish": (State.PUBLISHED, (State.DRAFT, State.SCHEDULED)),
    "correct": (State.PUBLISHED, (State.PUBLISHED,)),
    "archive": (State.ARCHIVED, (State.PUBLISHED,)),
    "restore": (State.PUBLISHED, (State.ARCHIVED,)),
    "withdraw": (State.WITHDRAWN, (State.PUBLISHED, State.ARCHIVED)),
}
#: What members may still read.
READABLE = (State.PUBLISHED, State.ARCHIVED)
#: What went out to members at some time.
OUT = (*READABLE, State.WITHDRAWN)


class Standing(TextChoices):
    """Where a registration stands."""

    PLACED = "placed", "Đã có chỗ"
    WAITING = "waiting", "Chờ chỗ"
    CANCELLED = "cancelled", "Đã tự hủy"
    REMOVED = "removed", "Không nhận"


#: Registrations that count.
LIVE = (Standing.PLACED, Standing.WAITING)

THEMES = [
    ("tet", "Tết Sum vầy"),
    ("workers_month", "Tháng Công nhân"),
    ("safety_month", "Tháng hành động về an toàn, vệ sinh lao động"),
    ("women", "Hoạt động nữ công"),
    ("other", "Chương trình khác"),
]
