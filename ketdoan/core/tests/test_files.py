"""The file store: checked, stored once, never half, found again unharmed or reported."""

import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ketdoan.core.files import DOCUMENTS, IMAGES, file_response, kind_of, open_blob, path_of, put, size_limit, verify
from ketdoan.core.models import Blob

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
MB = 1024 * 1024


def stream(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def package(*parts: str, types: str = "<Types/>") -> bytes:
    """An Office package with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", types)
        for part in parts:
            packed.writestr(part, "<x/>")
    return file.getvalue()


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (3, 2)).save(file, form)
    return file.getvalue()


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def test_a_content_stands_under_its_digest(data_folder: Path) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    blob = put(stream(PDF), "Quyết định.pdf")
    assert (blob.sha256, blob.size, blob.media_type) == (digest, len(PDF), "application/pdf")
    assert (data_folder / "files" / digest[:2] / digest[2:4] / digest).read_bytes() == PDF
    with open_blob(blob) as file:
        assert file.read() == PDF


def test_the_same_content_is_stored_once_under_whatever_name(data_folder: Path) -> None:
    assert put(stream(PDF), "a.pdf") == put(stream(PDF), "b.PDF")
    assert Blob.objects.count() == 1
    assert len(files(data_folder)) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.binary(max_size=3000))
def test_any_content_comes_back_byte_by_byte(data_folder: Path, tail: bytes) -> None:
    with open_blob(put(stream(PDF + tail), "a.pdf")) as file:
        assert file.read() == PDF + tail


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.docx", package("word/document.xml"), "wordprocessingml.document"),
        ("a.xlsx", package("xl/workbook.xml"), "spreadsheetml.sheet"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.gif", picture("GIF"), "image/gif"),
    ],
)
def test_true_types_are_known_by_content(name: str, data: bytes, media_type: str) -> None:
    assert put(stream(data), name, allowed=DOCUMENTS | IMAGES).media_type.endswith(media_type)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("a.pdf", b"<html><script>1</script>"),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.docx", b"PK\x03\x04 cut off"),
        ("a.zip", package("readme.txt")),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin")),
        ("a.xlsx", package("xl/workbook.xml", types="<Override ContentType='x.macroEnabled.main+xml'/>")),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ("a.png", b"\x89PNG"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_other_types_are_refused_and_leave_nothing(data_folder: Path, name: str, data: bytes) -> None:
    with pytest.raises(ValidationError, match="Không nhận loại tệp này"):
        put(stream(data), name, allowed=DOCUMENTS | IMAGES)
    assert files(data_folder) == []
    assert not Blob.objects.exists()


def test_a_picture_is_refused_where_documents_are_asked_for() -> None:
    with pytest.raises(ValidationError, match=r"Chỉ nhận: PDF, Word \(\.docx\), Excel \(\.xlsx\)\."):
        put(stream(picture("PNG")), "a.png")


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.html", "a.png", "a"])
def test_a_name_that_says_something_else_is_refused(data_folder: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="nội dung là PDF"):
        put(stream(PDF), name)
    assert files(data_folder) == []


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="Tệp rỗng"):
        put(stream(b""), "a.pdf")


def test_the_limit_is_exact_and_said_in_the_message(data_folder: Path) -> None:
    whole = PDF.ljust(2 * MB, b"x")
    assert put(stream(whole), "a.pdf", limit=2 * MB).size == 2 * MB
    with pytest.raises(ValidationError, match="Tệp quá lớn: tối đa 2 MB"):
        put(stream(whole + b"x"), "a.pdf", limit=2 * MB)
    assert len(files(data_folder)) == 1


def test_the_installation_takes_20_mb_by_rule() -> None:
    assert size_limit() == 20 * MB


class Endless(io.RawIOBase):
    """An upload that never ends, and counts what was taken of it."""

    taken = 0

    def seek(self, *args: Any) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"%PDF-".ljust(size, b"x")


def test_reading_stops_at_the_limit() -> None:
    upload = Endless()
    with pytest.raises(ValidationError, match="quá lớn"):
        put(upload, "a.pdf", limit=3 * MB)
    assert upload.taken <= 4 * MB


class Broken(io.RawIOBase):
    """A connection that breaks after the first piece."""

    pieces = 0

    def seek(self, *args: Any) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        self.pieces += 1
        if self.pieces > 1:
            raise ConnectionResetError
        return PDF


def test_a_broken_upload_leaves_nothing(data_folder: Path) -> None:
    with pytest.raises(ConnectionResetError):
        put(Broken(), "a.pdf")
    assert files(data_folder) == []
    assert not Blob.objects.exists()


def test_storing_again_mends_a_damaged_file() -> None:
    blob = put(stream(PDF), "a.pdf")
    path_of(blob.sha256).write_bytes(b"bad")
    put(stream(PDF), "a.pdf")
    assert verify().good


def test_downloads_carry_vietnamese_names_and_let_no_script_run() -> None:
    response = file_response(put(stream(PDF), "a.pdf"), "Quyết định số 5.pdf", inline=True)
    assert (
        response["Content-Disposition"]
        == "inline; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20s%E1%BB%91%205.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == PDF


def test_word_files_are_never_shown_inline() -> None:
    blob = put(stream(package("word/document.xml")), "a.docx")
    response = file_response(blob, "a.docx", inline=True)
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_a_name_cannot_smuggle_a_header() -> None:
    response = file_response(put(stream(PDF), "a.pdf"), 'a"\r\nSet-Cookie: x=1.pdf')
    assert "Set-Cookie" not in response
    assert "\r" not in response["Content-Disposition"]
    assert "\n" not in response["Content-Disposition"]
    response.close()


def test_verify_lists_missing_damaged_and_unused_files(data_folder: Path, capsys: Any) -> None:
    missing, damaged, fine = (put(stream(PDF + tail), "a.pdf") for tail in (b"1", b"2", b"3"))
    path_of(missing.sha256).unlink()
    path_of(damaged.sha256).write_bytes(PDF + b"9")
    stray = data_folder / "files" / "waiting" / "left"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    found = verify()
    assert (found.checked, found.missing, found.damaged) == (3, (missing.sha256,), (damaged.sha256,))
    assert found.orphans == ("waiting/left",)
    with pytest.raises(CommandError, match="không nguyên vẹn"):
        call_command("files", "verify")
    assert "1 mất, 1 hỏng, 1 không được dùng" in capsys.readouterr().out
    assert fine.sha256 not in (*found.missing, *found.damaged)


def test_a_file_that_was_just_handed_in_is_no_stray(data_folder: Path) -> None:
    put(stream(PDF), "a.pdf")
    (data_folder / "files" / "waiting" / "now").write_bytes(b"x")
    assert verify().orphans == ()


@settings(max_examples=100)
@given(data=st.binary(max_size=200) | st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail))
def test_random_bytes_are_of_no_kind_unless_signed(data: bytes) -> None:
    signs = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
    if not data.startswith(signs):
        assert kind_of(io.BytesIO(data)) is None
