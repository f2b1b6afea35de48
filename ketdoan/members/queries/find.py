"""Finding members: by name, and by the numbers by which the state, the union or a telephone knows them."""

import re
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from ketdoan.core.modules import Hit
from ketdoan.core.search import first_found
from ketdoan.units.models import Contact, Identifier

from ..models import Member
from ..models.members import LEFT
from .cards import people_with_card
from .links import circles

#: A phone or the number of a paper; a card, whose number may begin with letters; the address in the QR of a card.
_NUMBER = re.compile(r"\+?[^\W\d_]{0,4}[\d .-]{5,20}|https?://\S+/the/[A-Z2-7]+", re.IGNORECASE)
_FEWEST_DIGITS = 5


def number_in(text: str) -> str:
    """The number that a search is for, without spaces and signs; "" where it is for words."""
    fits = _NUMBER.fullmatch(text.strip()) and sum(ch.isdigit() for ch in text) >= _FEWEST_DIGITS
    return re.sub(r"[ .-]", "", text) if fits else ""


def with_number(rows: QuerySet[Member], number: str) -> QuerySet[Member]:
    """Members of whom a phone or a number of a paper is just this one, by its blind index, or who have or had the
    card of this number."""
    phones = Contact._base_manager.filter(kind=Contact.PHONE, value_index=number, replaced_at=None)
    papers = Identifier._base_manager.filter(value_index=number, replaced_at=None)
    people = {*phones.values_list("person", flat=True), *papers.values_list("person", flat=True)}
    return rows.filter(pk__in=circles(people | people_with_card(number)).records)


def find_members(words: str, limit: int) -> Sequence[Hit]:
    """Members of the scope for the palette; those who left come last."""
    rows = Member.objects.select_related("unit", "person").order_by("sort_key")
    if number := number_in(words):
        found = list(with_number(rows, number)[:limit])
    else:
        found = first_found(rows.exclude(state=LEFT), words, limit)
        found += first_found(rows.filter(state=LEFT), words, limit - len(found)) if len(found) < limit else []
    return [Hit(one.person.name, reverse("members:member", args=[one.pk]), one.unit.short_name) for one in found]
