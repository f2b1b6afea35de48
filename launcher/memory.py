"""PostgreSQL's settings for this machine: its own defaults are made for a machine of twenty years ago."""

import os
from pathlib import Path

MB = 1024 * 1024


def machine_memory() -> int:
    """Bytes of memory that this process may use: the machine's, or less inside a container."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        if limit.exists() and limit.read_text().strip().isdigit():
            total = min(total, int(limit.read_text()))
    return total


def server_settings(memory: int, *, throwaway: bool = False) -> dict[str, str]:
    """Server settings for so many bytes of memory, which web processes and the worker share.

    A throw-away server (tests, benchmarks' set-up) forgoes the safety of its data against a loss of power.
    """
    settings = {
        "shared_buffers": f"{_between(64, memory // MB // 8, 2048)}MB",
        "effective_cache_size": f"{_between(128, memory // MB // 2, 16384)}MB",
        "maintenance_work_mem": f"{_between(32, memory // MB // 16, 512)}MB",
        "work_mem": f"{_between(4, memory // MB // 256, 64)}MB",
        "max_connections": "60",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "Asia/Ho_Chi_Minh",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "listen_addresses": "",
    }
    if throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))
