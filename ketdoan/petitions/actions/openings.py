"""That a post opened a petition, for those to read whose it is. No act of its own: it changes nothing."""

from ketdoan.core.acting import current_actor
from ketdoan.core.viet import today

from ..models import Opening, Petition


def note_opening(petition: Petition) -> None:
    """Note that the acting post opened a petition today."""
    actor = current_actor()
    if actor.post_id and not petition.gone:
        Opening._base_manager.get_or_create(petition=petition, post_id=actor.post_id, on=today())
