"""How often one address may ask for a page that is open to everybody: counted in the cache that all processes share."""

import time
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 60  # seconds


def too_often(request: HttpRequest, name: str, most: int) -> bool:
    """Count a request of an address, and say whether it was one too many for this minute.

    Counts of the same moment in two processes may be one short; that lets a few more through, not many.
    """
    who = f"{settings.SECRET_KEY}{get_adapter().get_client_ip(request)}"
    key = f"throttle:{name}:{sha256(who.encode()).hexdigest()[:24]}:{int(time.time()) // WINDOW}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, WINDOW)
    return count > most
