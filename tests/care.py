"""What care and the own data put right bring to the world of the isolation walks."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ketdoan.core.acting import acting
from ketdoan.core.models import Account
from ketdoan.core.viet import today
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.actions.requests import ask_correction, ask_erasure
from ketdoan.members.factories import make_members
from ketdoan.members.models import CorrectionPhoto
from ketdoan.members.queries.membership import member_actor
from ketdoan.petitions.actions.filing import hand_in
from ketdoan.units.actions import persons, posts
from ketdoan.units.models import Post, Role, Unit
from ketdoan.units.queries.posts import as_actor
from ketdoan.welfare.actions import cases, programmes, rates
from ketdoan.welfare.actions.programmes import Offer
from ketdoan.welfare.models import CasePhoto

LONG_AGO = date(2021, 3, 1)


def cared(province: Unit, unit: Unit, words: str, family: str) -> dict[str, Any]:
    """What a member of a unit asked the province for and registered for there; runs as the system. The province
    decides on care, where the walkers work too."""
    _post(province, "chair", f"{family} Chăm Lo")
    leader = _post(unit, "group_leader", f"{family} Tổ Trưởng")
    said = rates.Said("sick", f"Nằm viện {words}", 500_000, f"Quy chế {words}", LONG_AGO)
    rate = rates.add_rate(unit=province, said=said)
    offer = Offer("programme", f"Vé xe {words}", f"Xe của {words}", today(), today(), registers=True)
    made = programmes.publish_programme(programme=programmes.make_programme(unit=province, offer=offer))
    member, other = make_members(unit, f"{family} Nằm Viện", f"{family} Nhờ Thay", on=LONG_AGO)
    actor = member_actor(member.person)
    assert actor is not None
    with acting(actor):
        asked = cases.Asked("sick", today(), f"Nằm viện ở {words}", [_picture()])
        case = cases.ask(asked=asked, consent=True)
        found = {
            "correction": ask_correction(field="name", value=f"{family} Nằm", photos=[_picture()]),
            "erasure": ask_erasure(note=f"Nghỉ việc ở {words}"),
            "registration": programmes.register(programme=made, note=f"Lên xe ở {words}"),
            "offer_question": programmes.ask_about(programme=made, text=f"Mấy giờ ở {words}?"),
        }
    with acting(as_actor(leader, leader.person.account_id)):
        asked = cases.Asked("sick", today(), f"Ốm ở {words}")
        agreed = Agreement(True, "voice", f"Nói ở {words}")
        handed = cases.ask(asked=asked, consent=True, member=other, agreed=agreed)
        line, told = f"Lối đi ở {words} trơn trượt", f"Nước đọng ở lối đi của {words}"
        sent = hand_in(member=other, agreed=agreed, topic="safety", title=line, text=told)
    paper, photo = CorrectionPhoto.objects.get(request=found["correction"]), CasePhoto.objects.get(case=case)
    return found | {
        "aid_case": case, "aid_photo": photo, "paper": paper, "handed": handed, "handed_petition": sent,
        "rate": rate, "offer": made,
    }  # fmt: skip


def _post(unit: Unit, role: str, name: str) -> Post:
    person = persons.add_person(unit=unit, name=name)
    person.account = Account.objects.create_user(f"{role}-{unit.code}-cham-lo".lower())
    person.save()
    post: Post = posts.give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=LONG_AGO)
    return post


def _picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8), "green").save(content, "JPEG")
    return SimpleUploadedFile("giay.jpg", content.getvalue(), "image/jpeg")
