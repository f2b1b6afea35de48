"""News of the illustrative union: of the province and of a factory's union, a Tết programme with registration."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.acting import Actor, acting
from ketdoan.core.viet import today
from ketdoan.core.viet.dates import ZONE
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.units.models import Post
from ketdoan.units.queries.posts import as_actor

from ..actions import articles, campaigns, signups
from ..actions.articles import NewPicture
from ..actions.signups import Offer
from ..models import Article, Edition, Place, Tally
from ..rules.reach import Reach
from .pictures import picture

PROVINCE, FACTORY = "vanthu.tayninh", "chutich.hanvela"
ROUTES = (Offer("Xe về Thanh Hóa", 14), Offer("Xe về Nghệ An", 14), Offer("Xe về Quảng Ngãi", 10))
COACH = """Liên đoàn Lao động tỉnh tổ chức chuyến xe đưa đoàn viên về quê đón Tết Đinh Mùi, không thu tiền vé.

## Ai được đăng ký

- Đoàn viên đang làm việc tại tỉnh, quê ở miền Trung, chưa về quê Tết năm trước được ưu tiên.
- Mỗi đoàn viên được đi cùng vợ hoặc chồng và con.

## Ngày đi

Xe khởi hành **lúc 6 giờ sáng 27 tháng Chạp** tại Nhà Văn hóa Lao động tỉnh. Có bữa ăn trên đường và quà Tết.

Hết chỗ thì tên anh chị được ghi vào danh sách chờ; có người hủy, người chờ đầu tiên được báo ngay."""
CLINIC = """Khám phụ khoa, tầm soát ung thư vú cho nữ đoàn viên, không thu tiền.

1. Đăng ký với tổ trưởng công đoàn trước ngày khám ba ngày.
2. Mang theo thẻ đoàn viên trong ứng dụng và thẻ bảo hiểm y tế.
3. Không ăn sáng trước khi khám.

Kết quả được trả riêng cho từng người."""
WARNING = """Có người gọi điện, nhắn tin tự xưng là cán bộ công đoàn, yêu cầu chuyển tiền để nhận quà Tết.

**Công đoàn không thu tiền khi tặng quà, hỗ trợ, và không hỏi mã xác thực của anh chị.**

- Không bấm liên kết lạ, không đọc mã cho ai.
- Báo ngay cho chủ tịch công đoàn cơ sở hoặc công an nơi ở."""
TALK = """Ban Giám đốc và Công đoàn cơ sở đối thoại về tiền thưởng Tết, lịch nghỉ và bữa ăn ca.

Anh chị gửi câu hỏi trước ở mục **Gửi** của ứng dụng. Người đang làm ca xem lại được sau buổi đối thoại."""
CONTEST = """Hội thi thợ giỏi chào mừng Tháng Công nhân: may, cơ khí, vận hành máy. Thể lệ gửi kèm tin sau."""


def publish_news() -> None:
    """Articles that are out, one that waits for its hour, and registrations up to the waiting list."""
    day = today()
    with acting(_officer(PROVINCE)):
        tet = campaigns.save_campaign(
            title="Tết Sum vầy 2027", theme="tet", begins=day, ends=max(day, date(2027, 2, 20))
        )
        may = campaigns.save_campaign(
            title="Tháng Công nhân 2027", theme="workers_month", begins=date(2027, 5, 1), ends=date(2027, 5, 31)
        )
        words: dict[str, Any] = {
            "summary": "Miễn phí vé, khởi hành 27 tháng Chạp, đăng ký ngay trong ứng dụng.",
            "campaign": tet,
        }
        coach = _out("coach", "Chuyến xe Công đoàn đưa đoàn viên về quê đón Tết", COACH, 5, public=True, **words)
        signups.set_signup(
            article=coach, until=day + timedelta(days=20), offers=ROUTES, ask="Số người đi cùng (vợ, chồng, con)"
        )
        _out("clinic", "Khám sức khỏe miễn phí cho nữ đoàn viên", CLINIC, 9, Reach(sex="f"))
        _out("warning", "Cảnh giác người giả danh cán bộ công đoàn", WARNING, 2, urgent=True, public=True)
        contest = _draft("contest", "Hội thi Bàn tay vàng 2027", CONTEST, campaign=may)
        articles.schedule(article=contest, at=timezone.now() + timedelta(days=6))
    with acting(_officer(FACTORY)):
        began = datetime.combine(day - timedelta(days=3), time(19, 30), ZONE)
        live: dict[str, Any] = {"event_at": began, "live_url": "https://video.example.vn/doi-thoai"}
        talk = _out("talk", "Đối thoại trực tuyến với Ban Giám đốc về Tết", TALK, 6, **live)
        articles.add_replay(article=talk, url="https://video.example.vn/xem-lai", whom=articles.NOBODY)
    _register(coach)


def _officer(username: str) -> Actor:
    post = Post._base_manager.select_related("unit", "role", "person").get(person__account__username=username)
    return as_actor(post, post.person.account_id)


def _draft(drawn: str, title: str, text: str, reach: Reach | None = None, **values: Any) -> Article:
    content = {"title": title, "text": text, **values}
    article: Article = articles.draft_article(
        values=content, pictures=[NewPicture(picture(drawn), f"Hình vẽ: {title}")]
    )
    return articles.set_reach(article=article, reach=reach) if reach else article


def _out(drawn: str, title: str, text: str, days: int, reach: Reach | None = None, **values: Any) -> Article:
    """An article that was published some days ago, told and opened as where most have the app; no act gives a past day,
    and the illustrative members have no accounts."""
    article = articles.publish(article=_draft(drawn, title, text, reach, **values))
    articles.tell_all.verb(article_id=article.pk)
    ago = datetime.combine(today() - timedelta(days=days), time(7 + days % 4, 10 * days % 60), ZONE)
    Article._base_manager.filter(pk=article.pk).update(published_at=ago)
    Edition._base_manager.filter(article=article).update(at=ago)
    random = Random(title)  # noqa: S311 - illustrative, not secret
    tallies = list(Tally._base_manager.filter(article=article))
    for tally in tallies:
        tally.told = round(tally.members * random.uniform(0.6, 0.95))
        tally.opens = round(tally.told * random.uniform(0.4, 0.9))
    Tally._base_manager.bulk_update(tallies, ["told", "opens"], batch_size=1000)
    return article


def _register(article: Article) -> None:
    """Members of the province register, more for the first routes than there are places."""
    random = Random("registrations")  # noqa: S311 - illustrative, not secret
    places = list(Place._base_manager.filter(signup__article=article).order_by("order"))
    for member in _some(article, random):
        place = random.choices(places, [5, 4, 2])[0]
        actor = member_actor(member.person)
        if actor is None:
            continue
        with acting(actor):
            try:
                signups.register(article=article, place=place.pk, answer=random.choice(["", "1", "2", "3"]))
            except ValidationError:  # another record of somebody who has registered
                continue


def _some(article: Article, random: Random, number: int = 40) -> Iterable[Member]:
    """Members under the article's unit, drawn by their numbers."""
    path = article.unit.path
    rows = Member._base_manager.filter(state="member", unit__path__gte=path, unit__path__lt=path + "~")
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:4000])
    chosen = random.sample(numbers, min(number, len(numbers)))
    return Member._base_manager.filter(pk__in=chosen).select_related("person").order_by("pk")
