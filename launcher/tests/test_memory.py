"""The server's share of the machine's memory."""

import pytest

from launcher.memory import MB, server_settings


@pytest.mark.parametrize("gigabytes", [0.5, 1, 2, 4, 8, 24, 64, 512])
def test_the_server_leaves_half_of_the_memory_to_the_others(gigabytes: float) -> None:
    memory = int(gigabytes * 1024) * MB
    settings = {
        name: int(text.removesuffix("MB")) for name, text in server_settings(memory).items() if text[-2:] == "MB"
    }
    assert settings["shared_buffers"] + 3 * settings["maintenance_work_mem"] < memory // MB // 2
    assert settings["shared_buffers"] <= 2048


def test_only_a_throwaway_server_forgoes_safety() -> None:
    assert "fsync" not in server_settings(8 * 1024 * MB)
    assert server_settings(8 * 1024 * MB, throwaway=True)["fsync"] == "off"
