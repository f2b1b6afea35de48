"""Files handed in with an act."""

from django.core.exceptions import ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act
from ketdoan.core.files import DOCUMENTS, IMAGES, put
from ketdoan.core.viet import VietError, clean_line

from ..models import Attachment, Unit
from .reorganisation import must_hold

NAME_LENGTH = 200


def attach(act: Act, unit: Unit, upload: File) -> Attachment:
    """Store an uploaded document or picture as the unit's. Call inside an action; errors stand at the field `file`."""
    must_hold(act, unit)
    try:
        name = clean_line(upload.name or "")
        if len(name) > NAME_LENGTH:
            raise VietError(f"Tên tệp dài quá {NAME_LENGTH} ký tự.")
        blob = put(upload, name, allowed=DOCUMENTS | IMAGES)
    except VietError as error:
        raise ValidationError({"file": str(error)}) from None
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    return Attachment.objects.create(unit=unit, blob=blob, name=name, added_by=act.actor.account_id)
