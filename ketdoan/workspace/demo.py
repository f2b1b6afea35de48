"""What the illustrative union shows of this module: who signed in when, counted."""

from datetime import timedelta

from django.utils import timezone

from ketdoan.core.models import Account

from .queries.counting import count_use

#: Days since somebody last signed in; who is not named, never did.
SEEN = {"chutich.hanvela": 2, "chutich.phuthinh": 16, "chutich.longhoa": 1, "vanthu.tayninh": 70, "totchuc.tayninh": 0}


def fill_use() -> None:
    """Let some accounts have signed in before, and count."""
    now = timezone.now()
    for username, days in SEEN.items():
        Account.objects.filter(username=username).update(last_login=now - timedelta(days=days))
    count_use()
