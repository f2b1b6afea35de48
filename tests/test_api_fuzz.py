"""Whatever is sent to the API, it answers as its description says: no failure, no other shape, nothing foreign.

KETDOAN_FUZZ sets how many calls are tried for each operation, valid and not (20 otherwise).
"""

import os
from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as told

from ketdoan.core.acting import acting
from ketdoan.core.api import ROOT
from ketdoan.core.models import ApiToken
from ketdoan.core.modules import api_permissions
from ketdoan.core.tokens import make_token
from ketdoan.members.factories import make_members
from ketdoan.members.tests.union import CITIZEN, PHONE, Union, actor_of
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Submission
from ketdoan.wsgi import application

pytestmark = pytest.mark.django_db
CALLS = int(os.environ.get("KETDOAN_FUZZ", "20"))
FOREIGN = "Trịnh Kín Đáo"
CHECKS = [
    not_a_server_error,
    told.status_code_conformance,
    told.content_type_conformance,
    told.response_schema_conformance,
]


@pytest.fixture
def described(db):
    """The API as it describes itself, with a token that may do in a province all that its officer may; a stranger's
    member. What is a legal officer's own is refused."""
    union = Union()
    with acting(actor_of(union.officer)):
        asked = open_round(unit=union.province, form=make_form(), period="2025-H1", due=date(2025, 6, 15))
    report = Submission._base_manager.get(round=asked, unit=union.province)
    things = {"members": union.huyen.pk, "rounds": asked.pk, "reports": report.pk, "legal": 1}
    make_members(union.b, *["Lê Văn Thử"] * 3)
    make_members(union.elsewhere, FOREIGN)
    with acting(actor_of(union.officer)) as actor:
        made = make_token(name="Thử", rights=[right for right in api_permissions() if actor.may(right)], days=9)
    # As Django's own test client does: the connection with the test's transaction outlives the calls.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application), made.secret, things
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_whatever_is_sent_is_answered_as_described(described):
    schema, secret, things = described
    tried = 0
    # What calls the program here reads answers as they come, without undoing a compression.
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE:

            @settings(
                max_examples=CALLS, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def call(case):
                nonlocal tried
                tried += 1
                ApiToken.objects.update(used=0)
                if "pk" in case.path_parameters and tried % 3:
                    of, _, _ = case.operation.path.removeprefix(ROOT).lstrip("/").partition("/")
                    case.path_parameters["pk"] = things[of]
                response = case.call(headers=headers)
                case.validate_response(response, checks=CHECKS)
                for hidden in (FOREIGN, PHONE, CITIZEN):
                    assert hidden not in response.text

            call()
    assert tried > 8 * CALLS
