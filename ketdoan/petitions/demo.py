"""What the illustrative union shows of petitions: some wait, some say the same, some are late or were passed up, some
were answered; promises that are kept, open, overdue."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ketdoan.core.acting import acting
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today
from ketdoan.members.models import Card, Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.rules import COUNTED
from ketdoan.units.models import Person, Post, Unit
from ketdoan.units.queries.posts import as_actor

from .actions import clock, filing, handling, promises
from .actions.promises import Pledge
from .models import Petition, Promise, Step, Voice
from .rules.states import Move, last_day

GARMENT, PACKAGING, RUBBER = "CDCS-HANVELA", "CDCS-PHUTHINH", "CDCS-CAOSU"
#: The group whose members use the app.
GROUP = f"{GARMENT}-BP1-T1"
CHAIRS = {GARMENT: "chutich.hanvela", PACKAGING: "chutich.phuthinh", RUBBER: "chutich.caosu"}


@dataclass(frozen=True)
class Said:
    """What a member of a union wrote: how long ago, whether hidden, how many joined, what the chair did with it."""

    unit: str
    topic: str
    title: str
    text: str
    ago: int
    joined: int = 0
    hidden: bool = False
    photo: bool = False
    done: Sequence[str] = field(default_factory=tuple)


SAID = [
    Said(
        GARMENT, "meal", "Suất ăn ca chiều ít rau, cơm nguội",
        "Từ đầu tháng suất ăn ca chiều ở Xưởng May 1 toàn cơm nguội, rau rất ít. Nhiều người bỏ bữa, ăn mì gói.",
        26, joined=9, done=("accept", "promise kept", "answer"),
    ),
    Said(
        GARMENT, "safety", "Quạt thông gió chuyền 5 hỏng, rất nóng",
        "Hai quạt thông gió ở chuyền 5 hỏng hơn một tuần. Buổi chiều nóng, đã có người choáng phải xuống y tế.",
        6, joined=14, photo=True, done=("accept", "promise", "promise overdue"),
    ),
    Said(
        GARMENT, "meal", "Cơm ca tối nguội, canh nhạt, ít thịt",
        "Ca tối về sau 20 giờ cơm đã nguội, canh như nước lã.", 3, joined=4,
    ),
    Said(
        GARMENT, "meal", "Bữa ăn ca tối cơm nguội, ít thịt",
        "Đề nghị công đoàn nói với nhà thầu nấu thêm cho ca tối.", 2, hidden=True,
    ),
    Said(
        GARMENT, "hours", "Báo tăng ca sát giờ, không kịp đón con",
        "Tổ trưởng báo tăng ca lúc 16 giờ 30, nhiều người có con nhỏ không kịp sắp xếp.",
        5, joined=7, hidden=True, done=("ask",),
    ),
    Said(
        GARMENT, "wage", "Nghỉ phép năm bị trừ tiền chuyên cần",
        "Nghỉ phép năm có đơn mà cuối tháng vẫn bị trừ tiền chuyên cần 300.000 đồng.", 11, joined=3,
    ),
    Said(
        GARMENT, "housing", "Xe đưa đón tuyến Gò Dầu hay trễ giờ",
        "Xe tuyến Gò Dầu trễ hai, ba lần một tuần, vào ca muộn bị lập biên bản.", 9, joined=5, done=("forward",),
    ),
    Said(
        GARMENT, "officers", "Quỹ thăm hỏi của tổ chi không công khai",
        "Tổ thu tiền thăm hỏi hằng tháng nhưng chưa lần nào báo thu chi.", 4, hidden=True,
    ),
    Said(
        PACKAGING, "safety", "Lối thoát hiểm xưởng in để đầy hàng",
        "Hàng chất kín lối thoát hiểm cửa sau xưởng in từ đầu tuần.", 8, hidden=True, photo=True,
    ),
    Said(
        PACKAGING, "insurance", "Chưa thấy đóng bảo hiểm tháng 9 trên VssID",
        "Kiểm tra trên VssID chưa thấy đóng tháng 9, xin công đoàn hỏi giúp.", 20, joined=6, done=("accept", "answer"),
    ),
    Said(
        RUBBER, "hours", "Giờ cạo mủ mùa mưa thay đổi không báo trước",
        "Lịch cạo mủ đổi trong đêm, sáng ra vườn mới biết.", 7, joined=2, done=("accept",),
    ),
    Said(
        RUBBER, "union", "Đề nghị tổ chức khám sức khỏe cho nữ công nhân",
        "Hai năm nay chưa khám phụ khoa định kỳ cho chị em ở nông trường 2.", 30, joined=8,
        done=("accept", "promise checkup", "answer"),
    ),
]  # fmt: skip
ANSWERS = {
    "meal": "Ban Chấp hành đã làm việc với công ty và nhà thầu: từ thứ Hai mỗi suất thêm một món rau, cơm ủ nóng đến "
    "hết ca. Ảnh bữa ăn ở mục cam kết. Nếu còn cơm nguội, cứ phản ánh lại.",
    "insurance": "Công ty chậm nộp do đổi tài khoản, đã nộp đủ tháng 9. Công đoàn sẽ kiểm tra lại đầu tháng.",
    "union": "Công đoàn đã đưa việc khám phụ khoa vào kế hoạch khám sức khỏe quý tới, công ty chịu chi phí.",
}
PLEDGES = {
    "promise kept": ("Giám đốc nhà máy", "Thêm một món rau mỗi suất, cơm ủ nóng đến hết ca"),
    "promise": ("Trưởng phòng Cơ điện", "Thay hai quạt thông gió chuyền 5"),
    "promise checkup": ("Giám đốc nông trường 2", "Tổ chức khám phụ khoa cho nữ công nhân"),
    "promise overdue": ("Ban Chấp hành công đoàn cơ sở", "Phát nước mát, khăn lạnh mỗi buổi chiều"),
}
DAYS = {"promise kept": 7, "promise": 9, "promise checkup": 40, "promise overdue": -1}


def fill_petitions() -> None:
    """Members write, chairs answer; what nobody took up in time has gone up."""
    people = {code: _members(code) for code in CHAIRS}
    for number, said in enumerate(SAID):
        _send(said, people[said.unit][number % 3 :], people[said.unit][10:])
    clock.escalate()


def _members(code: str) -> list[Person]:
    """Some members of a union, those first who use the app."""
    path = Unit._base_manager.get(code=code).path
    rows = Member._base_manager.filter(unit__path__startswith=path, state__in=COUNTED, person__account=None)
    if code == GARMENT:
        rows = rows.filter(unit__code__startswith=f"{GARMENT}-BP1")
    found = list(rows.select_related("person", "unit").order_by("unit__code", "sort_key")[:60])
    ids = [one.pk for one in found]
    carded = set(Card._base_manager.filter(ended_on=None, person__in=ids).values_list("person", flat=True))
    found.sort(key=lambda one: (one.unit.code != GROUP, one.pk not in carded, one.sort_key))
    return [one.person for one in found]


def _send(said: Said, senders: Sequence[Person], others: Sequence[Person]) -> None:
    with _member(senders[0]):
        held: Petition = filing.file_petition(
            topic=said.topic, title=said.title, text=said.text, hidden=said.hidden,
            photos=[_picture("#8a929d", "#c73a2e")] if said.photo else [],
        )  # fmt: skip
    for person in others[: said.joined]:
        with _member(person):
            filing.join(petition=held, hidden=said.hidden)
    _days_ago(held, said.ago)
    for what in said.done:
        with _chair(said.unit):
            _do(what, Petition._base_manager.get(pk=held.pk))


def _do(what: str, held: Petition) -> None:
    match what:
        case "accept":
            handling.accept(petition=held)
        case "ask":
            handling.ask_back(petition=held, text="Việc này xảy ra ở xưởng nào, mấy lần trong tháng?")
        case "forward":
            handling.forward(petition=held, text="Công ty không ký với nhà xe nữa, đề nghị cấp trên làm việc với khu.")
        case "answer":
            handling.answer(petition=held, text=ANSWERS[held.topic], publish=True)
        case _:
            _promise(what, held)


def _promise(what: str, held: Petition) -> None:
    """No act asks for a day that has passed: of one that is overdue the day is put back afterwards."""
    day = today() + timedelta(days=DAYS[what])
    pledge = Pledge(*PLEDGES[what], until=max(day, today()))
    made = promises.promise(petition=held, pledge=pledge)
    if what == "promise kept":
        photos = [_picture("#ffd479", "#146c2e")]
        promises.keep(promise=made, text="Bữa ăn từ thứ Hai đã có thêm món rau, cơm ủ nóng.", photos=photos)
    if day < pledge.until:
        Promise._base_manager.filter(pk=made.pk).update(until=day)
        made_on = Step._base_manager.select_related("petition__key").get(promise=made, move=Move.PROMISED)
        made_on.text = f"{pledge.who}: {pledge.what} (hạn {format_date(day)})"
        made_on.save(update_fields=["text"])


def _days_ago(held: Petition, days: int) -> None:
    """No act asks for a day that has passed: these were sent earlier."""
    sent = today() - timedelta(days=days)
    limit = rule("petitions.days", sent, level=held.desk.level).value
    shorter = {"safety": 3, "conduct": 5}.get(held.topic, limit)
    due = last_day(sent, min(int(limit), shorter))
    Petition._base_manager.filter(pk=held.pk).update(filed_on=sent, due=due)
    Step._base_manager.filter(petition=held).update(on=sent)
    Voice._base_manager.filter(petition=held).update(on=sent)


@contextmanager
def _member(person: Person) -> Iterator[None]:
    actor = member_actor(person)
    if actor is None:
        raise LookupError(f"{person.pk} is no member")
    with acting(actor):
        yield


@contextmanager
def _chair(code: str) -> Iterator[None]:
    post = Post._base_manager.select_related("unit", "role", "person")
    own = post.filter(person__account__username=CHAIRS[code], unit__code=code).order_by("pk")[0]
    with acting(as_actor(own, own.person.account_id)):
        yield


def _picture(ground: str, mark: str) -> ContentFile:
    """A drawn picture in place of a photograph: a tray, or a fan."""
    picture = Image.new("RGB", (640, 480), "#eef1f4")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((90, 110, 550, 390), radius=40, fill=ground, outline="#5b6470", width=6)
    draw.ellipse((140, 160, 300, 320), fill="#f9fafb", outline="#5b6470", width=4)
    draw.rounded_rectangle((340, 160, 500, 240), radius=20, fill=mark)
    draw.rounded_rectangle((340, 265, 500, 340), radius=20, fill="#f4efe6")
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue(), name="anh.jpg")
