"""Pictures of the illustrative news, drawn: they show nobody and belong to nobody."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (960, 540)
Draw = ImageDraw.ImageDraw


def picture(name: str) -> ContentFile:
    """One of the drawn pictures, by name."""
    image = Image.new("RGB", SIZE)
    DRAWN[name](ImageDraw.Draw(image), Random(name))  # noqa: S311 - illustrative, not secret
    out = BytesIO()
    image.save(out, "PNG")
    return ContentFile(out.getvalue(), name=f"{name}.png")


def _sky(draw: Draw, top: tuple[int, int, int], low: tuple[int, int, int]) -> None:
    for y in range(SIZE[1]):
        part = y / SIZE[1]
        draw.line([(0, y), (SIZE[0], y)], tuple(round(a + (b - a) * part) for a, b in zip(top, low, strict=True)))


def _coach(draw: Draw, random: Random) -> None:
    """A coach on a road between hills, apricot blossoms above."""
    _sky(draw, (255, 214, 165), (255, 244, 224))
    for left, high, shade in ((-100, 190, (132, 169, 140)), (300, 240, (82, 121, 111)), (640, 200, (111, 149, 122))):
        draw.ellipse([left, 400 - high, left + 620, 400 + high], fill=shade)
    draw.rectangle([0, 400, 960, 540], fill=(84, 92, 104))
    for left in range(20, 960, 140):
        draw.rectangle([left, 466, left + 70, 474], fill=(244, 235, 208))
    draw.rounded_rectangle([200, 240, 720, 430], 26, fill=(10, 91, 181))
    draw.rectangle([200, 330, 720, 346], fill=(255, 255, 255))
    for left in range(226, 640, 84):
        draw.rounded_rectangle([left, 264, left + 66, 320], 8, fill=(222, 239, 252))
    draw.rounded_rectangle([654, 264, 708, 400], 8, fill=(222, 239, 252))
    for left in (276, 566):
        draw.ellipse([left, 392, left + 76, 468], fill=(38, 43, 51))
        draw.ellipse([left + 22, 414, left + 54, 446], fill=(200, 205, 212))
    for _ in range(26):
        _blossom(draw, random.randrange(0, 960), random.randrange(10, 130), random.randrange(9, 17))


def _blossom(draw: Draw, x: int, y: int, size: int) -> None:
    for dx, dy in ((0, -1), (0.95, -0.3), (0.6, 0.8), (-0.6, 0.8), (-0.95, -0.3)):
        at_x, at_y = x + dx * size, y + dy * size
        draw.ellipse([at_x - size * 0.7, at_y - size * 0.7, at_x + size * 0.7, at_y + size * 0.7], fill=(250, 192, 33))
    draw.ellipse([x - size * 0.4, y - size * 0.4, x + size * 0.4, y + size * 0.4], fill=(214, 111, 24))


def _clinic(draw: Draw, random: Random) -> None:
    """A cross over a heart: a medical examination."""
    _sky(draw, (214, 238, 236), (244, 251, 250))
    for _ in range(14):
        x, y, size = random.randrange(0, 960), random.randrange(0, 540), random.randrange(20, 70)
        draw.ellipse([x, y, x + size, y + size], fill=(232, 246, 244))
    draw.ellipse([300, 110, 500, 310], fill=(233, 102, 120))
    draw.ellipse([460, 110, 660, 310], fill=(233, 102, 120))
    draw.polygon([(312, 258), (648, 258), (480, 460)], fill=(233, 102, 120))
    draw.rectangle([452, 170, 508, 350], fill=(255, 255, 255))
    draw.rectangle([390, 232, 570, 288], fill=(255, 255, 255))


def _warning(draw: Draw, random: Random) -> None:
    """A telephone with a sign of warning."""
    _sky(draw, (255, 236, 204), (255, 248, 235))
    draw.rounded_rectangle([370, 50, 590, 490], 30, fill=(38, 50, 66))
    draw.rounded_rectangle([386, 90, 574, 440], 8, fill=(238, 243, 248))
    draw.polygon([(480, 150), (556, 290), (404, 290)], fill=(245, 176, 20))
    draw.rectangle([472, 196, 488, 246], fill=(60, 42, 8))
    draw.ellipse([471, 256, 489, 274], fill=(60, 42, 8))
    for top in (320, 352, 384):
        draw.rounded_rectangle([410, top, 410 + random.randrange(90, 140), top + 14], 7, fill=(198, 208, 220))


def _talk(draw: Draw, random: Random) -> None:
    """Bubbles of speech around a table."""
    _sky(draw, (220, 232, 250), (245, 249, 255))
    draw.ellipse([240, 330, 720, 500], fill=(166, 124, 82))
    draw.ellipse([260, 336, 700, 470], fill=(196, 154, 108))
    shades = ((10, 91, 181), (20, 108, 46), (180, 35, 24), (122, 82, 0), (88, 60, 160))
    for at, shade in enumerate(shades):
        x = 170 + at * 150
        draw.ellipse([x, 270 + abs(2 - at) * 24, x + 84, 354 + abs(2 - at) * 24], fill=shade)
        wide = random.randrange(80, 120)
        draw.rounded_rectangle([x - 16, 110 + at % 2 * 44, x + wide, 180 + at % 2 * 44], 18, fill=(255, 255, 255))
        draw.polygon(
            [(x + 20, 178 + at % 2 * 44), (x + 52, 178 + at % 2 * 44), (x + 34, 214 + at % 2 * 44)], fill="white"
        )


def _contest(draw: Draw, random: Random) -> None:
    """A cup and stars."""
    _sky(draw, (10, 91, 181), (63, 140, 224))
    for _ in range(40):
        x, y = random.randrange(0, 960), random.randrange(0, 540)
        draw.ellipse([x, y, x + 6, y + 6], fill=(255, 222, 130))
    draw.pieslice([360, 20, 600, 380], 0, 180, fill=(250, 192, 33))
    draw.rectangle([360, 150, 600, 204], fill=(250, 192, 33))
    draw.arc([300, 160, 400, 290], 90, 270, fill=(250, 192, 33), width=18)
    draw.arc([560, 160, 660, 290], 270, 90, fill=(250, 192, 33), width=18)
    draw.rectangle([462, 376, 498, 430], fill=(214, 150, 18))
    draw.rounded_rectangle([400, 424, 560, 466], 8, fill=(120, 74, 20))


DRAWN: dict[str, Callable[[Draw, Random], None]] = {
    "coach": _coach,
    "clinic": _clinic,
    "warning": _warning,
    "talk": _talk,
    "contest": _contest,
}
