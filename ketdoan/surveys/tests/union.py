"""A small union whose members are asked, for the tests of the module."""

from datetime import timedelta

from ketdoan.activities.factories import make_officer
from ketdoan.core.acting import acting
from ketdoan.core.models import Account
from ketdoan.core.viet import today
from ketdoan.members.factories import make_members
from ketdoan.members.queries.membership import member_actor
from ketdoan.units.factories import make_unit

from ..actions.answering import answer
from ..actions.asking import Written, draft_survey, publish
from ..models import Survey, Taken
from ..rules.answers import Said

QUESTIONS = (
    Written("Suất ăn ca thế nào?", "one", ("Tốt", "Được", "Kém")),
    Written("Cần thêm gì?", "many", ("Quạt", "Nước", "Chỗ nghỉ"), required=False),
    Written("Chấm điểm nơi làm việc", "scale", (), required=False),
    Written("Góp ý khác", "text", (), required=False),
)
STATEMENTS = tuple(f"Điều thứ {number} nên đưa ra đối thoại" for number in range(1, 13))


class Asking:
    """A grassroots union A with three union groups, another union B beside it, and their chairs. Groups have 9, 6 and 3
    members, B has 2."""

    def __init__(self):
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.a = make_unit("grassroots_union", "A", self.province)
        self.b = make_unit("grassroots_union", "B", self.province)
        self.groups = [make_unit("union_group", f"A-T{number}", self.a) for number in (1, 2, 3)]
        self.chair, self.other, self.above = (make_officer(unit) for unit in (self.a, self.b, self.province))
        self.members = [
            make_members(unit, *(f"Nguyễn Thị {chr(65 + number)}" for number in range(size)), sex="fm"[at % 2])
            for at, (unit, size) in enumerate(zip((*self.groups, self.b), (9, 6, 3, 2), strict=True))
        ]
        self.everybody = [member for some in self.members[:3] for member in some]

    def values(self, **more):
        """What a survey says that runs from today for a week."""
        days = {"opens_on": today(), "closes_on": today() + timedelta(days=7), "votes_from": None}
        return {"kind": "survey", "title": "Bữa ăn ca", "intro": "", "tells": True, **days, **more}

    def ask(self, **more) -> Survey:
        """A survey of A, published."""
        with acting(self.chair):
            written = draft_survey(values=self.values(), questions=QUESTIONS, **more)
            return publish(survey=written)

    def sound_out(self, **more) -> Survey:
        """Statements of A to vote on, published."""
        with acting(self.chair):
            written = draft_survey(values=self.values(kind="opinion", **more), statements=STATEMENTS)
            return publish(survey=written)


def actor_of(member):
    """A member in the app, with an account."""
    person = member.person
    if person.account is None:
        person.account = Account.objects.create_user(f"dv-{person.pk}")
        person.save()
    return member_actor(person)


def say(member, survey, answers, **more):
    """A member answers."""
    with acting(actor_of(member)):
        answer(survey=survey, said=Said(answers), **more)


def key_of(survey, order):
    """The key of the question that stands at a place."""
    return survey.questions.get(order=order).asked.key


def taken():
    """Who has taken part, across scopes."""
    return Taken._base_manager.all()
