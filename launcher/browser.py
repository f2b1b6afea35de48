"""Chromium for the browser tests: the machine's own, since its libraries come with it."""

import os
import shutil
import subprocess

from launcher.say import Stop, line

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW = "Hãy cài Chromium (Debian: apt install chromium), hoặc chỉ đường dẫn: CHROMIUM=/đường/dẫn/chromium ./test"


def found() -> str | None:
    """The path of Chromium: CHROMIUM of the environment, else what the machine has. None if there is none."""
    given = os.environ.get("CHROMIUM")
    candidates = [given] if given else [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in candidates if _starts(path)), None)


def chromium() -> str:
    """The path of Chromium, installed by apt where the caller may; otherwise one line that says how."""
    path = found()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get") and not os.environ.get("CHROMIUM"):
        line("Đang cài Chromium (apt)…")
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"],
        ):
            subprocess.run(
                command,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
                check=False,
            )
        path = found()
    if path is None:
        raise Stop(f"Không có Chromium cho các bài kiểm trên trình duyệt. {HOW}")
    return path


def _starts(path: str) -> bool:
    """Ubuntu ships a `chromium` that only tells to install a snap: being there is not enough."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
