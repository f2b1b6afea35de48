"""What the illustrative union has asked its members: a survey that has ended, one that runs, and opinions before a
dialogue, with what was promised there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from random import Random

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.rules import one_reading
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.rules import COUNTED
from ketdoan.units.demo.accounts import GROUP
from ketdoan.units.demo.showcases import GARMENT
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.posts import as_actor

from .actions.answering import answer, propose
from .actions.asking import Written, close, draft_survey, let_in, publish
from .actions.opening import release_proposals
from .actions.promises import promise, put_on_agenda, report, write_outcome
from .models import Statement, Survey
from .rules.answers import Said

CHAIR = "chutich.hanvela"
MEAL = [
    Written("Bữa ăn ca gần đây thế nào?", "one", ("Ngon, đủ no", "Tạm được", "Chưa đạt")),
    Written(
        "Cần sửa điều gì trước?",
        "many",
        ("Thêm rau", "Món thay đổi theo ngày", "Giữ nóng cho ca đêm", "Chỗ ngồi", "Thời gian ăn"),
    ),
    Written("Chấm điểm nhà ăn", "scale"),
    Written("Góp ý khác", "text", (), required=False),
]
WORDS = ("Ca đêm xuống ăn thì cơm đã nguội.", "Thêm quạt ở dãy cuối nhà ăn.", "Cho xem thực đơn cả tuần.")
CULTURE = [
    Written("Anh chị muốn tham gia hoạt động nào?", "many", ("Bóng đá", "Văn nghệ", "Hội chợ 0 đồng", "Du lịch hè")),
    Written("Nên tổ chức vào lúc nào?", "one", ("Chủ nhật", "Sau ca sáng", "Ngày lễ")),
    Written("Hoạt động năm nay thế nào?", "scale"),
]
#: Statements, and how those who think of pay and those who think of rest see them: shares that agree.
OPINIONS = [
    ("Công ty nên báo lịch tăng ca trước ít nhất ba ngày.", 0.95, 0.95),
    ("Nhà ăn cần giữ nóng cơm cho ca đêm.", 0.92, 0.9),
    ("Tiền lương nên trả trước ngày 5 hằng tháng.", 0.9, 0.85),
    ("Tôi muốn được tăng ca nhiều hơn để có thêm thu nhập.", 0.92, 0.1),
    ("Thứ bảy nên nghỉ, dù thu nhập giảm.", 0.08, 0.9),
    ("Thưởng theo sản lượng công bằng hơn thưởng theo ngày công.", 0.85, 0.2),
    ("Nên có thêm 10 phút nghỉ giữa ca.", 0.35, 0.95),
    ("Công ty nên mở nhà trẻ gần xưởng.", 0.7, 0.85),
    ("Nên đổi bữa ăn ca thành tiền.", 0.75, 0.15),
    ("Xưởng cần thêm quạt hút ở chuyền ủi.", 0.9, 0.95),
]
PROPOSED = ("Cần thêm xe đưa đón tuyến Gò Dầu.", "Nhà vệ sinh khu B cần sửa cửa.")


def ask_members() -> None:
    """The garment workers' union asks its members."""
    random = Random("surveys")  # noqa: S311 - illustrative, not secret
    post = Post._base_manager.select_related("unit", "role", "person").get(
        person__account__username=CHAIR, unit__code=GARMENT
    )
    chair = as_actor(post, post.person.account_id)
    groups = [Unit._base_manager.get(code=code) for code in (GROUP, f"{GARMENT}-BP2-T1")]
    ours, theirs = (
        list(Member._base_manager.filter(unit=group, state__in=COUNTED).select_related("person", "unit")[:40])
        for group in groups
    )
    members = [one for pair in zip(ours, theirs, strict=False) for one in pair]
    with one_reading(), acting(chair):
        meal = _asked("Bữa ăn ca", MEAL, 10, groups)
        culture = _asked("Hoạt động văn hóa, thể thao năm tới", CULTURE, 12)
        sounded = _sounded("Ý kiến trước đối thoại định kỳ", [text for text, *_ in OPINIONS], 10, among=groups)
        coming = _sounded("Ý kiến trước hội nghị người lao động", [text for text, *_ in OPINIONS[:4]], 14, 7)
    with one_reading():
        _answer(meal, members[:50], lambda _: _meal(random, meal))
        _answer(culture, theirs[:8], lambda _: {key: [str(random.randrange(3))] for key in _keys(culture)})
        statements = {one.text: str(one.pk) for one in sounded.statements.all()}
        _answer(sounded, members, lambda at: _opinion(random, at, statements))
        for member, text in zip(members, PROPOSED, strict=False):
            with acting(_actor(member)):
                propose(survey=coming, said=Said({"text": text}))
    with acting(SYSTEM):
        release_proposals(survey=coming)
    with acting(chair):
        let_in(statement=Statement.objects.get(survey=coming, text=PROPOSED[0]), shown=True)
        close(survey=meal)
        close(survey=sounded)
        _promise(sounded)
    _days_ago(meal, 12)
    _days_ago(sounded, 16)


def _asked(title: str, questions: list[Written], days: int, among: Sequence[Unit] = ()) -> Survey:
    values = {"kind": "survey", "title": title, "intro": "Ban Chấp hành hỏi để đề nghị với công ty.", "tells": True}
    written = draft_survey(values={**values, **_run(days)}, questions=questions, units=among)
    published: Survey = publish(survey=written)
    return published


def _sounded(title: str, statements: list[str], days: int, proposing: int = 0, among: Sequence[Unit] = ()) -> Survey:
    values = {"kind": "opinion", "title": title, "intro": "Kết quả được đưa vào nội dung đối thoại.", "tells": True}
    run = _run(days) | {"votes_from": today() + timedelta(days=proposing) if proposing else None}
    written = draft_survey(values={**values, **run}, statements=statements, units=among)
    published: Survey = publish(survey=written)
    return published


def _run(days: int) -> dict[str, object]:
    return {"opens_on": today(), "closes_on": today() + timedelta(days=days)}


def _actor(member: Member) -> Actor:
    actor = member_actor(member.person)
    assert actor is not None, "a member acts"
    return actor


def _answer(survey: Survey, members: Iterable[Member], said: Callable[[int], Mapping[str, object]]) -> None:
    for at, member in enumerate(members):
        with acting(_actor(member)):
            answer(survey=survey, said=Said(said(at)))


def _meal(random: Random, survey: Survey) -> dict[str, object]:
    taste, first, mark, words = _keys(survey)
    liked = random.choices((0, 1, 2), (3, 5, 4))[0]
    said: dict[str, object] = {taste: [str(liked)], mark: [str(max(0, min(4, 3 - liked + random.randrange(2))))]}
    said[first] = [str(at) for at in random.sample(range(5), random.randint(1, 2))]
    if random.random() < 0.1:
        said[words] = random.choice(WORDS)
    return said


def _opinion(random: Random, at: int, statements: dict[str, str]) -> dict[str, str]:
    """Of seven people four think of pay first, three of rest."""
    camp = 1 if at % 7 < 4 else 2
    said = {}
    for opinion in OPINIONS:
        vote = "1" if random.random() < float(opinion[camp]) else "-1"
        said[statements[opinion[0]]] = "0" if random.random() < 0.08 else vote
    return said


def _keys(survey: Survey) -> list[str]:
    return [question.asked.key for question in survey.questions.all()]


def _promise(survey: Survey) -> None:
    """The dialogue took up two statements, and two promises came of it."""
    for text, by, days, percent in (
        ("Bảng báo tăng ca treo trước ba ngày ở mọi chuyền", "Công ty", 30, 60),
        ("Tủ giữ nóng cơm cho ca đêm", "Công ty", 10, 100),
    ):
        statement = survey.statements.get(text=OPINIONS[0 if percent < 100 else 1][0])
        item = put_on_agenda(survey=survey, title=statement.text, statement=statement)
        write_outcome(item=item, outcome="Hai bên thống nhất thực hiện.")
        made = promise(item=item, text=text, by=by, due=today() + timedelta(days=days))
        report(promise=made, percent=percent, text="Đã làm ở 6 trên 10 chuyền." if percent < 100 else "Đã lắp.")


def _days_ago(survey: Survey, days: int) -> None:
    """No act asks for a day that has passed: these were asked earlier."""
    opened = today() - timedelta(days=days)
    closed = opened + timedelta(days=10)
    Survey._base_manager.filter(pk=survey.pk).update(opens_on=opened, closes_on=closed)
