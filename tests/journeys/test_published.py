"""What five articles told, as the demo holds it: each identity of theirs has its verdict, and other figures another."""

import json
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
#: By hand: which identities hold, which do not, and which cannot be decided by what the articles say.
UNDECIDED = {"000-5", "001-3", "001-4", "001-5", "002-5", "002-7", "004-1", "004-6"}
DOUBTFUL = {"001-6", "002-2", "003-5", "004-3"}
WRONG = {"002-1"}
ALL = {f"{article}-{no}" for article, most in (("000", 6), ("001", 6), ("002", 7), ("003", 6), ("004", 6))
       for no in range(1, most + 1)}  # fmt: skip
#: One cell that is put right, and then the members balance: 617 + 1.008 − 346 − 1.134 is 145, and 370 was told.
ONE_CELL = {"DV.GIAM_KHAC": 909, "DV.KET_NAP": 842, "DV.CHUYEN_DEN": 1233, "DV.CHUYEN_DI": 121, "DV.TANG_GIAM": 145}
#: Awards that are too many for those who were eligible; 7.839 × 15% is 1.175,85.
AWARDS = {1175: "OK", 1176: "WARN"}
PROGRAM = """
import json
from decimal import Decimal
from django.db import transaction
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.reports.actions.filling import fill
from ketdoan.reports.models import Submission
from ketdoan.reports.queries.verdicts import Verdicts
from ketdoan.reports.rules.figures import Figure

def verdicts(form="", **cells):
    with transaction.atomic():
        if form:
            told = {{cell: Figure(Decimal(number)) for cell, number in cells.items()}}
            report = Submission.objects.select_related("round").get(unit__code="CDVC-TAYNINH", form__code=form,
                                                                    consolidates=False, round__first="2018-01-01")
            fill(submission=report, cells=told, seen=report.no)
        found = {{one.id: one.told() for one in Verdicts().each()}}
        transaction.set_rollback(True)
        return found

with acting(SYSTEM):
    told = {{"as told": verdicts()}}
    told |= {{cell: verdicts("BD-DV", **{{cell: number}}) for cell, number in {cells}.items()}}
    told["other"] = verdicts("BD-DV", **{{"DV.KET_NAP": 843}})
    told |= {{str(number): verdicts("THI-DUA", **{{"TD.CSTD_CS_LUOT": number}}) for number in {awards}}}
open("{path}", "w").write(json.dumps(told))
"""


def test_each_identity_of_the_articles_has_its_verdict_and_other_figures_have_others(site):
    path = Path(site.data) / "verdicts.json"
    site.run(PROGRAM.format(cells=ONE_CELL, awards=list(AWARDS), path=path))
    told = json.loads(path.read_text())
    expected = {
        key: "UNDEFINED" if key in UNDECIDED else "WARN" if key in DOUBTFUL else "FAIL" if key in WRONG else "OK"
        for key in ALL
    }
    first = told.pop("as told")
    assert {key: one["verdict"] for key, one in first.items()} == expected
    repairs = {repair["cell"]: repair["to"] for repair in first["002-1"]["repairs"] if repair["cell"] in ONE_CELL}
    assert repairs == ONE_CELL
    assert 225 in [repair["to"] for repair in first["002-1"]["repairs"] if repair["cell"] not in ONE_CELL]
    for cell in ONE_CELL:
        assert {key: one["verdict"] for key, one in told[cell].items()} == {**expected, "002-1": "OK"}
    assert told["other"]["002-1"]["verdict"] == "FAIL"
    assert {number: told[str(number)]["002-2"]["verdict"] for number in AWARDS} == AWARDS
