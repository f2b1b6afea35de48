"""A form with elements of its own, from the first figure to the national sum: whatever reads a form knows them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from ketdoan.core.acting import acting
from ketdoan.reports.actions.employers import ask_employer, fill_sheet, new_secret
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.judging import accept, adjust
from ketdoan.reports.actions.rounds import lock_round, open_round
from ketdoan.reports.actions.targets import Aim, set_target
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Revision, Submission
from ketdoan.reports.printing.paper import report_pdf
from ketdoan.reports.printing.workbook import read_filled, template
from ketdoan.reports.queries.board import key_figures
from ketdoan.reports.queries.employers import rows_of_employer
from ketdoan.reports.queries.forms import element_of, form_version
from ketdoan.reports.queries.manifests import gathered
from ketdoan.reports.queries.reading import findings, report_of
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.queries.targets import states_of_targets
from ketdoan.reports.rules.catalogue import OWN, catalogue, with_own
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.forms import form_of
from ketdoan.reports.views.lines import parts_of

from .union import actor_at, make_union

pytestmark = pytest.mark.django_db

CLUBS, PEOPLE, WOMEN, ACTIVE, SHARE = "R.1_CLB_1", "R.1_CLB_2", "R.1_CLB_2|GIOI=NU", "R.1_CLB_3", "R.1_CLB_4"
MEMBERS = "DV.CUOI_KY"


def own(code, name, uom, **more):
    told = {
        "nature": "flow",
        "over_time": "sum",
        "over_units": "sum",
        "definition": "",
        "source": "",
        "verified": False,
    }
    return {"code": code, "name": name, "uom": uom, **told, **more}


ELEMENTS = [
    own(CLUBS, "Câu lạc bộ", "câu lạc bộ", employer=True),
    own(PEOPLE, "Người tham gia câu lạc bộ", "người"),
    own(ACTIVE, "Người sinh hoạt đều", "người"),
    own(SHARE, "Tỷ lệ sinh hoạt đều", "%", nature="ratio", over_time="none", over_units="none",
        numerator=ACTIVE, denominator=PEOPLE),
]  # fmt: skip
ROWS = [CLUBS, PEOPLE, {"cell": WOMEN, "part_of": PEOPLE}, {"cell": ACTIVE, "part_of": PEOPLE}, SHARE, MEMBERS]
TOLD = {"A": (2, 40, 10, 30, 50), "B": (1, 20, 5, 20, 30), "C": (3, 60, 60, 10, 90), "D": (0, 0, 0, 0, 5),
        "E": (4, 80, 20, 60, 100)}  # fmt: skip


def figures(unit):
    return dict(zip((CLUBS, PEOPLE, WOMEN, ACTIVE, MEMBERS), map(Figure, map(Decimal, TOLD[unit])), strict=True))


@pytest.fixture
def units(db):
    return make_union()


@pytest.fixture
def asked(units):
    form = make_form("CLB", ROWS, (), elements=ELEMENTS)
    with acting(actor_at(units["P"])):
        return open_round(unit=units["P"], form=form, period="2025-H1", due=date(2025, 6, 15))


def report(asked, unit):
    return Submission._base_manager.select_related("round", "unit", "form").get(round=asked, unit=unit)


def told(asked, units, code):
    with acting(actor_at(units[code])):
        fill(submission=report(asked, units[code]), cells=figures(code), seen=0)
        submit(submission=report(asked, units[code]))


@pytest.fixture
def reported(asked, units):
    for code in TOLD:
        told(asked, units, code)
    return asked


def test_a_round_goes_from_entry_to_the_sum_and_its_paper(reported, units):
    total = sums(reported).of(units["P"].pk).figures
    added = [sum(column) for column in zip(*TOLD.values(), strict=True)]
    assert [total[cell].value for cell in (CLUBS, PEOPLE, WOMEN, ACTIVE, MEMBERS)] == added
    assert sums(reported).of(units["X"].pk).figures[CLUBS].value == 3
    with acting(actor_at(units["P"])):
        mine = report(reported, units["P"])
        assert report_of(mine).figures[SHARE].value == 60  # 120 of 200 people
        adjust(submission=mine, cell=CLUBS, delta=Decimal(-1), reason="Trùng một câu lạc bộ")
        fill(submission=mine, cells=dict.fromkeys([CLUBS, PEOPLE, WOMEN, ACTIVE, MEMBERS], Figure(state="na")), seen=0)
        submit(submission=mine)
        revision = Revision.objects.get(submission=mine)
        assert gathered(mine, revision.manifest).figures[CLUBS].value == 9
        assert report_pdf(revision).startswith(b"%PDF")
        lock_round(asked=reported)


def test_the_rules_of_its_lines_are_checked_and_mended(asked, units):
    with acting(actor_at(units["A"])):
        mine = report(asked, units["A"])
        fill(submission=mine, cells={**figures("A"), WOMEN: Figure(Decimal(41))}, seen=0)
        mine = report(asked, units["A"])
        broken = [one for one in findings(mine, report_of(mine), {}) if one.verdict == "FAIL"]
    assert [one.rule.check.cells[0].key for one in broken] == [WOMEN]
    assert "Người tham gia câu lạc bộ" in broken[0].rule.words


def test_the_pages_and_files_of_a_report_show_them(asked, units):
    with acting(actor_at(units["A"])):
        mine = report(asked, units["A"])
        lines = [line for part in parts_of(mine, report_of(mine), {}) for line in part.lines]
        assert [(line.label, line.uom) for line in lines[:2]] == [
            ("Câu lạc bộ", "câu lạc bộ"),
            ("Người tham gia câu lạc bộ", "người"),
        ]
        assert lines[2].label == "Người tham gia câu lạc bộ (Nữ)"
        assert lines[4].computed
        fill(submission=mine, cells=figures("A"), seen=0)
        filled = read_filled(BytesIO(template(report(asked, units["A"]))), report(asked, units["A"]))
    assert filled.cells[CLUBS] == Figure(Decimal(2))


def test_the_board_shows_them(reported, units):
    with acting(actor_at(units["P"])):
        mine = report(reported, units["P"])
        shown = {one.cell: one for one in key_figures(mine, report_of(mine))}
    assert shown[CLUBS].label == "Câu lạc bộ"
    assert shown[CLUBS].now.value == 10
    assert SHARE not in shown


def test_an_employer_may_be_asked_for_them(asked, units):
    with acting(actor_at(units["A"])):
        mine = report(asked, units["A"])
        assert [row.cell for row in rows_of_employer(mine)] == [CLUBS]
        sheet = ask_employer(submission=mine, secret=new_secret())
        fill_sheet(sheet=sheet, cells={CLUBS: Figure(Decimal(7))})
        assert report_of(report(asked, units["A"])).figures[CLUBS].value == 7


def test_a_target_may_be_set_on_them(reported, units):
    with acting(actor_at(units["A"])):
        days = {"first": date(2024, 12, 1), "last": date(2025, 11, 30)}
        aim = Aim(CLUBS, "", ">=", Decimal(2), "câu lạc bộ", **days, source="Chương trình năm 2025")
        target = set_target(unit=units["A"], aim=aim)
        assert target.name == "Câu lạc bộ"
        (told,) = states_of_targets([target], target.last)
        assert told.figure.value == 2
    assert element_of(WOMEN).uom == "người"
    with pytest.raises(KeyError):
        element_of("R.1_KHAC_1")


def test_a_report_is_accepted_by_the_unit_above(reported, units):
    with acting(actor_at(units["X"])):
        accept(submission=report(reported, units["A"]))
    assert report(reported, units["A"]).state == "accepted"


def test_own_elements_never_stand_for_those_of_the_catalogue():
    assert not [code for code in catalogue().elements if code.startswith(OWN)]
    with pytest.raises(KeyError):
        with_own(catalogue(), [own("LD.TONG", "Khác", "người")])


def test_a_form_without_them_knows_the_catalogue_as_it_is(units):
    assert form_version(make_form("KHONG").pk).known is catalogue()


def test_a_cell_that_no_element_stands_behind_is_refused():
    content = make_form("CLB", ROWS, (), elements=ELEMENTS[1:]).content
    with pytest.raises(KeyError):
        form_of(content)
