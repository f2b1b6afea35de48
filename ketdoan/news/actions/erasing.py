"""What the module holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from ketdoan.core.modules import Held, PersonalData

from ..models import Place, Reading, Registration
from ..rules.states import LIVE, Standing
from .signups import move_up


def erase(person: Any) -> None:
    """Forget what a person opened and answered; a place of theirs goes to who waits first. That somebody registered
    stays for the counts."""
    Reading._base_manager.filter(person=person).delete()
    own = Registration._base_manager.filter(person=person)
    with transaction.atomic():
        places = set(own.filter(standing__in=LIVE).values_list("place", flat=True))
        held = list(Place._base_manager.select_for_update().filter(pk__in=places).order_by("pk"))
        own.filter(standing__in=LIVE).update(standing=Standing.CANCELLED, ended_at=timezone.now())
        own.update(answer="")
        for place in held:
            move_up(place)


PERSONS = PersonalData(
    held={
        "news.registration": Held("Đăng ký tham gia chương trình", "person"),
        "news.reading": Held("Tin đã mở (chỉ mình đoàn viên xem được)", "person"),
    },
    apart={
        **dict.fromkeys(
            ("news.article", "news.edition", "news.picture", "news.signup", "news.place"),
            "Tin của đơn vị; chỉ dẫn đến vị trí công tác của người soạn.",
        ),
        "news.tally": "Số lượt mở tin của từng đơn vị, không ghi của ai.",
    },
    erase=erase,
)
