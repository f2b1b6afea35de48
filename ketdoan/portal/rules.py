"""States of what people claim when they come into the app."""

from django.db.models import TextChoices


class ClaimState(TextChoices):
    """How a claim stands."""

    WAITING = "waiting", "Chờ đơn vị xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    REFUSED = "refused", "Không xác nhận"
    DROPPED = "dropped", "Đã rút"


#: Which states follow which.
TRANSITIONS = {
    ClaimState.WAITING: (ClaimState.CONFIRMED, ClaimState.REFUSED, ClaimState.DROPPED),
    ClaimState.CONFIRMED: (),
    ClaimState.REFUSED: (),
    ClaimState.DROPPED: (),
}
