"""A union whose members ask for care: a workplace with a group, the units above, a table of rates."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.tests.union import Union, actor_of
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person
from ketdoan.welfare.actions import cases, programmes, rates
from ketdoan.welfare.actions.cases import Asked
from ketdoan.welfare.actions.programmes import Offer
from ketdoan.welfare.models import AidCase, Programme, Rate

BEGAN = date(2026, 1, 5)
SOURCE = "Quy chế chi tiêu số 02/QC-CĐ, Điều 6"


class Care(Union):
    """Huyền belongs to the workplace union itself, Đức to its group."""

    def __init__(self) -> None:
        super().__init__()
        self.group = make_unit("union_group", "A-1", self.a)
        self.leader = self.post("Ngô Thị Tổ Trưởng", self.group, "group_leader")
        self.province_chair = self.post("Lý Văn Chủ Tịch", self.province, "chair")
        with acting(SYSTEM):
            Member._base_manager.filter(pk=self.duc.pk).update(unit=self.group)
            self.duc.refresh_from_db()
        self.sick = self.rate("sick", "Nằm viện từ 3 ngày", 500_000)

    def rate(self, kind: str, title: str, most: int, since: date = BEGAN) -> Rate:
        with acting(actor_of(self.chair)):
            row: Rate = rates.add_rate(unit=self.a, said=rates.Said(kind, title, most, SOURCE, since))
            return row

    def actor(self, member: Member) -> Actor:
        found = member_actor(Person._base_manager.get(pk=member.pk))
        assert found is not None
        return found

    def ask(self, member: Member, text: str = "Tôi nằm viện vì đau dạ dày", **more: Any) -> AidCase:
        asked = Asked(more.pop("kind", "sick"), more.pop("on", today()), text, more.pop("photos", ()))
        with acting(self.actor(member)):
            case: AidCase = cases.ask(asked=asked, consent=True, **more)
            return case

    def programme(self, post: Any, **more: Any) -> Programme:
        offer = {"kind": "programme", "title": "Vé xe về quê đón Tết", "text": "Xe đi ngày 20 tháng Chạp.",
                 "since": today(), "until": today(), "registers": True, **more}  # fmt: skip
        with acting(actor_of(post)) as actor:
            from ketdoan.units.models import Unit

            made: Programme = programmes.make_programme(
                unit=Unit._base_manager.get(pk=actor.unit_id), offer=Offer(**offer)
            )
            return programmes.publish_programme(programme=made)


def picture() -> SimpleUploadedFile:
    """A photo from a phone."""
    content = BytesIO()
    Image.new("RGB", (9, 7), "red").save(content, "JPEG")
    return SimpleUploadedFile("giay-ra-vien.jpg", content.getvalue(), "image/jpeg")
