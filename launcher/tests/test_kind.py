"""Demo and real data never share a folder."""

from pathlib import Path

import pytest

from launcher import kind
from launcher.say import Stop


def test_a_new_folder_is_to_be_filled_until_it_was(tmp_path: Path) -> None:
    assert kind.settle(tmp_path, demo=True)
    assert kind.settle(tmp_path, demo=True), "a fill that broke off must be done again"
    kind.filled(tmp_path)
    assert not kind.settle(tmp_path, demo=True)


def test_real_data_are_refused_in_a_demo_folder(tmp_path: Path) -> None:
    kind.settle(tmp_path, demo=True)
    kind.filled(tmp_path)
    with pytest.raises(Stop, match="dữ liệu mẫu"):
        kind.settle(tmp_path, demo=False)


def test_no_demo_is_built_in_a_folder_with_real_data(tmp_path: Path) -> None:
    kind.settle(tmp_path, demo=False)
    kind.filled(tmp_path)
    assert not kind.settle(tmp_path, demo=True)
    assert not kind.is_demo(tmp_path)
