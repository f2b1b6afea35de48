"""Files of a form that was refused because of something else: kept for a day, sealed, so that nobody chooses them anew.

A browser sends a file once. A phone may have no second copy of a photo that was taken for the form.
"""

import base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db.models import Sum
from django.utils import timezone

from .crypto import Tampered, open_json, seal_json
from .models import KeptFile

KEPT = timedelta(days=1)
#: Bytes kept for one account.
MOST = 60 * 1024 * 1024


class Kept(ContentFile):
    """A file that was kept; `token` names it to its account alone."""

    def __init__(self, content: bytes, name: str, token: str) -> None:
        super().__init__(content, name=name)
        self.token = token


def keep_file(account_id: int, upload: File) -> str | None:
    """Keep a file; returns its token. None where the account has too much kept already."""
    upload.seek(0)
    content = upload.read()
    held = KeptFile.objects.filter(account_id=account_id).aggregate(all=Sum("size"))["all"] or 0
    if held + len(content) > MOST:
        return None
    told = {"name": upload.name or "", "content": base64.b64encode(content).decode()}
    made = KeptFile.objects.create(
        account_id=account_id, sealed=seal_json(_purpose(account_id), told), size=len(content)
    )
    return str(made.pk)


def kept_files(account_id: int, tokens: Iterable[str]) -> list[Kept]:
    """The files that an account has under these tokens, in that order; what is gone is left out."""
    wanted = [token for token in tokens if _is_token(token)]
    held = {str(row.pk): row for row in KeptFile.objects.filter(pk__in=wanted, account_id=account_id)} if wanted else {}
    found = []
    for token in dict.fromkeys(wanted):
        try:
            told = open_json(_purpose(account_id), held[token].sealed)
        except (KeyError, Tampered):
            continue
        found.append(Kept(base64.b64decode(told["content"]), told["name"], token))
    return found


def opened_names() -> Iterator[tuple[UUID, str]]:
    """All files that are kept and can be read, with their names."""
    for row in KeptFile.objects.iterator():
        with suppress(Tampered):
            yield row.pk, str(open_json(_purpose(row.account_id), row.sealed)["name"])


def forget_kept_files() -> int:
    """Delete what has been kept for a day; returns how many. For the daily job."""
    return KeptFile.objects.filter(at__lte=timezone.now() - KEPT).delete()[0]


def _is_token(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _purpose(account_id: int) -> str:
    return f"file:{account_id}"
