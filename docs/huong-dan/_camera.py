"""What the pictures of the guide have in common: their sizes, and how one is taken."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))
SIZE = {"width": 1200, "height": 760}
PHONE = {"width": 390, "height": 760}
COLOURS = 160  # enough for a page, and a third of the size
#: Whose screens are shown: of the confederation, of a province, of the system; the chairs of two grassroots unions.
CONFEDERATION, PROVINCE, SYSTEM = "totchuc.tld", "totchuc.tayninh", "quantri"
GARMENT, PACKAGING = "chutich.hanvela", "chutich.phuthinh"

#: Browsers write their own words on a box for files, Chromium without its language packs English ones.
FILE_BOXES = """() => {
  for (const box of document.querySelectorAll("input[type=file]:not([data-shown])")) {
    if (!box.offsetWidth) continue;
    const look = getComputedStyle(box, "::file-selector-button");
    const shown = document.createElement("div"), button = document.createElement("span");
    shown.className = box.className;
    shown.style.width = `${box.offsetWidth}px`;
    for (const name of ["padding", "margin", "backgroundColor", "borderRight"]) button.style[name] = look[name];
    button.style.display = "inline-block";
    button.textContent = "Chọn tệp";
    shown.append(button, box.files[0]?.name ?? "Chưa chọn tệp nào");
    box.dataset.shown = "";
    box.after(shown);
    box.style.display = "none";
  }
}"""


@dataclass
class Studio:
    """The site that is shown, and a browser; who has signed in once is signed in at every window."""

    site: Any
    browser: Any
    states: dict[str, Any] = field(default_factory=dict)

    def window(self, username: str = "", size: dict[str, int] = SIZE) -> Any:
        """Open a window for an account, or for a stranger."""
        from tests.journeys.browsing import visitor

        if username and username not in self.states:
            entrance = visitor(self.browser, self.site.address)
            entrance.sign_in(username)
            self.states[username] = entrance.context.storage_state()
            entrance.context.close()
        options = {"storage_state": self.states[username]} if username else {}
        return visitor(self.browser, self.site.address, viewport=size, **options)


def shoot(window: Any, name: str, whole: bool = False, down_to: str = "") -> None:
    """Write a picture of what the window shows, of the whole page, or of the page down to an element."""
    page, size = window.page, window.page.viewport_size
    page.evaluate("() => document.fonts.ready")
    page.wait_for_load_state("networkidle")
    if whole or down_to:
        page.set_viewport_size({**size, "height": page.evaluate("() => document.documentElement.scrollHeight")})
    if down_to:
        box = page.locator(down_to).first.bounding_box()
        page.set_viewport_size({**size, "height": int(box["y"] + box["height"]) + 24})
    file = HERE / f"{name}.png"
    page.evaluate(FILE_BOXES)
    page.screenshot(path=file, animations="disabled")
    page.set_viewport_size(size)
    _reduce(file)


def shoot_from(window: Any, name: str, element: Any) -> None:
    """Write a picture that begins a little above an element of the page, below the bar that stays on top."""
    element.evaluate("it => scrollTo(0, it.getBoundingClientRect().top + scrollY - 80)")
    shoot(window, name)


def _reduce(file: Path) -> None:
    """Give a picture few colours, the rare ones among them: an asterisk is red."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


def hand_in(window: Any, name: str, content: bytes) -> None:
    """Choose a file in the form of the page."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    window.page.locator("main input[type=file]").first.set_input_files(file)
