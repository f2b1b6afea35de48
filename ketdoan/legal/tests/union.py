"""A union with a legal desk: two provinces, of which the first has a legal officer, and what is below."""

from datetime import date
from typing import Any

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.viet import today
from ketdoan.legal.actions import desk
from ketdoan.legal.models import Case
from ketdoan.members.tests.union import actor_of
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Post, Role, Unit

LONG_AGO = date(2021, 3, 1)


class Desks:
    """The units, a chair of each, and the legal officer of the province."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", self.top)
        self.upper = make_unit("special_upper_union", "U", self.province)
        self.a = make_unit("grassroots_union", "A", self.upper)
        elsewhere = make_unit("grassroots_union", "X", make_unit("provincial_federation", "Q", self.top))
        self.chair = self.post(self.a, "chair", "chu-tich")
        self.upper_chair = self.post(self.upper, "chair", "chu-tich-tren")
        self.province_chair = self.post(self.province, "chair", "chu-tich-tinh")
        self.stranger = self.post(elsewhere, "chair", "noi-khac")
        self.officer = self.officer_at(self.province, "phap-luat")

    def post(self, unit: Unit, role: str, username: str) -> Post:
        with acting(SYSTEM):
            person = add_person(unit=unit, name=f"Ngô {username.replace('-', ' ').title()}")
            person.account = Account.objects.create_user(username)
            person.save()
            held: Post = give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=LONG_AGO)
            return held

    def officer_at(self, unit: Unit, username: str) -> Post:
        """A legal officer."""
        return self.post(unit, "legal_officer", username)

    def ask(self, post: Post, question: str = "Thử việc được bao lâu, lương bao nhiêu?", **more: Any) -> Case:
        """A question that the holder of a post confides."""
        with acting(actor_of(post)):
            case: Case = desk.hand_over(question=question, law_day=today(), consent=True, **more)
            return case
