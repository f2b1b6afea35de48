"""The parts of the demo's register of members, in order."""

from django.db import connection

from ketdoan.units.demo.civil import TAY_NINH

from ..actions.checking import check_all, check_numbers
from ..actions.finding import find_changed
from .cast import Places
from .civil import BEFORE_TERM, fill_civil
from .lately import go_on
from .officers import admit_officers
from .present import fill_present
from .profiles import record_profiles
from .sector import fill_sector


def fill_published() -> None:
    """The unions that published how many members they had."""
    places = Places()
    fill_sector(places)
    fill_civil(places)


def _let_planner_know() -> None:
    """Statistics are gathered by themselves only after the transaction; without them the acts that follow crawl."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE units_person, units_contact, units_identifier, core_datakey, members_memberevent, members_spell, "
            "members_member"
        )


def fill_living() -> None:
    """The unions of today: their officers, their members, and what happened there this year."""
    places = Places()
    admit_officers(places, {f"{TAY_NINH}-": BEFORE_TERM})
    fill_present(places)
    _let_planner_know()
    go_on(places)
    record_profiles(places)
    _look_over()


def _look_over() -> None:
    """What the worker does each night, so that the first day shows what there is to put right."""
    check_numbers()
    check_all()
    find_changed()
