"""What the app consists of on a phone: the files its worker fetches beforehand, and the version of them all."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

HERE = Path(__file__).parent
FONTS = [f"fonts/be-vietnam-pro-{script}-{weight}.woff2" for weight in (400, 600) for script in ("latin", "vietnamese")]
FILES = ["portal/portal.css", "portal/queue.js", "portal/portal.js", "core/icon.svg", *FONTS]
#: Pages that are the same for everybody, kept beforehand; `offline` stands in for those that were not kept.
PAGES = ["portal:queue", "portal:offline"]
ICON, MASKED, BADGE = "portal/icon-192.png", "portal/icon-masked-512.png", "portal/badge-96.png"


def file(name: str) -> str:
    """The address of a static file."""
    return staticfiles_storage.url(name)


@cache
def version() -> str:
    """A name for this build: it changes with whatever the worker keeps beforehand."""
    total = hashlib.sha256("\n".join(file(name) for name in FILES).encode())
    for path in sorted(path for folder in ("static", "templates") for path in (HERE / folder).rglob("*.*")):
        total.update(path.read_bytes())
    total.update((HERE / "worker.js").read_bytes())
    return total.hexdigest()[:16]


@cache
def worker() -> str:
    """The worker's program: what this build consists of, the queue that pages have too, and the worker's own part."""
    build = {
        "version": version(),
        "files": [file(name) for name in FILES],
        "pages": [reverse(name) for name in PAGES],
        "offline": reverse("portal:offline"),
        "icon": file(ICON),
        "badge": file(BADGE),
        "push": "/app/thong-bao/may",
    }
    queue = (HERE / "static" / "portal" / "queue.js").read_text()
    return f'"use strict";\nconst BUILD = {json.dumps(build)};\n{queue}\n{(HERE / "worker.js").read_text()}'


def manifest() -> dict[str, Any]:
    """What a phone asks to install the app."""
    icons = [("portal/icon-192.png", 192, "any"), ("portal/icon-512.png", 512, "any"), (MASKED, 512, "maskable")]
    return {
        "id": "/app/",
        "name": "Kết Đoàn: ứng dụng đoàn viên" + (" (minh họa)" if settings.DEMO else ""),
        "short_name": "Kết Đoàn",
        "description": "Thẻ, tin tức, đề nghị thăm hỏi, phản ánh và kiến nghị của đoàn viên công đoàn.",
        "lang": "vi",
        "start_url": reverse("portal:home"),
        "scope": "/app/",
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": "#0a5bb5",
        "background_color": "#f4f6f9",
        "icons": [
            {"src": file(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in icons
        ],
    }
