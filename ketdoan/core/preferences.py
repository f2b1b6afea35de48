"""How an account wants its messages, and which hints it has put away. Its own affair: no act, no audit."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from .models import MessageChoice, Preference
from .models.notifications import WAYS
from .modules import MessageKind, message_kinds


@dataclass(frozen=True)
class Chosen:
    """A category of messages and the way that an account gets it."""

    kind: MessageKind
    way: str

    @property
    def title(self) -> str:
        """The way in words."""
        return dict(WAYS)[self.way]


def preference_of(account_id: int) -> Preference:
    """What an account prefers; the defaults where it has said nothing."""
    return Preference.objects.filter(pk=account_id).first() or Preference(account_id=account_id)


def chosen_by(account_id: int) -> list[Chosen]:
    """Every category with the way in which the account gets it."""
    ways = dict(MessageChoice.objects.filter(account_id=account_id).values_list("category", "way"))
    kinds = message_kinds()
    return [Chosen(k, ways[k.code] if ways.get(k.code) in k.ways else k.ways[0]) for k in kinds]


@transaction.atomic
def choose(
    account_id: int, *, ways: dict[str, str], digest_hour: int, quiet_from: int | None, quiet_until: int | None
) -> None:
    """Keep an account's choices. Raises ValidationError for a way that a category does not allow, or half quiet hours.

    What waits for a digest already still goes with the next one.
    """
    allowed = {kind.code: kind.ways for kind in message_kinds()}
    if any(way not in allowed.get(code, ()) for code, way in ways.items()):
        raise ValidationError("Có loại thông báo không nhận theo cách đã chọn. Hãy tải lại trang rồi chọn lại.")
    if (quiet_from is None) != (quiet_until is None):
        raise ValidationError({"quiet_until": "Hãy chọn cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."})
    if quiet_from is not None and quiet_from == quiet_until:
        raise ValidationError({"quiet_until": "Giờ kết thúc phải khác giờ bắt đầu."})
    hours = {"digest_hour": digest_hour, "quiet_from": quiet_from, "quiet_until": quiet_until}
    Preference.objects.update_or_create(account_id=account_id, defaults=hours)
    MessageChoice.objects.bulk_create(
        [MessageChoice(account_id=account_id, category=code, way=way) for code, way in ways.items()],
        update_conflicts=True,
        unique_fields=["account", "category"],
        update_fields=["way"],
    )


@transaction.atomic
def hide(account_id: int, hint: str) -> None:
    """Put a hint away for good; once is enough."""
    Preference.objects.get_or_create(account_id=account_id)
    own = Preference.objects.select_for_update().get(pk=account_id)
    if hint not in own.hidden:
        own.hidden.append(hint)
        own.save(update_fields=["hidden"])
