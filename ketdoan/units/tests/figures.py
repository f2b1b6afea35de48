"""A copy of the demo on which tests of figures work: the process works on it for as long as the block lasts."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import override_settings

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.units.queries import ancestry, shape

from .demo_copy import PROGRESS, demo_copy


@contextmanager
def demo_figures(blocker):
    """Work on a copy of the whole union as the system; yields what its build said on the way."""
    name = f"figures_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with (
        demo_copy(os.environ["DATABASE_URL"], settings.DATA / "demos", name) as copy,
        override_settings(DATA=copy.data),
        blocker.unblock(),
        connected_to(urlsplit(copy.database).path[1:]),
        acting(SYSTEM),
    ):
        yield (copy.data / PROGRESS).read_text()


@contextmanager
def connected_to(database):
    """Work on another database of the same server. Shapes are kept by the number of the last change, which says
    nothing about another database's."""
    own = connection.settings_dict["NAME"]
    switch_to(database)
    try:
        yield
    finally:
        switch_to(own)


def switch_to(database):
    connection.close()
    connection.settings_dict["NAME"] = database
    shape._kept.clear()
    shape._change_days.cache_clear()
    ancestry._ancestry.cache_clear()
