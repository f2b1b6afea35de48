"""Erasing somebody who stands in the register under several records: none of them may keep what another gives up."""

from collections.abc import Collection

from django.core.exceptions import ValidationError

from ketdoan.units.actions.persons import erase_record
from ketdoan.units.models import Person
from ketdoan.units.queries.erasure import still_serves

from ..queries.links import circles
from .recording import lock_persons


def erase_together(person_ids: Collection[int]) -> None:
    """Where the record of a person was erased, erase all others linked to it. Called in the same act."""
    erased = Person._base_manager.filter(pk__in=person_ids, key__destroyed_at__isnull=False)
    others = circles(list(erased.values_list("pk", flat=True))).everybody
    if len(others) < 2:
        return
    lock_persons(others)
    for person in Person._base_manager.filter(pk__in=others).select_related("key", "account").order_by("pk"):
        if person.erased:
            continue
        if still_serves(person):
            raise ValidationError(
                "Người này có một hồ sơ đã gộp đang giữ chức vụ hoặc vị trí công tác. Hãy ghi thôi trước khi xóa."
            )
        erase_record(person)
