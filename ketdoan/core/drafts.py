"""Drafts: what somebody has typed into a form and not yet sent, kept for 30 days, sealed."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from .crypto import Tampered, open_json, seal_json
from .models import Done, Draft

KEPT = timedelta(days=30)
#: Drafts of one account; the oldest go first. Characters of one draft.
MOST, LONGEST = 100, 200_000


def keep_draft(account_id: int, form: str, data: QueryDict, key: str) -> datetime | None:
    """Keep what a form holds. None where it is too long to keep, or the form with this key has been sent already."""
    typed = data.urlencode()
    if len(typed) > LONGEST or Done.objects.filter(account_id=account_id, key=key).exists():
        return None
    now = timezone.now()
    sealed = seal_json(_purpose(account_id, form), typed)
    Draft.objects.update_or_create(account_id=account_id, form=form, defaults={"sealed": sealed, "saved_at": now})
    extra = Draft.objects.filter(account_id=account_id).order_by("-saved_at").values("pk")[MOST:]
    Draft.objects.filter(pk__in=list(extra.values_list("pk", flat=True))).delete()
    return now


def draft_of(account_id: int, form: str) -> tuple[QueryDict, datetime] | None:
    """What the account typed into a form, and when."""
    draft = Draft.objects.filter(account_id=account_id, form=form, saved_at__gt=timezone.now() - KEPT).first()
    if draft is None:
        return None
    try:
        return QueryDict(open_json(_purpose(account_id, form), draft.sealed)), draft.saved_at
    except Tampered:
        return None


def opened_drafts() -> Iterator[tuple[int, str]]:
    """All drafts that can be read, with what was typed into them."""
    for draft in Draft.objects.iterator():
        with suppress(Tampered):
            typed = QueryDict(open_json(_purpose(draft.account_id, draft.form), draft.sealed))
            yield draft.pk, "\n".join(text for _, texts in typed.lists() for text in texts)


def drop_draft(account_id: int, form: str) -> None:
    """Forget a form's draft."""
    Draft.objects.filter(account_id=account_id, form=form).delete()


def forget_old_drafts() -> int:
    """Delete the drafts that have not been touched for 30 days; returns how many. For the daily job."""
    return Draft.objects.filter(saved_at__lte=timezone.now() - KEPT).delete()[0]


def _purpose(account_id: int, form: str) -> str:
    return f"draft:{account_id}:{form}"
