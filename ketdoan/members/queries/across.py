"""Looking beyond the own scope. Each query here shows no more of a person than both sides have agreed to see: the
name, the year of birth, the union, and whether they are a member. They are called by acts that say so in the trail.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ketdoan.core.crypto import blinder
from ketdoan.core.viet import fold
from ketdoan.units.models import Identifier, Unit

from ..models import Member
from ..models.members import LEFT
from ..rules import COUNTED
from .cards import people_with_card
from .links import circles

#: Ways from a card (its number, or the text of its QR code) to the id of its person, if any.
BY_CARD: list[Callable[[str], Collection[int]]] = [people_with_card]
_STATES = [str(standing) for standing in COUNTED]


@dataclass(frozen=True)
class Clue:
    """What an officer knows of a member of another union: a card's number or QR text, or a number of a paper with name
    and year of birth."""

    text: str
    name: str = ""
    birth_year: int | None = None


@dataclass(frozen=True)
class Seen:
    """What is shown of a person of another union."""

    person_id: int
    name: str
    birth_year: int | None
    unit: Unit
    member: bool
    #: The kind of number by which they were found; "" for a card.
    kind: str = ""


def find_member(clue: Clue) -> Seen | None:
    """Who a clue speaks of; None where nobody or several fit. By a number of a paper only with the right name and year
    of birth, so that numbers cannot be tried out."""
    for find in BY_CARD:
        if people := find(clue.text.strip()):
            found = _seen(dict.fromkeys(people, ""))
            return found[0] if len(found) == 1 else None
    if not clue.name.strip() or not clue.birth_year:
        return None
    borne = registered([clue.text]).get(plain(clue.text), [])
    fitting = [one for one in borne if same_person(one, clue.name, clue.birth_year)]
    return fitting[0] if len(fitting) == 1 else None


def plain(number: str) -> str:
    """A number without spaces and signs, in capitals."""
    return re.sub(r"[\W_]", "", number).upper()


def registered(numbers: Collection[str]) -> dict[str, list[Seen]]:
    """Of numbers of papers those that somebody in the register bears, by the plain number, with who it is."""
    wanted = {plain(number) for number in numbers} - {""}
    if not wanted:
        return {}
    by_digest = digests(Identifier._meta.get_field("value"), wanted)
    rows = Identifier._base_manager.filter(value_index__in=list(by_digest), replaced_at=None)
    borne = [
        (by_digest[bytes(digest)], person, kind)
        for digest, person, kind in rows.values_list("value_index", "person", "kind")
    ]
    behind = circles({person for _, person, _ in borne}).canonical
    borne = [(number, behind[person], kind) for number, person, kind in borne]
    seen = {one.person_id: one for one in _seen({person: kind for _, person, kind in borne})}
    found: dict[str, list[Seen]] = {}
    for number, person in dict.fromkeys((number, person) for number, person, _ in borne):
        if person in seen:
            found.setdefault(number, []).append(seen[person])
    return found


def digests(sealed: Any, numbers: Collection[str]) -> dict[bytes, str]:
    """Plain numbers by the digests under which a sealed field's blind index knows them."""
    blind = blinder(sealed.place)
    return {blind(number): number for number in numbers}


def _seen(kinds: dict[int, str]) -> list[Seen]:
    members = Member._base_manager.filter(pk__in=kinds).select_related("person", "unit")
    return [
        Seen(one.pk, one.person.name, one.birth_year, one.unit, one.state in _STATES, kinds[one.pk]) for one in members
    ]


def same_person(seen: Seen, name: str, birth_year: int | None) -> bool:
    """Whether a name and a year of birth are those of the register; a year that it lacks is no contradiction."""
    return fold(seen.name) == fold(name) and (not seen.birth_year or seen.birth_year == birth_year)


def unit_by_code(code: str) -> Unit | None:
    """The unit of just this code, wherever it stands: a code is told by the union that bears it."""
    return Unit._base_manager.filter(code__iexact=code.strip(), ended_on=None).first()


def gone(member: Member | None, unit_id: int) -> str:
    """Why somebody is no member of a unit any more, in words for the other side; "" where they are."""
    if member is None or member.state == LEFT or member.state not in _STATES:
        return "Người này không còn là đoàn viên."
    return "" if member.unit_id == unit_id else "Người này không còn sinh hoạt tại nơi đi đã ghi trong yêu cầu."


def names_of(seen: Sequence[Seen]) -> str:
    """Units in which persons are members, as a list of names."""
    return ", ".join(sorted({one.unit.short_name for one in seen}))
