"""Draws the app's icons as they lie among the static files: `python -m ketdoan.portal.icons`.

Two rings that hold each other, as on the site's own icon (core/icon.svg).
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "static" / "portal"
BLUE, WHITE, CLEAR = (10, 91, 181, 255), (255, 255, 255, 255), (0, 0, 0, 0)
#: Drawn so many times larger, then made smaller: Pillow draws hard edges.
FINER = 4


def icon(side: int, *, ground: tuple[int, ...] = BLUE, corner: float = 0.225, scale: float = 1.0) -> Image.Image:
    """The rings on a ground; `corner` is the radius of its corners, `scale` the size of the rings."""
    whole = side * FINER
    picture = Image.new("RGBA", (whole, whole), CLEAR)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, whole - 1, whole - 1), corner * whole, fill=ground)
    unit = whole / 40 * scale
    radius, width = 8 * unit, round(3 * unit)
    for offset in (-5, 5):
        x, y = whole / 2 + offset * unit, whole / 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=WHITE, width=width)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def icons() -> dict[str, Image.Image]:
    """All icons by file name. A phone cuts the masked one to its own shape; the badge is a shape alone."""
    return {
        "icon-192.png": icon(192),
        "icon-512.png": icon(512),
        "icon-masked-512.png": icon(512, corner=0, scale=0.8),
        "badge-96.png": icon(96, ground=CLEAR, scale=1.6),
    }


def draw() -> None:
    """Write the icons."""
    for name, picture in icons().items():
        picture.quantize(64).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    draw()
