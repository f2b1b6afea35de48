"""How an account wants its messages, and which hints it has put away. Its own affair: no act, no audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypedDict, Unpack

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
    push: bool

    @property
    def title(self) -> str:
        """The way in words."""
        return dict(WAYS)[self.way]


class Preferred(TypedDict, total=False):
    """The hours and the means that an account prefers (see models.Preference)."""

    digest_hour: int
    quiet_from: int | None
    quiet_until: int | None
    shift: str
    shift_since: date | None
    text_by: str


def preference_of(account_id: int) -> Preference:
    """What an account prefers; the defaults where it has said nothing."""
    return Preference.objects.filter(pk=account_id).first() or Preference(account_id=account_id)


def chosen_by(account_id: int) -> list[Chosen]:
    """Every category with the way in which the account gets it."""
    own = {choice.category: choice for choice in MessageChoice.objects.filter(account_id=account_id)}
    return [_chosen(kind, own.get(kind.code)) for kind in message_kinds()]


def _chosen(kind: MessageKind, own: MessageChoice | None) -> Chosen:
    way = own.way if own and own.way in kind.ways else kind.ways[0]
    return Chosen(kind, way, kind.push and (own is None or own.push))


@transaction.atomic
def choose(
    account_id: int,
    *,
    ways: Mapping[str, str],
    pushes: Mapping[str, bool] = MappingProxyType({}),
    **preferred: Unpack[Preferred],
) -> None:
    """Keep an account's choices; what is not named stays. Raises ValidationError for a way that a category does not
    allow, or half quiet hours.

    What waits for a digest already still goes with the next one.
    """
    kinds = {kind.code: kind for kind in message_kinds()}
    refused = "Có loại thông báo không nhận theo cách đã chọn. Hãy tải lại trang rồi chọn lại."
    if any(code not in kinds or way not in kinds[code].ways for code, way in ways.items()):
        raise ValidationError(refused)
    if not set(pushes) <= {code for code, kind in kinds.items() if kind.push and not kind.urgent}:
        raise ValidationError(refused)
    _check_hours(preferred)
    Preference.objects.update_or_create(account_id=account_id, defaults=dict(preferred))
    own = {chosen.kind.code: chosen for chosen in chosen_by(account_id)}
    MessageChoice.objects.bulk_create(
        [
            MessageChoice(
                account_id=account_id,
                category=code,
                way=ways.get(code, own[code].way),
                push=pushes.get(code, own[code].push),
            )
            for code in _changed(ways, pushes)
        ],
        update_conflicts=True,
        unique_fields=["account", "category"],
        update_fields=["way", "push"],
    )


def _changed(*choices: Iterable[str]) -> list[str]:
    return sorted({code for chosen in choices for code in chosen})


def _check_hours(preferred: Preferred) -> None:
    start, end = preferred.get("quiet_from"), preferred.get("quiet_until")
    if (start is None) != (end is None):
        raise ValidationError({"quiet_until": "Hãy chọn cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."})
    if start is not None and start == end:
        raise ValidationError({"quiet_until": "Giờ kết thúc phải khác giờ bắt đầu."})


@transaction.atomic
def hide(account_id: int, hint: str) -> None:
    """Put a hint away for good; once is enough."""
    Preference.objects.get_or_create(account_id=account_id)
    own = Preference.objects.select_for_update().get(pk=account_id)
    if hint not in own.hidden:
        own.hidden.append(hint)
        own.save(update_fields=["hidden"])
