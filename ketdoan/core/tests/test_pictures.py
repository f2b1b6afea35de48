"""Pictures are kept without what a camera wrote into them, small, and never where they would do harm."""

import struct
import zlib
from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image, TiffImagePlugin

from ketdoan.core.fields import PicturesField
from ketdoan.core.models import Rule
from ketdoan.core.pictures import LONGEST_SIDE, MOST_POINTS, kept_picture

pytestmark = pytest.mark.django_db
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
LATITUDE = (TiffImagePlugin.IFDRational(11), TiffImagePlugin.IFDRational(18), TiffImagePlugin.IFDRational(3))


def photograph(size=(3000, 2000), orientation=1, form="JPEG"):
    """What a phone makes: large, with the place, the maker and how it was held."""
    exif = Image.Exif()
    exif[MAKE] = "MAYANH123"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: LATITUDE})
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, form, exif=exif)
    return ContentFile(out.getvalue(), name=f"anh.{form.lower()}")


def opened(file):
    return Image.open(BytesIO(file.read()))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_neither_place_nor_maker_is_kept(form):
    upload = photograph(form=form)
    assert b"MAYANH123" in upload.read(), "the picture handed in must carry it"
    kept = kept_picture(upload, "anh")
    content = kept.read()
    assert not Image.open(BytesIO(content)).getexif()
    for trace in (b"EXIF", b"Exif", b"MAYANH123", b"XMP", b"GPS"):
        assert trace not in content


def test_a_picture_is_at_most_1600_points_a_side_and_keeps_its_shape():
    picture = opened(kept_picture(photograph((3200, 1600)), "anh"))
    assert (picture.format, picture.size) == ("WEBP", (LONGEST_SIDE, 800))


def test_a_small_picture_is_not_blown_up():
    assert opened(kept_picture(photograph((300, 200)), "anh")).size == (300, 200)


def test_a_picture_taken_with_the_phone_upright_stands_upright():
    assert opened(kept_picture(photograph((300, 200), orientation=6), "anh")).size == (200, 300)


def test_what_is_transparent_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    picture = opened(kept_picture(ContentFile(out.getvalue(), name="a.png"), "anh"))
    assert min(picture.getpixel((4, 4))) > 250


def test_the_name_is_the_one_given_with_the_ending_of_webp():
    assert kept_picture(photograph((10, 10)), "anh-1").name == "anh-1.webp"


def test_heic_is_refused_with_what_to_do_about_it():
    heic = ContentFile(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, name="IMG_1.HEIC")
    with pytest.raises(ValidationError, match="Tương thích nhất"):
        kept_picture(heic, "anh")


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"GIF89a" + b"\x00" * 30, b"<svg xmlns='x'/>", b""])
def test_anything_but_jpeg_png_and_webp_is_refused(content):
    with pytest.raises(ValidationError, match="JPEG, PNG, WebP"):
        kept_picture(ContentFile(content, name="a.jpg"), "anh")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(form):
    out = BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(out, form)
    whole = out.getvalue()
    with pytest.raises(ValidationError, match="hỏng"):
        kept_picture(ContentFile(whole[: len(whole) // 2], name="a.jpg"), "anh")


def bomb(width, height):
    """A PNG whose head promises so many points: some hundred bytes that would unpack to gigabytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [int(MOST_POINTS**0.5) + 1, 60_000])
def test_a_picture_that_unpacks_to_too_many_points_is_refused_unread(side):
    with pytest.raises(ValidationError, match="điểm ảnh"):
        kept_picture(ContentFile(bomb(side, side), name="a.png"), "anh")


def test_a_file_over_the_limit_is_refused():
    limit = Rule.objects.get(key="core.file_limit_mb", replaced_at=None)
    Rule.objects.filter(pk=limit.pk).update(replaced_at=limit.recorded_at)
    limit.pk, limit.value, limit.edited = None, 0.0005, True
    limit.save()
    with pytest.raises(ValidationError, match="quá lớn"):
        kept_picture(photograph(), "anh")


class _Form(forms.Form):
    text = forms.CharField(label="Nội dung")
    photos = PicturesField(label="Ảnh", required=False, most=lambda: 2, help_text="Ảnh giấy tờ.")


def _sent(*files):
    return _Form({"text": ""}, MultiValueDict({"photos": list(files)}))


def test_what_is_no_picture_is_told_by_name_beside_the_other_errors_of_a_form():
    form = _sent(
        SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.7 gi do"),
        SimpleUploadedFile("anh.jpg", photograph((30, 20)).read()),
    )
    assert set(form.errors) == {"text", "photos"}
    assert form.errors["photos"] == ["hop-dong.pdf: Không nhận loại tệp này. Chỉ nhận ảnh JPEG, PNG, WebP."]


def test_more_pictures_than_the_limit_are_refused_which_the_help_says_before():
    form = _sent(*[SimpleUploadedFile(f"anh-{number}.jpg", photograph((30, 20)).read()) for number in range(3)])
    assert form.errors["photos"] == ["Tối đa 2 ảnh, đã chọn 3."]
    assert str(form["photos"].help_text) == "Tối đa 2 ảnh. Ảnh giấy tờ."
    assert not _sent(SimpleUploadedFile("anh.jpg", photograph((30, 20)).read())).errors.get("photos")
