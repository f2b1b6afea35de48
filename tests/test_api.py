"""The API as a whole: rights, addresses, and the description that callers rely on."""

import json
import os
from pathlib import Path

import pytest
from django.test import Client

from ketdoan.core.api import Needs, api
from ketdoan.core.modules import api_permissions, permissions
from ketdoan.core.screens import API, PUBLIC, declared
from ketdoan.urls import urlpatterns

ALL = api_permissions()
SNAPSHOT = Path(__file__).parent / "openapi.json"


def operations():
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            yield from path.operations


def test_every_operation_names_a_right_that_tokens_can_be_given():
    found = list(operations())
    assert len(found) >= 8
    for operation in found:
        (needs,) = operation.auth_callbacks
        assert isinstance(needs, Needs), operation.view_func
        assert needs.permission in ALL
    assert set(ALL) <= set(permissions())


def test_the_addresses_of_the_api_are_declared_as_such():
    (door,) = [pattern for pattern in urlpatterns if str(pattern.pattern) == "api/v1/"]
    assert {declared(pattern.callback) for pattern in door.url_patterns} == {API, PUBLIC}
    assert [p.name for p in door.url_patterns if declared(p.callback) == PUBLIC] == ["openapi-json"]


@pytest.mark.django_db
def test_the_description_is_the_one_that_callers_rely_on():
    """Change it on purpose: KETDOAN_SNAPSHOT=1 writes the new one, whose difference a reviewer reads."""
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    if os.environ.get("KETDOAN_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert told == json.loads(SNAPSHOT.read_text(encoding="utf-8"))
