"""The parts of the demo's register of members, in order."""

from ketdoan.units.demo.civil import TAY_NINH

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


def fill_living() -> None:
    """The unions of today: their officers, their members, and what happened there this year."""
    places = Places()
    admit_officers(places, {f"{TAY_NINH}-": BEFORE_TERM})
    fill_present(places)
    go_on(places)
    record_profiles(places)
