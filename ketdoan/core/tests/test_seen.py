"""When a signed-in device was last seen, without a write for every page."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ketdoan.core.models import Account

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/password/change/"


@pytest.fixture
def client():
    caches["process"].clear()
    client = Client()
    client.force_login(Account.objects.create_user("can-bo"))
    return client


def seen():
    return UserSession.objects.get().last_seen_at


def hours_ago(hours):
    moment = timezone.now() - timedelta(hours=hours)
    UserSession.objects.update(last_seen_at=moment)
    return moment


def test_a_device_is_noted_and_within_a_minute_no_page_writes_again(client):
    client.get(PAGE)
    assert timezone.now() - seen() < timedelta(minutes=1)
    earlier = hours_ago(3)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert seen() == earlier
    assert not [query["sql"] for query in queries if "usersessions" in query["sql"]]


def test_another_minute_and_another_address_are_noted(client):
    client.get(PAGE)
    earlier = hours_ago(3)
    client.get(PAGE, REMOTE_ADDR="203.0.113.9")
    assert (seen() > earlier, UserSession.objects.get().ip) == (True, "203.0.113.9")
    earlier = hours_ago(3)
    caches["process"].clear()  # as a minute does
    client.get(PAGE)
    assert seen() > earlier
