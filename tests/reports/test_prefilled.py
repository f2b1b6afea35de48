"""Reports that are filled in from the registers: until they are handed in as things are, from then on as they were."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from ketdoan.activities.actions.log import Line, log_activity
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.history import load_history
from ketdoan.members.actions.moving import transfer
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member
from ketdoan.members.tests import oracle
from ketdoan.reports.actions.filling import fill, submit, take_back
from ketdoan.reports.actions.revising import OVERRIDDEN
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Note, Revision, Round, Submission
from ketdoan.reports.queries import sources
from ketdoan.reports.queries.manifests import gathered
from ketdoan.reports.queries.origins import cells_told
from ketdoan.reports.queries.reading import Report, handed_in, report_of
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.queries.sources import evidence_of, register_in
from ketdoan.reports.rules.bindings import bindings
from ketdoan.reports.rules.catalogue import catalogue
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.forms import forms
from ketdoan.reports.rules.periods import period_named
from ketdoan.reports.rules.states import Source
from ketdoan.reports.tests.union import actor_at, make_union
from ketdoan.units.actions.reorganisation import move
from ketdoan.units.models import Unit

pytestmark = pytest.mark.django_db
CELLS = (
    "DV.DAU_KY", "DV.KET_NAP", "DV.CONG_NHAN", "DV.CHUYEN_DEN", "DV.DEN_THEO_TC", "DV.CHUYEN_DI", "DV.DI_THEO_TC",
    "DV.KHAI_TRU", "DV.GIAM_KHAC", "DV.CUOI_KY", "CL.THAM_HOI", "TC.TRUC_THUOC", "LD.TONG",
)  # fmt: skip
BALANCE = {
    "code": "BAL",
    "check": "[DV.CUOI_KY] = [DV.DAU_KY] + [DV.KET_NAP] + [DV.CONG_NHAN] + [DV.CHUYEN_DEN] + [DV.DEN_THEO_TC]"
    " - [DV.CHUYEN_DI] - [DV.DI_THEO_TC] - [DV.KHAI_TRU] - [DV.GIAM_KHAC]",
    "severity": "block",
    "words": "Đoàn viên cuối kỳ không khớp.",
}
INSIDE = date(2023, 2, 1)


class Setting:
    """A round in a union of which the register tells: A has two members from before and one new, C has one."""

    def __init__(self) -> None:
        self.units = make_union()
        self.movers = make_members(self.units["A"], "Nguyễn Văn An", "Trần Thị Bình")
        make_members(self.units["A"], "Lê Văn Cường", on=INSIDE)
        make_members(self.units["C"], "Phạm Thị Dung")
        make_members(self.units["B"], "Vũ Văn Em")
        with acting(SYSTEM):
            log_activity(unit=self.units["A"], line=Line("visit", INSIDE, "thăm ốm", times=4))
        with acting(actor_at(self.units["P"])):
            form = make_form("S", CELLS, [BALANCE])
            self.asked: Round = open_round(unit=self.units["P"], form=form, period="2023-H1", due=date(2023, 6, 15))

    def held(self, code: str) -> Submission:
        return Submission._base_manager.select_related("round").get(round=self.asked, unit=self.units[code])

    def report(self, code: str) -> Report:
        with acting(actor_at(self.units[code])):
            return report_of(self.held(code))

    def fill(self, code: str, **cells: int | None) -> None:
        told = {name.replace("__", "."): Figure() if n is None else Figure(Decimal(n)) for name, n in cells.items()}
        with acting(actor_at(self.units[code])):
            held = self.held(code)
            fill(submission=held, cells=told, seen=held.no)

    def submit(self, code: str) -> Submission:
        with acting(actor_at(self.units[code])):
            return submit(submission=self.held(code), explained={OVERRIDDEN: "Danh sách chưa kịp sửa."})

    def transfer(self, to: str) -> None:
        with acting(SYSTEM):
            transfer(members=[Member._base_manager.get(pk=self.movers[0].pk)], to=self.units[to], on=date(2023, 3, 1))


def number(report: Report, cell: str) -> int | None:
    value = report.entries[cell].figure.value if cell in report.entries else None
    return None if value is None else int(value)


def test_cells_that_nobody_wrote_are_filled_in_and_what_the_registers_do_not_know_is_missing() -> None:
    union = Setting()
    report = union.report("A")
    assert [number(report, cell) for cell in ("DV.DAU_KY", "DV.KET_NAP", "DV.CUOI_KY")] == [2, 1, 3]
    assert report.entries["DV.CUOI_KY"].source == Source.REGISTER
    assert (number(report, "CL.THAM_HOI"), report.entries["CL.THAM_HOI"].source) == (4, Source.ACTIVITIES)
    assert report.missing == ["LD.TONG"]
    assert not report.own
    assert union.report("B").missing == ["CL.THAM_HOI", "LD.TONG"]


def test_what_the_unit_writes_otherwise_stands_and_the_difference_is_known() -> None:
    union = Setting()
    union.fill("A", DV__KET_NAP=5, DV__CUOI_KY=3)
    report = union.report("A")
    assert number(report, "DV.KET_NAP") == 5
    assert {cell: one.figure.value for cell, one in report.overridden.items()} == {"DV.KET_NAP": 1}
    union.fill("A", DV__KET_NAP=None)
    assert number(union.report("A"), "DV.KET_NAP") == 1


def test_what_registers_tell_is_not_written_as_the_units_own() -> None:
    union = Setting()
    with acting(actor_at(union.units["A"])), pytest.raises(ValueError, match="registers"):
        fill(submission=union.held("A"), cells={"LD.TONG": Figure(Decimal(1))}, seen=0, source=Source.REGISTER)


def test_a_report_that_was_handed_in_keeps_what_the_registers_said_then() -> None:
    union = Setting()
    union.fill("A", LD__TONG=9)
    union.submit("A")
    union.transfer("C")
    report = union.report("A")
    assert (number(report, "DV.CUOI_KY"), number(report, "DV.CHUYEN_DI")) == (3, 0)
    assert {cell: one.figure.value for cell, one in report.differing.items()} == {"DV.CUOI_KY": 2, "DV.CHUYEN_DI": 1}
    assert not report.overridden
    assert sums(union.asked).of(union.units["P"].pk).figures["DV.CUOI_KY"] == Figure(Decimal(3))
    with acting(actor_at(union.units["A"])):
        take_back(submission=union.held("A"))
    assert "DV.CUOI_KY" not in sums(union.asked).of(union.units["P"].pk).figures
    assert number(union.report("A"), "DV.CUOI_KY") == 2
    union.submit("A")
    with acting(actor_at(union.units["A"])):
        assert handed_in(union.held("A"))["DV.CUOI_KY"] == Figure(Decimal(2))
    assert sums(union.asked).of(union.units["P"].pk).figures["DV.CUOI_KY"] == Figure(Decimal(2))


def test_a_consolidated_report_adds_what_was_handed_in_and_says_what_the_register_does() -> None:
    union = Setting()
    union.transfer("C")
    with acting(SYSTEM):
        move(units=[union.units["B"]], parent=union.units["Y"], since=date(2023, 4, 1))
    for code in ("A", "C"):
        union.fill(code, LD__TONG=9, CL__THAM_HOI=0, DV__KET_NAP=None)
        union.submit(code)
    province, one = union.report("P"), union.report("X")
    # A gave one member to C: below, one went and one came. Only where all have handed in may the register net them.
    assert sums(union.asked).of(union.units["P"].pk).figures["DV.CHUYEN_DI"] == Figure(Decimal(1))
    assert (number(province, "DV.CHUYEN_DI"), number(province, "DV.CHUYEN_DEN")) == (1, 1)
    assert province.sourced["DV.CHUYEN_DI"].figure == Figure(Decimal(0))
    assert number(one, "DV.CHUYEN_DI") == 1
    # What is added up is what was handed in; the register's figure is beside it.
    assert (number(province, "DV.CUOI_KY"), province.entries["DV.CUOI_KY"].source) == (4, Source.BELOW)
    assert province.sourced["DV.CUOI_KY"].figure == Figure(Decimal(5))
    assert "DV.CUOI_KY" in province.differing
    assert not province.overridden
    # Who stands right below is told by the register alone.
    assert number(province, "TC.TRUC_THUOC") == 3


def test_moves_inside_are_nothing_above_once_reports_and_register_tell_the_same_stocks() -> None:
    union = Setting()
    union.transfer("C")
    for code in "ABCDE":
        rest = dict.fromkeys([cell.replace(".", "__") for cell in CELLS[:10]], 0) if code in "DE" else {}
        union.fill(code, LD__TONG=9, CL__THAM_HOI=0, **rest)
        union.submit(code)
    province = union.report("P")
    assert (number(province, "DV.CHUYEN_DI"), number(province, "DV.CHUYEN_DEN")) == (0, 0)
    assert province.entries["DV.CHUYEN_DI"].source == Source.REGISTER


def test_a_consolidated_report_is_the_same_again_from_its_manifest() -> None:
    union = Setting()
    union.transfer("C")
    for code in "ABCDE":
        rest = dict.fromkeys([cell.replace(".", "__") for cell in CELLS[:10]], 0) if code in "DE" else {}
        union.fill(code, LD__TONG=9, CL__THAM_HOI=0, **rest)
        union.submit(code)
    held = union.submit("X")
    with acting(actor_at(union.units["X"])):
        frozen, told = Revision._base_manager.get(submission=held, no=1), handed_in(held)
    with acting(SYSTEM):
        move(units=[union.units["B"]], parent=union.units["Y"], since=date(2023, 4, 1))
    with acting(actor_at(union.units["X"])):
        again = report_of(held, gathered(held, frozen.manifest), register_in(frozen.manifest))
        now = report_of(held)
    assert again.figures == told
    assert number(now, "DV.DI_THEO_TC") == 0
    assert now.differing["DV.DI_THEO_TC"].figure == Figure(Decimal(1))


def test_evidence_of_a_report_is_told_by_its_cells() -> None:
    union = Setting()
    with acting(actor_at(union.units["A"])):
        held = union.held("A")
        found = evidence_of(held, "DV.KET_NAP")
        assert found is not None
        assert [found.describe(row).title for row in found.rows if found.describe] == ["Lê Văn Cường"]
        assert evidence_of(held, "LD.TONG") is None


def test_the_command_tells_the_source_of_each_cell_with_a_round_and_without(capsys: pytest.CaptureFixture[str]) -> None:
    union = Setting()
    union.fill("A", DV__KET_NAP=5)
    told = {row.cell: row for row in cells_told("S", union.units["A"], period_named("2023-H1"))}
    assert (told["DV.KET_NAP"].source, told["DV.KET_NAP"].figure, told["DV.KET_NAP"].evidence) == ("typed", 5, None)
    assert (told["DV.CUOI_KY"].source, told["DV.CUOI_KY"].figure, told["DV.CUOI_KY"].evidence) == ("register", 3, 3)
    assert (told["CL.THAM_HOI"].source, told["CL.THAM_HOI"].evidence) == ("activities", 1)
    assert (told["LD.TONG"].source, told["LD.TONG"].figure, told["LD.TONG"].evidence) == (None, None, None)
    capsys.readouterr()
    call_command("reports", "sources", form="BD-DV", unit="A", period="2023-H1", as_json=True)
    rows = {row["cell"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == forms()["BD-DV"].cells
    assert rows["DV.CUOI_KY"] == {
        "cell": "DV.CUOI_KY", "label": "Đoàn viên cuối kỳ", "source": "register", "figure": 3, "evidence": 3
    }  # fmt: skip
    assert rows["DV.CUOI_KY|LOAI_HINH=DN_NGOAI"]["figure"] == 3
    with pytest.raises(CommandError, match="Không có đơn vị"):
        call_command("reports", "sources", form="BD-DV", unit="ZZ", period="2023-H1", as_json=True)


def test_the_command_fills_most_of_what_registers_can_tell_of_a_union_that_came_from_a_history() -> None:
    events = oracle.random_history(3, 150)
    with acting(SYSTEM):
        load_history(lines=[json.dumps(event) for event in events])
    top = max(Unit._base_manager.filter(ended_on=None), key=lambda unit: Unit._base_manager.filter(
        path__startswith=unit.path).count())  # fmt: skip
    told = [row for row in cells_told("BD-DV", top, period_named("2024")) if row.source == "register"]
    assert len(told) >= 20
    assert all(row.evidence is not None for row in told)


DOCS = Path(__file__).resolve().parents[2] / "docs" / "report-sources.md"


def test_the_documentation_lists_each_bound_cell_with_what_it_counts() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+?) \| (.+?) \| `([^`]+)` \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    words = {Source.REGISTER: "register", Source.ACTIVITIES: "log"}
    assert rows == [
        (one.cell.replace("|", "\\|"), catalogue().title(one.cell), words[one.source], one.code, one.counts)
        for one in bindings().values()
    ]


OTHER = ("LD.TONG", "TL.SO_NGUOI", "DV.KET_NAP")


def test_a_figure_that_another_report_of_the_same_days_says_need_not_be_written_again() -> None:
    union = Setting()
    with acting(actor_at(union.units["P"])):
        form = make_form("S2", OTHER, [])
        other = open_round(unit=union.units["P"], form=form, period="2023-H1", due=date(2023, 6, 15))
        later = open_round(unit=union.units["P"], form=form, period="2023-H2", due=date(2023, 12, 15))
    union.fill("A", LD__TONG=9)

    def held(asked: Round) -> Submission:
        return Submission._base_manager.select_related("round").get(round=asked, unit=union.units["A"])

    def told(asked: Round) -> Report:
        with acting(actor_at(union.units["A"])):
            return report_of(held(asked))

    assert "LD.TONG" in told(other).missing  # a draft says nothing yet
    mine = union.submit("A")
    report = told(other)
    assert (number(report, "LD.TONG"), report.entries["LD.TONG"].source) == (9, Source.REPORT)
    assert report.sourced["LD.TONG"].report == mine.pk
    assert report.entries["DV.KET_NAP"].source == Source.REGISTER  # the register itself, not what was made of it
    assert report.missing == ["TL.SO_NGUOI"]
    assert "LD.TONG" in told(later).missing
    with acting(actor_at(union.units["A"])):
        fill(submission=held(other), cells={"TL.SO_NGUOI": Figure(Decimal(0)), "LD.TONG": Figure(Decimal(8))}, seen=0)
    assert {cell: one.figure.value for cell, one in told(other).overridden.items()} == {"LD.TONG": 9}
    with acting(actor_at(union.units["A"])):
        fill(submission=held(other), cells={"LD.TONG": Figure()}, seen=1)
        submit(submission=held(other))
        take_back(submission=held(union.asked))
    assert number(told(other), "LD.TONG") == 9  # handed in, it stays as it was
    assert not told(other).differing


def test_a_consolidated_report_adds_up_what_its_own_form_was_told() -> None:
    union = Setting()
    with acting(actor_at(union.units["P"])):
        other = open_round(
            unit=union.units["P"], form=make_form("S2", OTHER, []), period="2023-H1", due=date(2023, 6, 15)
        )
    union.fill("A", LD__TONG=9)
    union.submit("A")
    with acting(actor_at(union.units["P"])):
        top = Submission._base_manager.select_related("round").get(round=other, unit=union.units["P"])
        assert "LD.TONG" in report_of(top).missing


def test_who_writes_otherwise_than_the_register_says_why() -> None:
    union = Setting()
    union.fill("A", DV__KET_NAP=5, DV__CUOI_KY=7, LD__TONG=9)
    with acting(actor_at(union.units["A"])):
        with pytest.raises(ValidationError) as refused:
            submit(submission=union.held("A"))
        assert set(refused.value.message_dict) == {f"explain_{OVERRIDDEN}"}
        assert not Note._base_manager.exists()
        held = submit(submission=union.held("A"), explained={OVERRIDDEN: "Bốn người chưa kịp ghi vào danh sách."})
        (note,) = Note.objects.filter(submission=held)
    assert (note.kind, note.rule, note.text) == ("explained", OVERRIDDEN, "Bốn người chưa kịp ghi vào danh sách.")


def test_figures_of_the_widest_units_are_at_hand_and_counted_anew_when_handed_in(monkeypatch) -> None:
    union = Setting()
    monkeypatch.setattr(sources, "WIDE", 1)
    monkeypatch.setattr(sources, "VERY_WIDE", 3)
    with acting(SYSTEM):
        sources.count_widest()
    union.transfer("C")
    make_members(union.units["C"], "Ngô Văn Giang", on=date(2023, 3, 2))
    wide, fresh = union.held("P"), {"fresh": True}
    with acting(SYSTEM):
        assert sources.sourced(wide)["DV.CUOI_KY"].figure.value == 5
        assert sources.sourced(wide, **fresh)["DV.CUOI_KY"].figure.value == 6
        assert sources.sourced(wide)["DV.CUOI_KY"].figure.value == 6
