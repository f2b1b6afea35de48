"""Pictures from a camera, made fit to be kept: small, upright, and without what a phone writes into them."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps, UnidentifiedImageError

from .files import size_limit

LONGEST_SIDE = 1600
QUALITY = 82
#: A picture of more points would take more memory to unpack than a process has to spare.
MOST_POINTS = 64_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def kept_picture(upload: File | IO[bytes], name: str, longest: int = LONGEST_SIDE) -> ContentFile:
    """A JPEG, PNG or WebP picture as WebP of at most `longest` points a side, under a name that ends in .webp.

    Only the points are taken over: where and by which phone it was taken is gone. Raises ValidationError for a file
    that is no such picture, is damaged, or too large.
    """
    with _opened(upload) as picture:
        try:
            return ContentFile(_small(picture, longest), name=f"{name}.webp")
        except Image.DecompressionBombError:
            raise _too_many_points() from None
        except (OSError, SyntaxError, ValueError, EOFError):  # what Pillow raises for broken contents
            raise _broken() from None


def look_at(upload: File | IO[bytes]) -> None:
    """Raise ValidationError for a file that is plainly no picture that can be kept, without unpacking it."""
    with _opened(upload):
        pass


@contextmanager
def _opened(upload: File | IO[bytes]) -> Iterator[Image.Image]:
    size = getattr(upload, "size", None)
    if size is not None and size > size_limit():
        raise ValidationError(f"Ảnh quá lớn: tối đa {size_limit() // 1024**2} MB.", code="too_large")
    upload.seek(0)
    head = upload.read(16)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise ValidationError(
            "Ảnh ở định dạng HEIC hoặc AVIF chưa dùng được. Trên iPhone: Cài đặt → Camera → Định dạng → "
            "Tương thích nhất, rồi chụp lại; hoặc gửi ảnh JPEG, PNG, WebP.",
            code="heic",
        )
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _too_many_points() from None
    except UnidentifiedImageError:
        raise ValidationError("Không nhận loại tệp này. Chỉ nhận ảnh JPEG, PNG, WebP.", code="wrong_type") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise _broken() from None
    yield picture
    upload.seek(0)


def _broken() -> ValidationError:
    return ValidationError("Ảnh bị hỏng, không đọc được. Hãy chọn ảnh khác.", code="broken")


def sealable_pictures(uploads: Iterable[File], field: str, most: int) -> list[str]:
    """Pictures as text that a sealed field takes, each made small first. Raises ValidationError at the field."""
    uploads = list(uploads)
    if len(uploads) > most:
        raise ValidationError({field: f"Tối đa {most} ảnh."})
    kept = []
    for upload in uploads:
        try:
            kept.append(base64.b85encode(kept_picture(upload, "anh").read()).decode())
        except ValidationError as error:
            raise ValidationError({field: [f"{upload.name}: {text}" for text in error.messages]}) from None
    return kept


def picture_from(text: str | None) -> bytes | None:
    """The WebP picture in what a sealed field held; None where its key was destroyed."""
    return base64.b85decode(text) if text else None


def _too_many_points() -> ValidationError:
    return ValidationError(
        f"Ảnh có quá nhiều điểm ảnh: tối đa {MOST_POINTS // 1_000_000} triệu. Hãy chụp ở cỡ nhỏ hơn.", code="too_many"
    )


def _small(picture: Image.Image, longest: int) -> bytes:
    if picture.width * picture.height > MOST_POINTS:
        raise _too_many_points()
    picture.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest))
    points = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    points.paste(seen, mask=seen.getchannel("A"))
    out = BytesIO()
    points.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
