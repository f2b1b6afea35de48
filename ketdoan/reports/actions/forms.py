"""Publishing forms: what is shipped, after every migration."""

import hashlib
import json
import tomllib
from typing import Any

from django.db import transaction

from ..models import FormVersion
from ..rules.catalogue import DATA


def bring_in_forms() -> None:
    """Publish the shipped forms: each as a new version where it is not the one that was shipped last."""
    for file in sorted((DATA / "forms").glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        with transaction.atomic():
            shipped = FormVersion.objects.select_for_update().filter(code=content["code"], unit=None)
            last = shipped.order_by("-no").first()
            digest = digest_of(content)
            if last is None or last.digest != digest:
                no = last.no + 1 if last else 1
                FormVersion.objects.create(
                    code=content["code"], no=no, title=content["title"], content=content, digest=digest
                )


def digest_of(content: Any) -> str:
    """A digest of plain values."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
