"""The log of who looked at whose data: pages, and what left the house. Those concerned read it.

These are no acts of their own: a page that is opened, a file that is taken (of which the audit trail has the act).
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, current_actor
from ketdoan.core.rules import rule
from ketdoan.core.viet import LONG_NUMBER, VietError, clean_line, fold, today

from ..models import Person, PersonalDataView

#: A page that the same post opens again within this time is one view.
QUIET = timedelta(minutes=30)
#: People in one row; what holds more is told by several.
MOST = 200_000
DETAIL, PURPOSE_LENGTH = 120, 250
NAMES_NOBODY = (
    "Phần này được giữ lâu dài trong nhật ký: không ghi họ tên, số điện thoại, số giấy tờ, thư điện tử của người đó."
)


def page_seen(person_id: int, detail: str = "") -> None:
    """Log that the page of a person was opened by the acting post."""
    actor = current_actor()
    if actor is SYSTEM:
        return
    lately = PersonalDataView._base_manager.filter(
        person=person_id,
        post_id=actor.post_id,
        account_id=actor.account_id,
        field=PersonalDataView.PAGE,
        at__gt=timezone.now() - QUIET,
    )
    if not lately.exists():
        of_one(person_id, PersonalDataView.PAGE, detail)


def of_one(person_id: int, field: str, detail: str = "", purpose: str = "") -> None:
    """Log that data of a person were opened."""
    actor = current_actor()
    PersonalDataView.objects.create(
        person_id=person_id,
        account_id=actor.account_id,
        post_id=actor.post_id,
        field=field,
        detail=detail[:DETAIL],
        purpose=purpose,
    )


def taken(people: Iterable[int], field: str, detail: str, purpose: str = "") -> None:
    """Log that data of many persons were taken out: in a list, a print, over the API. One row however many they are."""
    actor, ids = current_actor(), iter(people)
    while part := list(islice(ids, MOST)):
        PersonalDataView.objects.create(
            people=sorted(set(part)),
            account_id=actor.account_id,
            post_id=actor.post_id,
            field=field,
            detail=detail[:DETAIL],
            purpose=purpose,
        )


def list_taken(people: Iterable[int], title: str) -> None:
    """Log an Excel list. Registered with the lists of the core."""
    taken(people, PersonalDataView.LIST, title)


def forget_views() -> int:
    """Delete views that are older than the dated rule says; returns how many. The database refuses to delete those of
    the last year, whatever the rule says."""
    months = max(int(rule("units.views_months", today()).value), 13)
    return PersonalDataView._base_manager.filter(at__lt=timezone.now() - timedelta(days=31 * months)).delete()[0]


def names_nobody(text: str, people: Iterable[Person], field: str) -> str:
    """A purpose or a reason in one line, as it stays in logs for ever.

    Raises ValidationError where it says again whom or which number it is about, is empty or too long.
    """
    try:
        reason = clean_line(text)
    except VietError as error:
        raise ValidationError({field: str(error)}) from None
    said = f" {fold(reason)} "
    if len(reason) > PURPOSE_LENGTH:
        raise ValidationError({field: f"Phần này dài quá {PURPOSE_LENGTH} ký tự."})
    named = any(" " in person.words and f" {person.words} " in said for person in people)
    if named or "@" in reason or LONG_NUMBER.search(reason):
        raise ValidationError({field: NAMES_NOBODY})
    return reason
