"""Reports for other software, and as tables: what the screens say, inside the scope; writing is the same act."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.tokens import make_token
from ketdoan.reports.actions.exporting import csv_of_round, excel_of_round
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import CELLS, make_form
from ketdoan.reports.models import Filling, Submission
from ketdoan.reports.rules.figures import Figure, figure_of
from ketdoan.units.models import Post
from ketdoan.units.queries.posts import as_actor

from .union import account_at, actor_at, make_union

pytestmark = pytest.mark.django_db
RIGHT = dict(zip(CELLS, ["100", "10", "0", "0", "0", "110", ">=200", "na", "150", "unknown"], strict=True))


def told(text):
    return int(text) if text.isdigit() else text


class Software:
    """A program with a token of a post at a unit."""

    def __init__(self, unit, rights=("reports.view", "reports.fill")):
        account = account_at(unit, "chair", f"chair-{unit.code}".lower())
        post = Post._base_manager.get(person__account=account)
        with acting(as_actor(post, account.pk)):
            secret = make_token(name="Phần mềm nhân sự", rights=list(rights), days=9).secret
        self.client, self.headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {secret}"}

    def get(self, path, **asked):
        return self.client.get(f"/api/v1/{path}", asked, headers=self.headers)

    def write(self, pk, cells, seen=0, key="khoa-000001"):
        content, headers = {"cells": cells, "seen": seen}, self.headers | {"Idempotency-Key": key}
        path = f"/api/v1/reports/{pk}/cells"
        return self.client.post(path, content, content_type="application/json", headers=headers)


@pytest.fixture
def units():
    return make_union()


@pytest.fixture
def asked(units):
    with acting(actor_at(units["P"])):
        return open_round(unit=units["P"], form=make_form(), period="2023-H1", due=date(2023, 6, 15))


def report(asked, unit):
    return Submission._base_manager.get(round=asked, unit=unit)


def handed_in(asked, unit):
    with acting(actor_at(unit)):
        held = report(asked, unit)
        fill(submission=held, cells={cell: figure_of(told(text)) for cell, text in RIGHT.items()}, seen=0)
        return submit(submission=report(asked, unit))


def test_the_rounds_of_the_scope_and_their_reports_are_listed_in_parts(units, asked):
    software = Software(units["P"])
    (one,) = software.get("rounds", form="T", period="2023-H1").json()["items"]
    assert (one["id"], one["first"], one["last"], one["unit"]) == (asked.pk, "2022-12-01", "2023-05-31", "P")
    assert software.get("rounds", form="KHAC").json() == {"items": []}
    cursor, found = 0, []
    while cursor is not None:
        page = software.get(f"rounds/{asked.pk}/reports", cursor=cursor, limit=3).json()
        assert len(page["items"]) <= 3
        found += [item["unit"] for item in page["items"]]
        cursor = page["next"]
    assert sorted(found) == ["A", "B", "C", "D", "E", "P", "X", "Y"]


def test_the_figures_of_a_report_are_told_with_their_sources(units, asked):
    handed_in(asked, units["A"])
    page = Software(units["X"]).get(f"reports/{report(asked, units['A']).pk}").json()
    assert page["state"] == "submitted"
    assert {cell["cell"]: str(cell["value"]) for cell in page["cells"]} == RIGHT
    assert {cell["source"] for cell in page["cells"]} == {"typed"}
    total = Software(units["P"]).get(f"reports/{report(asked, units['P']).pk}").json()
    assert {cell["cell"]: cell["source"] for cell in total["cells"]}["DV.CUOI_KY"] == "below"


def test_nothing_outside_the_scope_is_shown_or_written(units, asked):
    other = report(asked, units["C"])
    software = Software(units["A"])
    assert software.get(f"reports/{other.pk}").status_code == 404
    assert software.write(other.pk, {"DV.KET_NAP": 1}).status_code == 404
    upper = Software(units["X"])
    assert upper.write(report(asked, units["B"]).pk, {"DV.KET_NAP": 1}).status_code == 403
    assert not Filling._base_manager.exists()
    only = Software(units["D"], rights=["reports.view"])
    assert only.write(report(asked, units["D"]).pk, {"DV.KET_NAP": 1}).status_code == 403


def test_cells_are_written_once_a_key_and_what_is_wrong_is_told_by_cell(units, asked):
    software, mine = Software(units["A"]), report(asked, units["A"])
    for _ in range(2):
        answer = software.write(mine.pk, {"DV.KET_NAP": 5, "LD.TONG": ">100"})
        assert (answer.status_code, answer.json()["held_back"]) == (200, {})
    assert Filling._base_manager.filter(submission=mine).count() == 1
    wrong = software.write(
        mine.pk, {"DV.KET_NAP": -1, "LD.TONG": 1.5, "KHONG.CO": 1, "DV.CUOI_KY": "nhiều"}, key="khoa-0002"
    )
    assert wrong.status_code == 422
    assert {error["field"] for error in wrong.json()["errors"]} == {"DV.KET_NAP", "LD.TONG", "KHONG.CO", "DV.CUOI_KY"}
    assert software.write(mine.pk, {"DV.KET_NAP": True}, key="khoa-0003").status_code == 422
    with acting(actor_at(units["A"])):
        fill(submission=mine, cells={"DV.KET_NAP": Figure(Decimal(7))}, seen=1)
    rival = software.write(mine.pk, {"DV.KET_NAP": 6}, seen=1, key="khoa-0004")
    assert rival.json()["held_back"] == {"DV.KET_NAP": 7}


def test_a_round_is_one_table_of_the_reports_that_count(units, asked):
    handed_in(asked, units["A"])
    with acting(actor_at(units["B"])):
        fill(submission=report(asked, units["B"]), cells={"DV.KET_NAP": Figure(Decimal(3))}, seen=0)
    with acting(SYSTEM):
        file = csv_of_round(asked)
        book = openpyxl.load_workbook(BytesIO(excel_of_round(asked).read()))
    rows = {row["unit"]: row for row in csv.DictReader(StringIO(file.read().decode("utf-8-sig")))}
    assert sorted(rows) == ["A", "B", "C", "D", "E", "P", "X", "Y"]
    assert {cell: rows["A"][cell] for cell in CELLS} == RIGHT
    assert {rows["B"][cell] for cell in CELLS} == {""}
    assert (rows["B"]["state"], rows["P"]["consolidates"]) == ("draft", "1")
    sheet = {row[0]: row[5:] for row in book.active.iter_rows(values_only=True)}
    assert sheet["A"] == (100, 10, 0, 0, 0, 110, "ít nhất 200", "–", 150, "?")
    assert sheet["B"] == (None,) * len(CELLS)
    entries = AuditEntry.objects.filter(action="reports.export")
    assert {entry.change["file"]: entry.change["rows"] for entry in entries} == {"csv": 8, "xlsx": 8}


def test_a_table_has_the_scope_of_who_asks(units, asked):
    with acting(actor_at(units["X"])):
        text = csv_of_round(asked).read().decode("utf-8-sig")
    assert [row["unit"] for row in csv.DictReader(StringIO(text))] == ["A", "B", "X"]


def test_the_description_names_every_state_and_source():
    content = json.loads(Client().get("/api/v1/openapi.json").content)
    schemas = content["components"]["schemas"]
    assert "returned" in schemas["ReportOut"]["properties"]["state"]["enum"]
    assert {"register", "report"} <= set(schemas["Cell"]["properties"]["source"]["enum"])
