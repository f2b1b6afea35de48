"""A small union for the tests of personal data and of the API: officers of two provinces, two members."""

import time
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.members.actions.people import admit_new
from ketdoan.members.models import Member
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, Post, Role, Unit
from ketdoan.units.queries.posts import as_actor

JOINED = date(2021, 3, 1)
NAME, BORN, PHONE = "Phạm Thị Diệu Huyền", date(1985, 3, 2), "0912345678"
CITIZEN, INSURANCE = "079185001234", "7912345678"
VALUES = {"phone": PHONE, "citizen_id": CITIZEN, "social_insurance": INSURANCE, "address": "Số 12 ngõ Trúc Bạch"}


class Union:
    """Two provinces; in the first two grassroots unions, of the first of which Huyền and Đức are members."""

    def __init__(self) -> None:
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.a = make_unit("grassroots_union", "A", self.province)
        self.b = make_unit("grassroots_union", "B", self.province)
        self.elsewhere = make_unit("grassroots_union", "X", make_unit("provincial_federation", "Q", top))
        self.officer = self.post("Lê Thị Cán Bộ", self.province, "organisation_officer")
        self.chair = self.post("Trần Văn Chủ Tịch", self.a, "chair")
        self.stranger = self.post("Võ Văn Nơi Khác", self.elsewhere, "chair")
        self.huyen = self.member(NewPerson(self.a, NAME, BORN, sex="f", values=VALUES))
        self.duc = self.member(NewPerson(self.a, "Trần Văn Đức", birth_year=1990, sex="m"))

    def member(self, new: NewPerson) -> Member:
        with acting(SYSTEM):
            (event,) = admit_new(unit=new.unit, new=[new], on=JOINED)
            return Member.objects.get(pk=event.person_id)

    def post(self, name: str, unit: Unit, role: str) -> Post:
        with acting(SYSTEM):
            person = add_person(unit=unit, name=name)
            person.account = Account.objects.create_user(f"{role}-{unit.code}".lower())
            person.save()
            return give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=JOINED)


def actor_of(post: Post) -> Actor:
    """A post as it acts."""
    return as_actor(post, Person._base_manager.get(pk=post.person_id).account_id)


def browser(post: Post) -> Client:
    """The holder of a post, signed in with both factors."""
    account = Person._base_manager.select_related("account").get(pk=post.person_id).account
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client
