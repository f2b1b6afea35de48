"""A union with petitions: a province and what is below it, officials of every role there, members who write."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.members.factories import make_members
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.tests.union import JOINED, actor_of
from ketdoan.petitions.actions import filing
from ketdoan.petitions.models import Petition
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, Post, Role, Unit

FIRST, SECOND = ("Anh", "Bích", "Chi", "Dung", "Én"), ("Giáp", "Hải", "Ích", "Khoa", "Lực", "Minh")
TITLE = "Suất ăn ca chiều ít rau, cơm nguội"
TEXT = "Từ đầu tháng suất ăn ca chiều ở xưởng 2 toàn cơm nguội, rau rất ít, nhiều người bỏ bữa."


class Petitions:
    """Province P with the upper union U, under which are the grassroots unions A (a dozen members) and B (three). P and
    A have a chair, A a group with its leader; everybody in `members` and `few` is a member with an account."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", self.top)
        self.upper = make_unit("special_upper_union", "U", self.province)
        self.a = make_unit("grassroots_union", "A", self.upper)
        self.group = make_unit("union_group", "AT", self.a)
        self.b = make_unit("grassroots_union", "B", self.upper)
        self.members = self._members(self.group, [f"Đặng Thị Thợ {word}" for word in FIRST])
        self.members += self._members(self.a, [f"Hồ Văn Thợ {word}" for word in SECOND])
        self.few = self._members(self.b, ["Lương Thị Ít Một", "Lương Thị Ít Hai", "Lương Thị Ít Ba"])
        self.chair = self.post(self.a, "chair")
        self.few_chair = self.post(self.b, "chair")
        self.province_chair = self.post(self.province, "chair")

    def _members(self, unit: Unit, names: list[str]) -> list[Person]:
        found = []
        for member in make_members(unit, *names):
            person = Person._base_manager.get(pk=member.pk)
            person.account = Account.objects.create_user(f"dv-{person.pk}")
            person.save()
            found.append(person)
        return found

    def post(self, unit: Unit, role: str) -> Post:
        """Somebody with an account in a role at a unit."""
        with acting(SYSTEM):
            person = add_person(unit=unit, name=f"Ngô Cán {unit.code} {role.title()}")
            person.account = Account.objects.create_user(f"{role}-{unit.code}".lower())
            person.save()
            held: Post = give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=JOINED)
            return held

    def file(self, person: Person, title: str = TITLE, text: str = TEXT, **more: Any) -> Petition:
        """What a member sends."""
        with as_member(person):
            held: Petition = filing.file_petition(**{"topic": "meal", **more}, title=title, text=text)
            return held


@contextmanager
def as_member(person: Person) -> Iterator[Actor]:
    """A member in the app."""
    actor = member_actor(person)
    assert actor is not None
    with acting(actor):
        yield actor


@contextmanager
def as_post(post: Post) -> Iterator[Actor]:
    """An official."""
    with acting(actor_of(post)) as actor:
        yield actor


def now(petition: Petition) -> Petition:
    """A petition as it stands."""
    return Petition._base_manager.select_related("desk", "unit", "told", "key").get(pk=petition.pk)


def photo(note: str = "") -> SimpleUploadedFile:
    """A picture as a phone takes it, with what the phone wrote into it."""
    content, exif = BytesIO(), Image.Exif()
    exif[0x010E] = note or "Điện thoại của tôi"
    Image.new("RGB", (40, 30), "green").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("anh-cua-toi.jpg", content.getvalue(), "image/jpeg")
