"""What the illustrative union shows of the legal desk: questions that are answered, wait, are late, lack something."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.posts import as_actor

from .actions import desk, handbook
from .actions.handbook import Written
from .models import Case, Tally
from .rules.desk import last_day
from .rules.tallies import Counted

OFFICER, PROVINCE = "phapluat.tayninh", "LDLD-TAYNINH"
LATE_WAGE = (
    "Công ty báo nợ lương tháng trước của cả chuyền, hứa trả vào tháng sau, không có văn bản. Đến nay đã chậm 20 ngày. "
    "Công đoàn cơ sở cần yêu cầu công ty làm gì?"
)
LATE_WAGE_ANSWER = (
    "Công ty chậm trả lương từ 15 ngày trở lên thì ngoài tiền lương còn phải đền bù ít nhất bằng tiền lãi của số tiền "
    "trả chậm; chậm vì lý do bất khả kháng cũng không được quá 30 ngày.\n"
    "- Lập danh sách người bị nợ lương, số tiền, ngày đến hạn trả.\n"
    "- Gửi công ty văn bản yêu cầu trả lương và tiền đền bù, đề nghị đối thoại.\n"
    "- Công ty không trả thì báo công đoàn cấp trên để làm việc cùng cơ quan quản lý lao động."
)
WAITS = (
    "Tổ có người đang nuôi con 8 tháng tuổi được xếp ca đêm từ tuần tới. Người đó không muốn làm ca đêm thì được từ "
    "chối không, cần giấy tờ gì?"
)
IS_LATE = (
    "Doanh nghiệp muốn chuyển toàn bộ hợp đồng xác định thời hạn sang thuê lại lao động qua một công ty khác. Ban Chấp "
    "hành có quyền yêu cầu được hỏi ý kiến không?"
)
ASKED_BACK = (
    "Người lao động bị trừ lương vì làm hỏng sản phẩm, mức trừ cao. Như vậy có đúng không?",
    "Mỗi tháng trừ bao nhiêu phần trăm lương, và có biên bản hoặc quyết định bồi thường không?",
)


ENTRY = Written(
    part="Tiền lương, tiền thưởng",
    title="Trả lương qua tài khoản thì ai chịu phí?",
    asked="trả lương qua thẻ ai chịu phí\nphí mở tài khoản nhận lương\ncông ty trừ phí chuyển lương của tôi",
    answer="Trả lương qua tài khoản ngân hàng thì người sử dụng lao động trả các loại phí mở tài khoản, chuyển lương.",
    cites="khoản 2 Điều 96 Bộ luật Lao động",
    since=date(2021, 1, 1),
)
#: How often entries were asked for in the last weeks, and how often it was said that they are of use, of none, wrong.
COUNTED = {
    "luong.tra-cham": (64, 19, 5, 1),
    "thu-viec.thoi-gian": (41, 12, 2, 0),
    "hop-dong.loai": (23, 6, 0, 0),
    "thai-san.nghi-bao-lau": (38, 9, 3, 2),
}
UNANSWERED = {"no_match": 27, "no_text": 9}


def ask_desk() -> None:
    """Officials of grassroots unions ask, a legal officer of the province answers."""
    answered = _ask("chutich.phuthinh", LATE_WAGE)
    waiting = _ask("totruong.hanvela", WAITS)
    late = _ask("chutich.caosu", IS_LATE)
    asked = _ask("chutich.hanvela", ASKED_BACK[0], for_other=True)
    with _as(OFFICER):
        desk.answer(case=answered, text=LATE_WAGE_ANSWER, cites="khoản 4 Điều 97 Bộ luật Lao động")
        desk.ask_back(case=asked, text=ASKED_BACK[1])
    _days_ago(waiting, 9)
    _days_ago(late, 20)
    with _as(OFFICER):
        handbook.send_entry(entry=handbook.write_entry(written=ENTRY, no_names=True))
    _count()


def _count() -> None:
    """What was counted in the last weeks: numbers alone, as those who ask leave them."""
    random = Random("asked")  # noqa: S311 - illustrative, not secret
    unit = Unit.objects.get(code=PROVINCE)
    numbers: Counter[tuple[date, str, str, str]] = Counter()
    for code, (asked, *said) in COUNTED.items():
        for what, times in zip(Counted, (asked, *said), strict=True):
            numbers.update((_lately(random), what.value, "answered", code) for _ in range(times))
    for state, times in UNANSWERED.items():
        about = "50/2024/QH15" if state == "no_text" else ""
        numbers.update((_lately(random), Counted.ASKED.value, state, about) for _ in range(times))
    Tally.objects.bulk_create(
        Tally(day=day, unit=unit, what=what, state=state, about=about, number=number)
        for (day, what, state, about), number in numbers.items()
    )


def _lately(random: Random) -> date:
    return today() - timedelta(days=random.randrange(1, 29))


def _ask(username: str, question: str, *, for_other: bool = False) -> Case:
    with _as(username):
        case: Case = desk.hand_over(question=question, law_day=today(), consent=True, for_other=for_other)
        return case


@contextmanager
def _as(username: str) -> Iterator[None]:
    post = Post._base_manager.select_related("unit", "role", "person").filter(person__account__username=username)
    own = post.order_by("pk")[0]
    with acting(as_actor(own, own.person.account_id)):
        yield


def _days_ago(case: Case, days: int) -> None:
    """No act asks for a day that has passed: these questions were asked earlier."""
    asked = today() - timedelta(days=days)
    due = last_day(asked, int(case.due_rule.value["answer"]))
    Case._base_manager.filter(pk=case.pk).update(asked_on=asked, due=due)
