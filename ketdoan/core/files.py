"""The file store: immutable contents in the data folder, named by their SHA-256.

A content is checked (size, true type), written in full and synced before its row is made; a row without a file never
arises. What was written but not recorded is found by `./manage files verify`.
"""

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse

from .models.files import Blob
from .rules import rule
from .viet import today

CHUNK = 1024 * 1024
_HEAD = 16
_HANDING_IN = 3600.0
_MAX_LISTING = 1024 * 1024


@dataclass(frozen=True)
class Kind:
    """A type of file: its media type, the endings of its names, and what people call it."""

    media_type: str
    endings: tuple[str, ...]
    title: str


PDF = Kind("application/pdf", (".pdf",), "PDF")
WORD = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), "Word (.docx)")
EXCEL = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), "Excel (.xlsx)")
PNG = Kind("image/png", (".png",), "ảnh PNG")
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"), "ảnh JPEG")
WEBP = Kind("image/webp", (".webp",), "ảnh WebP")
GIF = Kind("image/gif", (".gif",), "ảnh GIF")
#: Kinds that only their names tell: they are taken where they are asked for, and never shown in the browser.
PAGE = Kind("text/html", (".html", ".htm"), "trang web (.html)")
TEXT = Kind("text/plain", (".txt", ".md"), "văn bản thuần (.txt, .md)")
DOCUMENTS = frozenset({PDF, WORD, EXCEL})
IMAGES = frozenset({PNG, JPEG, WEBP, GIF})
_KINDS = (PDF, WORD, EXCEL, PNG, JPEG, WEBP, GIF)
_INLINE = {kind.media_type for kind in (PDF, *IMAGES)}
_OFFICE_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}


def store() -> Path:
    """The folder of the store."""
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where a content stands: ab/cd/abcd…"""
    return store() / sha256[:2] / sha256[2:4] / sha256


def size_limit() -> int:
    """The largest content taken today, in bytes."""
    return int(rule("core.file_limit_mb", today()).value * 1024 * 1024)


def put(stream: IO[bytes] | File, name: str, *, allowed: Iterable[Kind] = DOCUMENTS, limit: int = 0) -> Blob:
    """Store what a stream holds and return its row; the same content is stored once.

    `name` is the name under which it was handed in, `limit` the largest size in bytes (default: the installation's
    rule). Raises ValidationError where it is empty, too large or of another type; nothing is left then.
    """
    waiting = store() / "waiting"
    waiting.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=waiting)
    try:
        with os.fdopen(handle, "w+b") as file:
            sha256, size = _copy(stream, file, limit or size_limit())
            kind = _checked_kind(file, name, frozenset(allowed))
            file.flush()
            os.fsync(file.fileno())
        _move(Path(temporary), path_of(sha256))
    finally:
        Path(temporary).unlink(missing_ok=True)
    blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": kind.media_type})
    return blob


def _copy(stream: IO[bytes] | File, file: BinaryIO, limit: int) -> tuple[str, int]:
    """Copy in pieces, no further than the limit; returns digest and size."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise ValidationError(f"Tệp quá lớn: tối đa {_readable(limit)}.", code="too_large")
        digest.update(piece)
        file.write(piece)
    if not size:
        raise ValidationError("Tệp rỗng, không có nội dung.", code="empty")
    return digest.hexdigest(), size


def _readable(size: int) -> str:
    """A size as people read it, in whole MB or KB, rounded down."""
    return f"{size // 1024**2} MB" if size >= 1024**2 else f"{size // 1024} KB"


def _checked_kind(file: BinaryIO, name: str, allowed: frozenset[Kind]) -> Kind:
    """The true kind of a content, if it is allowed and its name does not say otherwise."""
    kind = kind_of(file) or _plain_kind(file, name, allowed)
    if kind not in allowed:
        titles = ", ".join(k.title for k in (*_KINDS, PAGE, TEXT) if k in allowed)
        raise ValidationError(f"Không nhận loại tệp này. Chỉ nhận: {titles}.", code="wrong_type")
    ending = PurePath(name).suffix.lower()
    if ending not in kind.endings:
        raise ValidationError(
            f"Tên tệp có đuôi “{ending or 'trống'}” nhưng nội dung là {kind.title}. "
            "Hãy chọn đúng tệp hoặc sửa lại đuôi.",
            code="wrong_name",
        )
    return kind


def kind_of(file: BinaryIO) -> Kind | None:
    """What a content truly is, by its first bytes and, for Office files, by its parts; None for anything else."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    if head.startswith(b"RIFF"):
        return WEBP if head[8:12] == b"WEBP" else None
    signs = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"GIF87a": GIF, b"GIF89a": GIF}
    return next((kind for sign, kind in signs.items() if head.startswith(sign)), None)


def _plain_kind(file: BinaryIO, name: str, allowed: frozenset[Kind]) -> Kind | None:
    """The kind of a file of text by its name: nothing else tells it. One that holds other than text has none."""
    file.seek(0)
    head = file.read(_MAX_LISTING)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    ending = PurePath(name).suffix.lower()
    return next((kind for kind in (PAGE, TEXT) if kind in allowed and ending in kind.endings), None)


def _office_kind(file: BinaryIO) -> Kind | None:
    """Word or Excel without macros, by the parts of the package."""
    try:
        with zipfile.ZipFile(file) as package:
            listing = package.getinfo("[Content_Types].xml")
            if listing.file_size > _MAX_LISTING or b"macroEnabled" in package.read(listing):
                return None
            names = set(package.namelist())
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    if any(part.endswith("vbaProject.bin") for part in names):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


def _move(temporary: Path, target: Path) -> None:
    """Give a finished file its name, durably. A copy already there is replaced: it may have gone bad."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(target)
    for folder in (target.parent, target.parent.parent, store()):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_blob(blob: Blob) -> BinaryIO:
    """The content, open for reading. Raises FileNotFoundError where the store has lost it."""
    return path_of(blob.sha256).open("rb")


def file_response(blob: Blob, name: str, inline: bool = False) -> FileResponse:
    """A download of a content under a name; `inline` shows PDFs and pictures in the browser.

    The caller has checked who asks. Whatever the content, no browser guesses its type or runs a script of it.
    """
    shown = inline and blob.media_type in _INLINE
    response = FileResponse(open_blob(blob), as_attachment=not shown, filename=name, content_type=blob.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Browsers refuse to open their PDF viewer inside a sandbox; it runs apart from the site anyway.
    sandbox = "" if shown and blob.media_type == PDF.media_type else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; frame-ancestors 'none'{sandbox}"
    response["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True)
class Findings:
    """What a check of the whole store found: digests without a file, damaged ones, and files without a row."""

    checked: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether every recorded content is there, unharmed. Files without a row do no harm."""
        return not self.missing and not self.damaged


def verify() -> Findings:
    """Read every content again and compare it with its name."""
    held = {path.name: path for path in _files()}
    missing, damaged, checked = [], [], 0
    for sha256, size in Blob.objects.order_by("pk").values_list("sha256", "size").iterator():
        checked += 1
        path = held.pop(sha256, None)
        if path is None:
            missing.append(sha256)
        elif path.stat().st_size != size or _digest(path) != sha256:
            damaged.append(sha256)
    orphans = sorted(str(path.relative_to(store())) for path in held.values() if _settled(path))
    return Findings(checked, tuple(missing), tuple(damaged), tuple(orphans))


def _files() -> Iterator[Path]:
    return (path for path in store().rglob("*") if path.is_file())


def _settled(path: Path) -> bool:
    """Whether a file has lain long enough that nobody can still be handing it in."""
    return time.time() - path.stat().st_mtime > _HANDING_IN


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
