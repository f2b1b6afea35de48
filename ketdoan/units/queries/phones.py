"""By which phones accounts are reached, opened for the sending of messages alone."""

from collections.abc import Iterable

from ketdoan.core.viet import VietError, parse_phone, today

from ..models.contacts import Contact


def phones_of(account_ids: Iterable[int]) -> dict[int, str]:
    """The phone number of each account that is in use and has one. Read across scopes: who sends is the system."""
    rows = Contact._base_manager.filter(
        kind=Contact.PHONE,
        replaced_at=None,
        valid__contains=today(),
        person__account_id__in=list(account_ids),
        person__account__is_active=True,
    ).select_related("person__key")
    found: dict[int, str] = {}
    for row in rows:
        try:
            found[row.person.account_id or 0] = parse_phone(row.value.text or "")
        except VietError:
            continue
    return found
