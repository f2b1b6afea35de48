"""A unit's page: the figures that mean something at its level."""

import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.reorganisation import describe, dissolve
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """The chair of the confederation, signed in; below are a province, a zone, grassroots unions and their parts."""
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    zone = make_unit("zone_union", "Z", province)
    make_unit("grassroots_union", "P1", province)
    grassroots = make_unit("grassroots_union", "Z1", zone)
    section = make_unit("section_union", "Z1-B", grassroots)
    for code, above in (("Z1-1", grassroots), ("Z1-2", section), ("Z1-3", section)):
        make_unit("union_group", code, above)
    person = make_person(top, "Nguyễn Văn An")
    person.account = Account.objects.create_user("an")
    person.save()
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        give_post(person=person, unit=top, role=Role.objects.get(code="chair"), since=date(2024, 1, 1))
        describe(unit=grassroots, values={"workers": 1_008}, since=date(2024, 1, 1))
    client = Client()
    client.force_login(person.account)
    return client


def figures(client, code, query=""):
    """The labels of the figures on a unit's page, with their values and notes."""
    text = client.get(f"/to-chuc/don-vi/{code}/{query}").content.decode()
    figure = r'stat-label">([^<]+)</div>\s*<div class="stat-value">([^<]*)</div>(?:\s*<div[^>]*>([^<]*))?'
    found = re.findall(figure, text)
    return {label: f"{value} {note}".strip() for label, value, note in found}


def test_above_the_grassroots_a_page_counts_the_units_below_and_their_grassroots_unions(client):
    assert figures(client, "P") == {
        "Đơn vị trực thuộc": "2 1 cấp trên cơ sở, 1 công đoàn cơ sở",
        "Công đoàn cơ sở": "2 cả cấp dưới",
    }
    assert figures(client, "Z") == {"Công đoàn cơ sở": "1 trực thuộc"}


def test_a_grassroots_union_counts_its_sections_and_groups_and_no_grassroots_unions(client):
    assert figures(client, "Z1") == {"Công đoàn bộ phận": "1", "Tổ công đoàn": "3", "Lao động": "1.008"}
    assert figures(client, "Z1-B") == {"Tổ công đoàn": "2"}
    assert figures(client, "P1") == {}
    assert "Công đoàn cơ sở qua các năm" not in client.get("/to-chuc/don-vi/Z1/").content.decode()


def test_a_group_counts_nothing_and_has_nothing_under_it(client):
    assert figures(client, "Z1-1") == {}
    text = client.get("/to-chuc/don-vi/Z1-1/").content.decode()
    assert "trực thuộc</h2>" not in text
    assert "Danh sách đơn vị trực thuộc" not in text


def test_the_chart_calls_the_parts_of_a_grassroots_union_sections_and_groups(client):
    text = client.get("/to-chuc/don-vi/Z1/so-do/").content.decode()
    assert "Bộ phận, tổ trực thuộc: 2" in text
    assert "Đơn vị trực thuộc: 2" in client.get("/to-chuc/don-vi/P/so-do/").content.decode()


def test_the_parts_of_a_past_day_are_those_of_that_day(client):
    with acting(SYSTEM):
        dissolve(units=[Unit.objects.get(code="Z1-3")], since=date(2025, 3, 1))
    assert figures(client, "Z1")["Tổ công đoàn"] == "2"
    assert figures(client, "Z1", "?ngay=28/02/2025")["Tổ công đoàn"] == "3"
