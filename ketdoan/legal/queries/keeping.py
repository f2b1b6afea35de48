"""Who keeps the library: it is one for the whole union, so the posts of its top alone do."""

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.units.models import Unit

PERMISSION = "legal.library"


def keeps_library(actor: Actor) -> bool:
    """Whether an actor may bring texts into the library: by right, and at the top of the union."""
    if actor is SYSTEM:
        return True
    if not actor.may(PERMISSION) or actor.unit_id is None:
        return False
    return Unit.objects.filter(pk=actor.unit_id, path=f"{actor.unit_id}/").exists()
