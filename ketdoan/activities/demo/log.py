"""The logs of the illustrative union: a year and a half of work, some of it with photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.rules import one_reading
from ketdoan.core.viet import today
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.posts import as_actor
from ketdoan.units.rules import Level

from ..actions.log import Line, log_activity
from ..queries.log import PARTS

LOG_SINCE = date(2025, 8, 20)
#: Lines of the units whose officers sign in to the demo, and of as many others of the same province as are shown.
OWN_LINES, OTHER_LINES, OTHERS = 34, 8, 20
PICTURED_SHARE = 0.06
SKIES = [("#9cc9ff", "#3f7d3a"), ("#ffd479", "#7a5200"), ("#d9e8f5", "#5b6470"), ("#c7e9d0", "#146c2e")]


@dataclass(frozen=True)
class Sample:
    """A line as unions write it: kind, text, fewest and most people or times, money each in thousand đồng, whose."""

    kind: str
    text: str
    place: str
    low: int
    high: int
    money: int = 0
    money_from: str = ""


GRASSROOTS = [
    Sample("visit", "Thăm đoàn viên ốm nằm viện", "Bệnh viện Đa khoa tỉnh", 1, 2, 500, "union"),
    Sample("visit", "Thăm gia đình đoàn viên có tang", "", 1, 1, 700, "union"),
    Sample("visit", "Thăm nữ đoàn viên sinh con", "", 1, 3, 300, "union"),
    Sample("meeting", "Họp Ban Chấp hành thường kỳ", "Phòng họp công ty", 5, 15),
    Sample("meeting", "Hội nghị người lao động", "Hội trường", 80, 220, 40, "employer"),
    Sample("dialogue", "Đối thoại định kỳ với người sử dụng lao động", "Phòng họp công ty", 10, 24),
    Sample("dialogue", "Đối thoại về suất ăn ca", "Nhà ăn", 12, 30),
    Sample("training", "Tập huấn nghiệp vụ cho tổ trưởng công đoàn", "Hội trường", 12, 30, 60, "union"),
    Sample("publicity", "Phổ biến chính sách bảo hiểm xã hội", "Xưởng sản xuất", 60, 300),
    Sample("publicity", "Tuyên truyền an toàn, vệ sinh lao động", "Xưởng sản xuất", 50, 250),
    Sample("culture_sport", "Giải bóng đá công nhân", "Sân bóng khu công nghiệp", 40, 120, 150, "employer"),
    Sample("culture_sport", "Hội diễn văn nghệ công nhân", "Nhà ăn", 60, 150, 90, "union"),
    Sample("care", "Tặng quà đoàn viên có hoàn cảnh khó khăn", "", 15, 60, 500, "union"),
    Sample("care", "Trao thưởng con đoàn viên học giỏi", "Nhà ăn", 40, 120, 100, "society"),
    Sample("donation", "Ủng hộ đồng bào vùng bão lũ", "", 60, 240, 80, "society"),
    Sample("donation", "Góp quỹ Mái ấm Công đoàn", "", 50, 200, 30, "society"),
    Sample("inspection", "Kiểm tra thu, chi đoàn phí quý", "", 0, 0),
    Sample("legal_advice", "Tư vấn về hợp đồng lao động", "", 1, 6),
    Sample("women_work", "Sinh hoạt chuyên đề nữ công", "Nhà ăn", 30, 110, 50, "union"),
    Sample("other_work", "Trồng cây quanh khuôn viên", "", 12, 40),
]
UPPER = [
    Sample("visit", "Thăm công nhân bị tai nạn lao động", "", 1, 2, 2_000, "union"),
    Sample("visit", "Thăm đoàn viên bị bệnh hiểm nghèo", "", 1, 4, 1_000, "union"),
    Sample("meeting", "Hội nghị Ban Chấp hành", "Hội trường", 15, 45),
    Sample("meeting", "Giao ban công đoàn cơ sở", "Hội trường", 25, 70),
    Sample("training", "Tập huấn công tác kiểm tra", "Hội trường", 40, 120, 120, "union"),
    Sample("training", "Bồi dưỡng cán bộ công đoàn mới", "Nhà Văn hóa Lao động", 30, 90, 150, "union"),
    Sample("publicity", "Tuyên truyền Luật Công đoàn tại khu nhà trọ", "Khu nhà trọ", 80, 300, 20, "union"),
    Sample(
        "culture_sport", "Hội thao công nhân, viên chức, lao động", "Nhà Văn hóa Lao động", 120, 400, 120, "society"
    ),
    Sample("care", "Trao quà đoàn viên có hoàn cảnh khó khăn", "", 80, 300, 1_000, "society"),
    Sample("donation", "Vận động Quỹ Mái ấm Công đoàn", "", 100, 500, 50, "society"),
    Sample("inspection", "Kiểm tra việc chấp hành Điều lệ ở công đoàn cơ sở", "", 0, 0),
    Sample("legal_advice", "Tư vấn pháp luật lưu động", "Khu công nghiệp", 8, 40),
]


def fill_log() -> None:
    """Lines of the last year and a half for the units of the demo's accounts and for some others."""
    random = Random("log")  # noqa: S311 - illustrative, not secret
    for unit, post, number in _writers():
        samples = GRASSROOTS if unit.level in (Level.GRASSROOTS, *PARTS) else UPPER
        with one_reading(), acting(as_actor(post, post.person.account_id) if post else SYSTEM):
            for on in _days(random, unit, post, number):
                _enter(random, unit, on, random.choice(samples))


def _writers() -> Iterator[tuple[Unit, Post | None, int]]:
    """Units with the post that writes their log, and how many lines it wrote."""
    held = Post.objects.filter(person__account__isnull=False, role__code__in=["chair", "group_leader", "clerk"])
    own = {post.unit_id: post for post in held.select_related("unit", "person", "role").order_by("-pk")}
    for post in sorted(own.values(), key=lambda post: post.pk):
        yield post.unit, post, OWN_LINES
    federation = Unit.objects.filter(pk__in=own, level=Level.FEDERATION).order_by("pk").first()
    below = Unit.objects.filter(level=Level.GRASSROOTS, ended_on=None).exclude(pk__in=own).order_by("code")
    for unit in below.filter(path__startswith=federation.path if federation else "")[:OTHERS]:
        yield unit, None, OTHER_LINES


def _days(random: Random, unit: Unit, post: Post | None, number: int) -> list[date]:
    """Days on which the unit, and the post, have existed."""
    first = max(
        [version.since for version in unit.versions.filter(replaced_at=None).order_by("valid")[:1]] + [LOG_SINCE]
    )
    since = max(first, post.valid.lower) if post else first
    days = (today() - since).days
    return sorted(since + timedelta(days=random.randrange(days + 1)) for _ in range(number)) if days >= 0 else []


def _enter(random: Random, unit: Unit, on: date, sample: Sample) -> None:
    number = random.randint(sample.low, sample.high)
    by_times = sample.kind in ("visit", "publicity", "legal_advice")
    money = sample.money * 1_000 * number or None
    line = Line(
        kind=sample.kind,
        on=on,
        text=sample.text,
        place=sample.place,
        people=None if by_times or not number else number,
        women=random.randint(number // 3, number) if number and not by_times else None,
        times=number if by_times else None,
        money=money,
        money_from=sample.money_from if money else "",
    )
    photos = [_picture(random)] if random.random() < PICTURED_SHARE else []
    log_activity(unit=unit, line=line, photos=photos)


def _picture(random: Random) -> ContentFile:
    """A drawn picture of people in front of a hall, in place of a photograph."""
    sky, ground = random.choice(SKIES)
    picture = Image.new("RGB", (640, 480), sky)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 320, 640, 480), fill=ground)
    draw.rectangle((120, 120, 520, 330), fill="#f4efe6", outline="#8a929d", width=4)
    draw.rectangle((140, 140, 500, 190), fill="#b42318")
    for x in range(90, 560, 58):
        top = random.randint(250, 290)
        shirt = random.choice(["#0a5bb5", "#f9fafb", "#146c2e", "#c73a2e"])
        draw.rounded_rectangle((x, top + 42, x + 46, 430), radius=16, fill=shirt)
        draw.ellipse((x + 5, top, x + 41, top + 40), fill="#d9a37a")
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue(), name="anh.jpg")
