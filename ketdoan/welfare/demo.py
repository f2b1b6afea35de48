"""What the illustrative union shows of care: requests in each state, a table of rates, programmes and offers; and what
members of the same group ask of their own data."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.actions.requests import ask_correction, ask_erasure
from ketdoan.members.models import Card, Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.rules import COUNTED
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.posts import as_actor

from .actions import cases, programmes, rates
from .actions.cases import Asked
from .actions.programmes import Offer
from .models import AidCase, Programme, Rate
from .rules import last_day

CHAIR, LEADER, PROVINCE = "chutich.hanvela", "totruong.hanvela", "chutich.tayninh"
SOURCE = "Quy chế chi tiêu nội bộ số 02/QC-CĐCS ngày 05/01/2026, Điều 6"
RATES = [
    ("sick", "Nằm viện từ 3 ngày", 500_000),
    ("sick", "Bệnh hiểm nghèo, phẫu thuật", 2_000_000),
    ("maternity", "Đoàn viên sinh con", 500_000),
    ("wedding", "Đoàn viên kết hôn", 500_000),
    ("funeral", "Cha mẹ, vợ chồng, con của đoàn viên mất", 1_000_000),
    ("accident", "Tai nạn lao động, tai nạn giao thông", 1_000_000),
    ("tet", "Quà Tết đoàn viên khó khăn", 500_000),
    ("hardship", "Khó khăn đột xuất: cháy nhà, bão lũ", 3_000_000),
]
NEEDED = 7


def show_care() -> None:
    """A workplace union and its members: what they ask for, what it decides, what is offered to them."""
    table = _rates()
    first, second, third, fourth, fifth, sixth, seventh = _members()
    _programmes(first, second)
    done = _ask(first, "sick", "Tôi mổ ruột thừa, nằm bệnh viện tỉnh bốn ngày, đã ra viện.", 6, paper=True)
    _ask(second, "maternity", "Tôi sinh bé thứ hai, đang nghỉ thai sản.", 2, paper=True)
    asked = _ask(third, "hardship", "Nhà tôi tốc mái sau trận lốc.", 5)
    _ask(fourth, "funeral", "Mẹ tôi mất, gia đình lo hậu sự ở quê.", 11)
    with _as(LEADER):
        agreed = Agreement(True, "voice", "Anh nhờ trực tiếp khi tôi vào viện thăm")
        text = "Anh bị ngã xe trên đường về, gãy tay, chưa cầm điện thoại được."
        handed = cases.ask(asked=Asked("accident", today(), text), consent=True, member=fifth, agreed=agreed)
    with _as(CHAIR):
        cases.decide(case=done, rate=table["Nằm viện từ 3 ngày"], amount=500_000, text="Chúc chị mau khỏe.")
        cases.finish(case=done, on=today() - timedelta(days=3), way="visit")
        cases.ask_back(case=asked, text="Anh gửi giúp ảnh hiện trạng nhà, xã đã xác nhận chưa?")
        cases.decide(case=handed, rate=table["Tai nạn lao động, tai nạn giao thông"], amount=800_000)
    _own_data(sixth, seventh)


def _rates() -> dict[str, Rate]:
    unit = Post._base_manager.select_related("unit").get(person__account__username=CHAIR).unit
    found = {}
    with _as(CHAIR):
        for kind, title, most in RATES:
            found[title] = rates.add_rate(unit=unit, said=rates.Said(kind, title, most, SOURCE, date(2026, 1, 5)))
    return found


def _members() -> Sequence[Member]:
    """Members of the leader's group, those with a card first, as the app's own part of the demo takes them."""
    group = Post._base_manager.get(person__account__username=LEADER).unit_id
    free = Member._base_manager.filter(unit=group, state__in=COUNTED, person__account=None)
    carded = set(Card._base_manager.filter(ended_on=None).values_list("person", flat=True))
    found = sorted(free.select_related("person", "unit"), key=lambda one: (one.pk not in carded, one.sort_key))
    return found[:NEEDED]


def _programmes(first: Member, second: Member) -> None:
    day = today()
    tet = Offer(
        "programme", "Vé xe về quê đón Tết", "Công đoàn hỗ trợ một nửa giá vé xe khách. Xe đón ở cổng khu công "
        "nghiệp, chạy các tuyến miền Trung, miền Bắc, miền Tây. Mỗi người được đăng ký thêm một người thân.",
        day + timedelta(days=40), day + timedelta(days=46), place="Cổng chính khu công nghiệp", registers=True,
        opens_on=day - timedelta(days=3), closes_on=day + timedelta(days=20), places=450, seats_each=2,
    )  # fmt: skip
    health = Offer(
        "programme", "Khám sức khỏe cho lao động nữ", "Khám phụ khoa, siêu âm, tư vấn miễn phí.",
        day + timedelta(days=9), day + timedelta(days=10), place="Phòng y tế công ty", registers=True, places=60,
    )  # fmt: skip
    offer = Offer(
        "offer", "Giảm 10% tại siêu thị Bình Minh", "Xuất trình thẻ đoàn viên trên ứng dụng khi thanh toán.", day,
        day + timedelta(days=90), partner="Siêu thị Bình Minh",
    )  # fmt: skip
    bus = _publish(PROVINCE, tet)
    checks = _publish(CHAIR, health)
    _publish(CHAIR, offer)
    with _as_member(first):
        programmes.register(programme=bus, seats=2, note="Tuyến Thanh Hóa, đi cùng con nhỏ")
    with _as_member(second):
        programmes.ask_about(programme=checks, text="Đang nghỉ thai sản có được khám không?")


def _publish(username: str, offer: Offer) -> Programme:
    with _as(username) as unit:
        made: Programme = programmes.make_programme(unit=unit, offer=offer)
        return programmes.publish_programme(programme=made)


def _ask(member: Member, kind: str, text: str, days: int, *, paper: bool = False) -> AidCase:
    photos = [_paper()] if paper else []
    with _as_member(member):
        asked = Asked(kind, today() - timedelta(days=days), text, photos)
        case: AidCase = cases.ask(asked=asked, consent=True)
    _asked_days_ago(case, days)
    return case


def _asked_days_ago(case: AidCase, days: int) -> None:
    """No act asks for a day that has passed: these were asked earlier."""
    asked = today() - timedelta(days=days)
    due = last_day(asked, int(case.due_rule.value))
    AidCase._base_manager.filter(pk=case.pk).update(asked_on=asked, due=due)


def _own_data(sixth: Member, seventh: Member) -> None:
    """Proposals to put records right, with a paper, and a request to be erased."""
    with _as_member(sixth):
        ask_correction(field="phone", value="0900000123", note="Tôi đổi số từ tháng trước")
    with _as_member(seventh):
        ask_correction(field="birth_date", value="1991-03-12", note="Theo căn cước", photos=[_paper()])
        ask_erasure(note="Tôi sắp nghỉ việc, muốn xóa dữ liệu.")


def _paper() -> ContentFile:
    """A drawn paper in place of a photograph of one."""
    picture = Image.new("RGB", (480, 640), "#e9e4d8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((50, 40, 430, 600), fill="#ffffff", outline="#8a929d", width=3)
    draw.rectangle((90, 80, 390, 110), fill="#b42318")
    for line in range(150, 520, 34):
        draw.rectangle((90, line, 390 - (line * 7) % 120, line + 8), fill="#9aa3ad")
    draw.ellipse((280, 500, 360, 580), outline="#b42318", width=6)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return ContentFile(out.getvalue(), name="giay.jpg")


@contextmanager
def _as(username: str) -> Iterator[Unit]:
    post = Post._base_manager.select_related("unit", "role", "person").filter(person__account__username=username)
    own = post.order_by("pk")[0]
    with acting(as_actor(own, own.person.account_id)):
        yield own.unit


@contextmanager
def _as_member(member: Member) -> Iterator[None]:
    actor = member_actor(member.person)
    if actor is None:
        raise LookupError("no member")
    with acting(actor):
        yield
