"""Grading and reports tell one truth: the score sheet is that of the report form, and its results fill the cells."""

import tomllib
from datetime import date

import pytest

from ketdoan.grading.queries.law import content_on
from ketdoan.grading.rules.sheet import read
from ketdoan.reports.rules.catalogue import DATA

pytestmark = pytest.mark.django_db


def test_the_score_sheet_is_that_of_the_report_form() -> None:
    """XL-CDCS asks for the same lines with the same most points: one sheet, two ways to send it."""
    form = tomllib.loads((DATA / "forms" / "XL-CDCS.toml").read_text(encoding="utf-8"))
    lines = [row["cell"] for part in form["section"][:3] for row in part["rows"] if row["cell"].startswith("XL.D_")]
    most = {}
    for rule in form["rule"]:
        cell, sign, number = rule["check"].partition(" <= ")
        if sign and cell[1:-1] in lines:
            most[cell[1:-1]] = int(number)
    sheet = read(content_on(date(2026, 11, 30)))
    assert [most[cell] for cell in lines] == [one.most for one in sheet.criteria.values()]
