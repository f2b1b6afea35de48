"""Counting what is asked and what is said of answers.

No acts: an entry of the audit trail would say who asked. A day, an upper union and an entry are all that is kept.
"""

from django.db import connection

from ketdoan.core.acting import somebody
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import SECOND_FACTOR_LEVELS

from ..queries.answering import Answer, State
from ..rules.tallies import SAID, Counted

ADD = """
    INSERT INTO legal_tally (day, unit_id, what, state, about, number) VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (day, unit_id, what, state, about) DO UPDATE SET number = legal_tally.number + 1
"""
#: Of these nothing is counted: nothing was asked.
NOTHING = (State.EMPTY, State.TOO_LONG)


def count_question(found: Answer) -> None:
    """Count a question by how it was answered."""
    if found.state not in NOTHING:
        _add(Counted.ASKED, str(found.state), about(found))


def count_feedback(what: str, state: str, code: str) -> None:
    """Count what an asker says of an answer."""
    if what in SAID:
        _add(Counted(what), state, code)


def about(found: Answer) -> str:
    """What a question is counted under: the act that is lacking where that was in the way, else the entry that answered
    it."""
    if found.state == State.NO_TEXT and found.lacking:
        return found.lacking[0].number
    return found.entry.code if found.entry else ""


def _add(what: Counted, state: str, code: str) -> None:
    unit = _upper()
    if unit is not None:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [today(), unit, what.value, state[:20], code[:120]])


def _upper() -> int | None:
    """The nearest union of the upper level or above, from the acting post's unit upwards."""
    actor = somebody()
    unit = Unit._base_manager.filter(pk=actor.unit_id).first() if actor and actor.unit_id else None
    if unit is None:
        return None
    line = Unit._base_manager.filter(path__in=Scope(unit.path).lineage(), level__in=SECOND_FACTOR_LEVELS)
    return line.order_by("-path").values_list("pk", flat=True).first()
