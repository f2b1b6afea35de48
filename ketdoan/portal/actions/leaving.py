"""What becomes of the app's own rows when a person's data are erased."""

from ketdoan.core.models import PushSubscription
from ketdoan.core.modules import Held, PersonalData
from ketdoan.core.sealed import destroy
from ketdoan.units.models import Person

from ..models import Access, Claim, Passkey


def forget_person(person: Person) -> None:
    """Take away the phone by which the person signed in, those that took pushes, and what was said when the app was
    opened."""
    for claim in Claim._base_manager.select_related("key").filter(person=person):
        if claim.key and claim.key.destroyed_at is None:
            destroy(claim.key)
    for access in Access.objects.select_related("key").filter(account__person=person):
        key = access.key
        access.delete()
        destroy(key)
    Passkey.objects.filter(account__person=person).delete()
    PushSubscription.objects.filter(account__person=person).delete()


PERSONS = PersonalData(
    held={"portal.claim": Held("Xin dùng ứng dụng", "person")},
    apart={
        "portal.access": "Số điện thoại đăng nhập, do chính người dùng khai và tự xem trong ứng dụng.",
        "portal.passkey": "Khóa đăng nhập trên máy, do chính người dùng thêm và tự xem trong ứng dụng.",
    },
    erase=forget_person,
)
