"""What a unit has sent to many, and how far it came: by the units below the one that sent it, nobody being followed.

Units with few recipients are told together, since a number of one or two would say who.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from ketdoan.core.ledger import FEWEST
from ketdoan.core.models import Broadcast
from ketdoan.core.scope import LINE, TERRITORY, current_scope

from ..models import Unit

# The people a message went to, by the part of the path below the unit that sent it: "" is that unit itself.
BY_UNIT = """
    SELECT CASE WHEN u.{path} >= %(path)s AND u.{path} < %(path)s || '~'
                THEN split_part(substr(u.{path}, length(%(path)s) + 1), '/', 1) ELSE '-' END AS part,
           count(*), count(*) FILTER (WHERE n.read_at IS NOT NULL OR EXISTS (
               SELECT FROM core_delivery d WHERE d.notification_id = n.id AND d.state = 'sent')), count(n.read_at)
    FROM core_notification n
    LEFT JOIN units_person p ON p.account_id = n.account_id LEFT JOIN units_unit u ON u.id = p.unit_id
    WHERE n.key = %(key)s GROUP BY 1
"""


@dataclass(frozen=True)
class UnitReach:
    """How far a message came in one unit with those below it: people, those it reached outside the bell, readers."""

    title: str
    people: int
    reached: int
    read: int


def broadcasts() -> QuerySet[Broadcast]:
    """What units of the scope have sent to many, the latest first."""
    sender = Unit.objects.filter(pk=OuterRef("unit_id")).order_by()
    return Broadcast.objects.filter(Exists(sender)).annotate(sender=sender.values("short_name")).order_by("-pk")


def reach_by_unit(broadcast: Broadcast) -> list[UnitReach]:
    """How far a message came in each unit directly below the one that sent it; nothing where it went to too few."""
    sender = Unit._base_manager.get(pk=broadcast.unit_id)
    tree = TERRITORY if current_scope().tree == TERRITORY else LINE
    path = sender.territory_path if tree == TERRITORY else sender.path
    with connection.cursor() as cursor:
        statement = BY_UNIT.format(path="territory_path" if tree == TERRITORY else "path")
        cursor.execute(statement, {"key": broadcast.key, "path": path})
        rows = cursor.fetchall()
    names = _names(part for part, *_ in rows)
    found = [UnitReach(_title(part, sender, names), *numbers) for part, *numbers in rows]
    return together(sorted(found, key=lambda unit: (-unit.people, unit.title)))


def together(units: list[UnitReach]) -> list[UnitReach]:
    """The units with enough people for their numbers to be told, and the others as one; that one is large enough too.
    The largest come first."""
    shown = [unit for unit in units if unit.people >= FEWEST]
    few = [unit for unit in units if unit.people < FEWEST]
    while few and sum(unit.people for unit in few) < FEWEST and shown:
        few.append(shown.pop())
    if sum(unit.people for unit in few) < FEWEST:
        return shown
    total = (sum(getattr(unit, name) for unit in few) for name in ("people", "reached", "read"))
    title = few[0].title if len(few) == 1 else f"{len(few)} đơn vị ít người nhận"
    return [*shown, UnitReach(title, *total)]


def _names(parts: Iterable[str]) -> dict[str, str]:
    ids = [int(part) for part in parts if part.isdigit()]
    return {str(pk): name for pk, name in Unit._base_manager.filter(pk__in=ids).values_list("pk", "name")}


def _title(part: str, sender: Unit, names: dict[str, str]) -> str:
    if part == "":
        return sender.name
    return names.get(part, "Ngoài đơn vị")
