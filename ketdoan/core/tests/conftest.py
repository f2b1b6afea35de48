"""What the tests of the core share."""

from pathlib import Path
from typing import Any

import pytest

from ketdoan.core.secrets import load_secrets


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of the test's own, with fresh secrets."""
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)
    return settings.DATA
