"""Files handed in with an act."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from ketdoan.core.acting import current_actor
from ketdoan.core.files import DOCUMENTS, IMAGES, Kind, put
from ketdoan.core.viet import VietError, clean_line

from ..models import Attachment, Unit

NAME_LENGTH = 200


def attach(
    unit: Unit, upload: File, *, field: str = "file", allowed: Iterable[Kind] = DOCUMENTS | IMAGES
) -> Attachment:
    """Store an uploaded document or picture as the unit's. Call inside an action; errors stand at the field named."""
    if not Unit.objects.filter(pk=unit.pk).exists():
        raise PermissionDenied(f"{unit.short_name} không thuộc phạm vi của vị trí công tác hiện tại.")
    try:
        name = clean_line(upload.name or "")
        if len(name) > NAME_LENGTH:
            raise VietError(f"Tên tệp dài quá {NAME_LENGTH} ký tự.")
        blob = put(upload, name, allowed=allowed)
    except VietError as error:
        raise ValidationError({field: str(error)}) from None
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
    return Attachment.objects.create(unit=unit, blob=blob, name=name, added_by=current_actor().account_id)
