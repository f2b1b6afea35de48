"""gunicorn's settings. Which addresses may forward requests comes with --forwarded-allow-ips."""

import gc
import ipaddress
import multiprocessing
from pathlib import Path
from typing import Any

workers = max(2, min(multiprocessing.cpu_count(), 8))
threads = 4
worker_class = "gthread"
timeout = 120
graceful_timeout = 10
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a beat in memory, not on a slow disk


def post_worker_init(worker: Any) -> None:
    """Read all pages now, for whoever asks first would wait for it. Then leave the program itself out of garbage
    collection: to walk all of it in the midst of a page takes 50 ms."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def pre_request(worker: Any, req: Any) -> None:
    """Behind a proxy, take requests from the proxy alone: anyone else could claim to come by https."""
    from gunicorn.http.errors import ForbiddenProxyRequest

    trusted = worker.cfg.forwarded_allow_networks()
    peer = req.peer_addr[0] if isinstance(req.peer_addr, tuple) else ""
    if trusted and not any(ipaddress.ip_address(peer) in network for network in trusted):
        raise ForbiddenProxyRequest(peer)
