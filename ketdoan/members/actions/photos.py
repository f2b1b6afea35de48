"""The picture of a member: made small, cut as on the card, and sealed under the person's key."""

import base64
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageOps

from ketdoan.core.actions import Act, action
from ketdoan.core.pictures import kept_picture

from ..models import Member, Photo
from .cards import PERMISSION
from .people import must_hold_members
from .recording import lock_persons

#: 3 × 4 cm at 300 points an inch.
SIZE = (354, 472)
#: What is cut off is cut below rather than above, where the head is.
CENTRE = (0.5, 0.35)
QUALITY = 84


@action("members.photo", "Thay ảnh đoàn viên", permission=PERMISSION)
def set_photo(act: Act, *, member: Member, file: File) -> Photo:
    """Put a picture in the place of the member's earlier one. Only its points are kept: where and when it was taken
    is gone."""
    (unit,) = _hold(act, member)
    try:
        taken = kept_picture(file, "anh")
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    photo = Photo(person=member.person, picture=base64.b85encode(_cut(taken)).decode())
    Photo._base_manager.filter(pk=member.pk).delete()
    photo.save(force_insert=True)
    act.record(member.person, unit_id=unit, change={"photo": True})
    return photo


@action("members.drop_photo", "Bỏ ảnh đoàn viên", permission=PERMISSION)
def drop_photo(act: Act, *, member: Member) -> None:
    """Take a member's picture away for good."""
    (unit,) = _hold(act, member)
    Photo._base_manager.filter(pk=member.pk).delete()
    act.record(member.person, unit_id=unit, change={"photo": False})


def _hold(act: Act, member: Member) -> list[int]:
    lock_persons([member.pk])
    member.person.refresh_from_db()
    if member.person.erased:
        raise ValidationError("Dữ liệu cá nhân của người này đã được xóa, không ghi thêm được.")
    return must_hold_members(act, [member])


def _cut(taken: File) -> bytes:
    with Image.open(taken) as picture:
        cut = ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.LANCZOS, centering=CENTRE)
    out = BytesIO()
    cut.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
