"""Who works which shift: what an account has said of itself, as far as it has (core.shifts)."""

from collections.abc import Collection
from datetime import date

from ketdoan.core.models import Preference
from ketdoan.core.shifts import TURN, shift_on
from ketdoan.members.queries.links import circles


def people_on(shifts: Collection[str], day: date) -> set[int]:
    """The persons whose accounts say that they work one of some shifts on a day, under the records that go on."""
    said = Preference.objects.exclude(shift="").exclude(account__person=None)
    rows = said.values_list("account__person", "shift", "shift_since")
    found = {person for person, shift, since in rows if shift_on(shift, since, day) in shifts}
    canonical = circles(found).canonical if found else {}
    return {canonical[pk] for pk in found}


def accounts_on(shift: str, day: date) -> set[int]:
    """The accounts that say they work a shift on a day."""
    rows = Preference.objects.exclude(shift="").values_list("account", "shift", "shift_since")
    return {account for account, said, since in rows if shift_on(said, since, day) == shift}


def shifts_of(account_id: int | None) -> tuple[str, ...]:
    """The shifts that an account says it works: one, or all of them in turn."""
    said = Preference.objects.filter(account_id=account_id or 0).exclude(shift="").first()
    if said is None:
        return ()
    return TURN if said.shift_since else (said.shift,)
