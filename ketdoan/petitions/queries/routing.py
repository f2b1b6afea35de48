"""To whom a petition goes, under which unit's name others see it, and until when it is answered.

Read across scopes: ids of units and numbers alone.
"""

from datetime import date

from ketdoan.core.models import Rule
from ketdoan.core.rules import rule
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.rules import COUNTED
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import accounts_in, nearest_with
from ketdoan.units.rules import Level

from ..rules.states import last_day
from .topics import Topic, topic_of

HANDLE, BOARD, EXPORT, SEND = "petitions.handle", "petitions.board", "petitions.export", "petitions.send"


def union_of(unit_id: int) -> Unit:
    """The union to which the members of a unit put petitions: the grassroots union that it is or belongs to, else the
    unit itself."""
    unit = Unit._base_manager.get(pk=unit_id)
    line = Unit._base_manager.filter(path__in=Scope(unit.path).lineage(), level=Level.GRASSROOTS)
    return line.order_by("-path").first() or unit


def desk_for(unit: Unit, *, above: bool = False, sender: int | None = None) -> Unit | None:
    """The unit that handles petitions of a unit: itself where somebody there may, else the nearest above; with `above`
    never itself. Nobody handles their own: where the account of the sender is the only one, it goes further up."""
    line = Scope(unit.path).lineage()
    line = line[:-1] if above else line
    while found := nearest_with(HANDLE, line):
        desk = Unit._base_manager.get(pk=found)
        if accounts_in([found], HANDLE) - {sender}:
            return desk
        line = Scope(desk.path).lineage()[:-1]
    return None


def told_unit(unit: Unit, desk: Unit, topic: Topic, *, hidden: bool) -> Unit:
    """The unit under whose name others than the handlers see a petition."""
    if topic.above:
        return desk
    if not hidden:
        return unit
    fewest = int(rule("petitions.fewest_members", today()).value)
    for path in reversed(Scope(unit.path).lineage()):
        members = Member._base_manager.filter(unit__path__gte=path, unit__path__lt=path + "~", state__in=COUNTED)
        if members.order_by()[:fewest].count() >= fewest:
            return Unit._base_manager.get(path=path)
    return Unit._base_manager.get(path=Scope(unit.path).lineage()[0])


def term(desk: Unit, topic: str, day: date) -> tuple[date, Rule]:
    """The last day on which a unit answers what comes to it on a day, and the row of the rules by which it is
    counted."""
    days = rule("petitions.days", day, level=desk.level)
    known = topic_of(topic, day)
    shorter = known.days if known and known.days else 0
    if shorter and shorter < int(days.value):
        return last_day(day, shorter), rule("petitions.topic", day, topic=topic)
    return last_day(day, int(days.value)), days
