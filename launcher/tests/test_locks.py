"""The locks: every package with its hash, none tied to a registry."""

import json
import re
from pathlib import Path

import pytest

from launcher.paths import REQUIREMENTS, ROOT

LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_python_package_is_locked_with_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z])", "\n" + lock.read_text())[1:]
    assert blocks
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_no_lock_names_a_registry(lock: Path) -> None:
    assert not re.search(r"https?://|--index-url|--find-links|\"resolved\"", lock.read_text())


def test_every_browser_package_is_locked_with_its_integrity() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(entry["integrity"].startswith("sha512-") for name, entry in packages.items() if name)
    assert "node_modules/@tabler/core" in packages
