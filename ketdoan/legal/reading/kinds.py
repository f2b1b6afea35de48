"""What kind of file it is that was handed in, and in what words one is refused."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePath

from ketdoan.core.viet import VietError

WORD, PAGE, PDF, TEXT = "word", "page", "pdf", "text"
#: Endings of the files that are taken, each with what is expected inside.
ENDINGS = {".docx": WORD, ".html": PAGE, ".htm": PAGE, ".pdf": PDF, ".md": TEXT, ".txt": TEXT}
#: Parts of a package, bytes of one and of all once unpacked, how many times larger than packed a part may be.
PARTS, PART, UNPACKED, RATIO = 4_000, 60 * 1024**2, 200 * 1024**2, 200
#: Small parts may be packed ever so well.
SMALL = 1024**2
_HEAD = 1024
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
AS_WORD = "Hãy mở tệp bằng Word, chọn Lưu thành (Save As) dạng “Word Document (.docx)” rồi nhập lại."
BROKEN = "Tệp bị hỏng, không đọc được. Hãy tải lại từ nơi công bố rồi nhập lại."
LOCKED = "Tệp có đặt mật khẩu. Hãy bỏ mật khẩu mở tệp rồi nhập lại."
SCANNED = (
    "Đây là bản chụp (scan), không có lời văn để trích dẫn. Hãy tìm bản có lời văn của văn bản này "
    "(.docx, .html hoặc PDF chọn được chữ)."
)
TOO_LARGE = "Tệp khi mở ra quá lớn nên không nhận. Hãy bỏ hình ảnh trong tệp, hoặc tải bản khác."
TOO_LONG = "Tệp mất quá nhiều thời gian hoặc bộ nhớ để đọc nên không nhận. Hãy dùng bản .docx hoặc .html của văn bản."
MACROS = f"Tệp có chứa macro nên không nhận. {AS_WORD}"
OLD_FONT = (
    "Tệp gõ bằng phông chữ cũ (TCVN3 hoặc VNI). Hãy chuyển sang Unicode (Unikey: Ctrl + Shift + F6) rồi nhập lại."
)


@dataclass
class Found:
    """What a file says: its lines, or rows of articles of many acts where it is a page of the codification; `left_out`
    are the headings of those that say not which act they are of."""

    lines: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def kind_of(content: bytes, name: str) -> str:
    """The kind of a file by its name, which its first bytes must not contradict. Raises VietError in words for people
    where it is not taken; nothing of it has been read then but its beginning, and the listing of a package."""
    if not content:
        raise VietError("Tệp rỗng, không có nội dung.")
    ending = PurePath(name.lower()).suffix
    _refuse(content, ending)
    kind = ENDINGS.get(ending)
    if kind is None:
        raise VietError(f"Không nhận loại tệp này. Chỉ nhận: {', '.join(ENDINGS)}.")
    is_package, is_pdf = content.startswith(b"PK\x03\x04"), b"%PDF-" in content[:_HEAD]
    if (kind == WORD) != is_package or (kind == PDF) != is_pdf:
        raise VietError(f"Tên tệp có đuôi “{ending}” nhưng nội dung không phải loại tệp đó. Hãy chọn đúng tệp.")
    if is_package:
        check_package(content)
    return kind


def _refuse(content: bytes, ending: str) -> None:
    """Refuse, with what to do instead, kinds of files that people have and that are not taken."""
    if content.startswith(_COMPOUND):
        raise VietError(LOCKED if _ENCRYPTED in content else f"Tệp theo dạng Word cũ (.doc). {AS_WORD}")
    if ending in {".docm", ".dotm"}:
        raise VietError(MACROS)
    if ending in {".doc", ".rtf", ".odt"} or content.startswith(b"{\\rtf"):
        raise VietError(f"Không nhận tệp {ending or '.rtf'}. {AS_WORD}")
    if content.startswith(_PICTURES):
        raise VietError(SCANNED)


def check_package(content: bytes) -> None:
    """Refuse a package that is no Word document, has macros, or would burst when unpacked. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise VietError(TOO_LARGE)
            if any(_bursts(part) for part in parts):
                raise VietError(TOO_LARGE)
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                raise VietError(f"Đây không phải là tệp Word (.docx). {AS_WORD}")
            if any(name.endswith("vbaProject.bin") for name in names):
                raise VietError(MACROS)
            if any(part.flag_bits & 1 for part in parts):
                raise VietError(LOCKED)
            if b"macroEnabled" in package.open("[Content_Types].xml").read(SMALL):
                raise VietError(MACROS)
    except VietError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise VietError(BROKEN) from None


def _bursts(part: zipfile.ZipInfo) -> bool:
    if part.file_size > PART:
        return True
    return part.file_size > SMALL and part.file_size > RATIO * max(1, part.compress_size)
