"""Forms of a unit's own: drafted, corrected, tried, published; what is refused; who may ask for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from ketdoan.core.acting import acting
from ketdoan.core.excel import open_book
from ketdoan.core.models import AuditEntry
from ketdoan.reports.actions.designing import begin_form, change_form, choose_sheet, drop_form, publish_form
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.designing.content import Design, content_of, wrongs
from ketdoan.reports.designing.model import Line, Proposal
from ketdoan.reports.designing.reading import propose
from ketdoan.reports.designing.trying import tried, with_figures
from ketdoan.reports.factories import make_form
from ketdoan.reports.forms.rounds import RoundForm
from ketdoan.reports.forms.targets import TargetForm
from ketdoan.reports.models import FormDraft, FormVersion, Submission
from ketdoan.reports.queries.designing import design_of, owner_of_draft
from ketdoan.reports.queries.forms import form_version, forms_seen
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.forms import form_of

from .sheets_of_forms import sheets
from .union import actor_at, make_union

pytestmark = pytest.mark.django_db

LINES = [
    Line("section", "I", "Câu lạc bộ"),
    Line("total", "1", "Tổng số câu lạc bộ", "câu lạc bộ", ("1.1", "1.2")),
    Line("line", "1.1", "Văn nghệ", "câu lạc bộ"),
    Line("line", "1.2", "Thể thao", "câu lạc bộ"),
    Line("line", "2", "Số người tham gia", "người"),
    Line("part", "2a", "Nữ", "người", ("2",), "|GIOI=NU"),
    Line("line", "3", "Tổng số lao động", "người", cell="LD.TONG"),
    Line("ratio", "4", "Tỷ lệ tham gia", "%", ("2", "3"), over="none"),
]
RIGHT = Design("Báo cáo câu lạc bộ", "CLB-01", ["half", "year"], LINES)


@pytest.fixture
def units(db):
    return make_union()


def drafted(unit, design=RIGHT):
    with acting(actor_at(unit)):
        draft = begin_form(unit=unit, sheets=[Proposal("Biểu", design.title, design.code, ["half"], design.lines)])
        return change_form(draft=draft, design=design)


def published(unit, design=RIGHT):
    draft = drafted(unit, design)
    with acting(actor_at(unit)):
        return publish_form(draft=draft)


def changed(at, **told):
    """The right design with one line changed."""
    return replace(RIGHT, lines=[replace(line, **told) if place == at else line for place, line in enumerate(LINES)])


def test_a_form_is_published_once_for_all_with_its_own_elements(units):
    version = published(units["P"])
    form = form_version(version.pk)
    assert (version.code, version.no, version.unit_id) == ("P.CLB-01", 1, units["P"].pk)
    prefix = f"R.{units['P'].pk}_CLB_01_"
    assert form.cells == [
        f"{prefix}1", f"{prefix}2", f"{prefix}3", f"{prefix}4", f"{prefix}4|GIOI=NU", "LD.TONG", f"{prefix}5",
    ]  # fmt: skip
    assert form.known.element(f"{prefix}5").denominator == "LD.TONG"
    assert [section.title for section in form.sections] == ["I. Câu lạc bộ"]
    assert AuditEntry.objects.filter(action="reports.publish_form", about_id=version.pk).exists()
    assert not FormDraft._base_manager.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.filter(pk=version.pk).update(title="Khác")


def test_a_published_form_is_asked_for_and_added_up(units):
    version = published(units["P"])
    clubs, music, sport, people, women, workers, share = form_version(version.pk).cells
    with acting(actor_at(units["P"])):
        asked = open_round(unit=units["P"], form=version, period="2025-H1", due=date(2025, 6, 10))
    for code, (one, other, all_people, of_women) in {"A": (2, 3, 40, 10), "C": (1, 0, 20, 20)}.items():
        with acting(actor_at(units[code])):
            report = Submission._base_manager.select_related("round").get(round=asked, unit=units[code])
            told = {music: one, sport: other, people: all_people, women: of_women, workers: 100}
            fill(submission=report, cells={cell: Figure(Decimal(value)) for cell, value in told.items()}, seen=0)
            submit(submission=report)
    total = sums(asked).of(units["P"].pk).figures
    assert [total[cell].value for cell in (clubs, music, sport, people, women, workers)] == [6, 3, 3, 60, 30, 200]
    assert share not in total


WRONG = {
    "no title": (replace(RIGHT, title=""), "tên biểu mẫu"),
    "a code with blanks": (replace(RIGHT, code="MẪU 1"), "Mã biểu mẫu"),
    "no period": (replace(RIGHT, periods=[]), "kỳ báo cáo"),
    "a period that there is not": (replace(RIGHT, periods=["week"]), "kỳ báo cáo"),
    "no line": (replace(RIGHT, lines=LINES[:1]), "chưa có dòng"),
    "a section without lines": (replace(RIGHT, lines=[*LINES, Line("section", "II", "Khác")]), "không có dòng nào"),
    "the same number twice": (changed(3, no="1.1"), "đã dùng"),
    "no number": (changed(4, no=""), "Số thứ tự"),
    "no words": (changed(4, label=""), "tên dòng"),
    "no unit of measure": (changed(4, uom=""), "Đơn vị tính"),
    "a kind that there is not": (changed(4, kind="sum"), "loại dòng"),
    "a total of an unknown line": (changed(1, of=("1.1", "9")), "Không có dòng 9"),
    "a total of one line": (changed(1, of=("1.1",)), "từ hai dòng"),
    "a total of itself": (changed(1, of=("1", "1.1")), "chính nó"),
    "a total of other units of measure": (changed(1, of=("1.1", "2")), "Khác đơn vị tính"),
    "a part of two": (changed(5, of=("2", "3")), "đúng một dòng"),
    "a part of another unit of measure": (changed(5, of=("1",)), "Khác đơn vị tính"),
    "people taken for times": (changed(6, cell="HT.LUOT"), "tính bằng lượt"),
    "an element that there is not": (changed(6, cell="LD.KHONG"), "Không có chỉ tiêu"),
    "an element of another unit's form": (changed(6, cell="R.999_X_1"), "Không có chỉ tiêu"),
    "a coordinate that there is not": (changed(5, cell="|GIOI=KHAC"), "Không có chỉ tiêu"),
    "one element twice": (changed(4, cell="LD.TONG"), "đã dùng"),
    "a share of one line": (changed(7, of=("2",)), "hai dòng"),
    "a share in people": (changed(7, uom="người"), "%"),
    "a share of unlike things": (changed(7, of=("1", "3")), "cùng đơn vị tính"),
    "totals in a circle": (
        replace(RIGHT, lines=[Line("total", "1", "Một", "người", ("2", "3")), Line("line", "3", "Ba", "người"),
                              Line("total", "2", "Hai", "người", ("1", "3"))]), "vòng",
    ),
    "parts in a circle": (
        replace(RIGHT, lines=[Line("part", "1", "Một", "người", ("2",)), Line("part", "2", "Hai", "người", ("1",))]),
        "vòng",
    ),
    "too many lines": (
        replace(RIGHT, lines=[Line("line", str(no), f"Dòng {no}", "người") for no in range(401)]), "nhiều nhất 400",
    ),
    "a total too long to be written": (
        replace(RIGHT, lines=[*(Line("line", str(no), f"Dòng {no}", "người") for no in range(300)),
                              Line("total", "T", "Cộng", "người", tuple(str(no) for no in range(300)))]), "dài quá",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_kept_but_not_published(units, name):
    design, words = WRONG[name]
    draft = drafted(units["P"], design)
    with acting(actor_at(units["P"])), pytest.raises(ValidationError, match=words):
        publish_form(draft=draft)
    assert FormDraft._base_manager.get().title == design.title
    assert not FormVersion.objects.filter(unit=units["P"]).exists()


def test_the_same_code_again_is_the_next_version_and_keeps_what_is_the_same(units):
    first = published(units["P"])
    with acting(actor_at(units["P"])):
        draft = begin_form(unit=units["P"], form=first)
        kept = Design.from_json(draft.content["design"])
        lines = [line for line in kept.lines if line.no != "1.2"]
        lines[1] = replace(lines[1], kind="line", of=())
        lines.append(Line("line", "5", "Số buổi sinh hoạt", "buổi"))
        change_form(draft=draft, design=replace(kept, lines=lines))
        second = publish_form(draft=draft)
    old, new = form_version(first.pk), form_version(second.pk)
    assert (second.code, second.no) == (first.code, 2)
    prefix = f"R.{units['P'].pk}_CLB_01_"
    assert new.cells == [*(cell for cell in old.cells if cell != f"{prefix}3"), f"{prefix}6"]
    assert form_version(first.pk).cells == old.cells
    with acting(actor_at(units["P"])):
        asked = open_round(unit=units["P"], form=first, period="2025-H1", due=date(2025, 6, 10))
    assert asked.form_id == first.pk
    # An element that was given up is not given to anything else later.
    third = published(units["P"], replace(RIGHT, lines=[*LINES, Line("line", "9", "Khác hẳn", "bộ")]))
    assert third.no == 3
    assert form_version(third.pk).cells == [*old.cells, f"{prefix}7"]


def test_a_line_that_is_counted_in_something_else_becomes_another_element(units):
    first = published(units["P"])
    with acting(actor_at(units["P"])):
        kept = design_of(first)
        lines = [replace(x, uom="lượt") if x.no in ("2", "2a") else x for x in kept.lines if x.no != "4"]
        design = replace(kept, lines=lines)
        draft = change_form(draft=begin_form(unit=units["P"], form=first), design=design)
        second = publish_form(draft=draft)
    cell = next(row.cell for row in form_version(second.pk).sections[0].rows if row.no == "2")
    assert cell not in form_version(first.pk).cells


def test_what_is_published_already_is_not_published_again(units):
    published(units["P"])
    draft = drafted(units["P"])
    with acting(actor_at(units["P"])), pytest.raises(ValidationError, match="không khác"):
        publish_form(draft=draft)


def test_two_units_may_use_one_code(units):
    first, second = published(units["P"]), published(units["X"])
    assert (first.no, second.no) == (1, 1)
    assert not {c for c in form_version(first.pk).cells if c.startswith("R.")} & set(form_version(second.pk).cells)


def test_only_its_own_unit_works_on_a_draft(units):
    draft = drafted(units["X"])
    above = actor_at(units["P"], account_id=1)
    for act, told in ((publish_form, {}), (drop_form, {}), (change_form, {"design": RIGHT}), (choose_sheet, {"at": 0})):
        with acting(above), pytest.raises(PermissionDenied):
            act(draft=draft, **told)
    with acting(actor_at(units["Y"])), pytest.raises(PermissionDenied):
        publish_form(draft=draft)
    with acting(actor_at(units["X"], permissions=frozenset({"reports.view"}))), pytest.raises(PermissionDenied):
        publish_form(draft=draft)
    with acting(actor_at(units["X"])):
        drop_form(draft=draft)
    assert not FormDraft._base_manager.exists()


def test_a_form_is_asked_for_by_its_owner_and_units_below_alone(units):
    version = published(units["X"])
    offered = {}
    for code in ("P", "X", "Y", "A", "C"):
        with acting(actor_at(units[code])):
            offered[code] = version in RoundForm().fields["form"].queryset
            assert (version in forms_seen()) is (code in ("P", "X", "A"))
    assert offered == {"P": False, "X": True, "Y": False, "A": True, "C": False}
    with acting(actor_at(units["P"])), pytest.raises(ValidationError, match="đơn vị khác"):
        open_round(unit=units["P"], form=version, period="2025-H1", due=date(2025, 6, 10))


def test_a_target_may_be_set_on_what_an_own_form_asks_for(units):
    version = published(units["X"])
    cell = form_version(version.pk).cells[1]
    for code, offered in (("A", True), ("C", False)):
        with acting(actor_at(units[code])):
            assert (cell in dict(TargetForm(unit=units[code]).fields["cell"].choices)) is offered


def test_the_next_version_of_a_shipped_form_or_of_another_unit_is_refused(units):
    for form in (make_form("KHAC"), published(units["P"])):
        with acting(actor_at(units["X"])), pytest.raises(ValidationError):
            begin_form(unit=units["X"], form=form)


def test_figures_show_which_rules_hold_before_it_is_published(units):
    draft = drafted(units["P"])
    told = {"1": "7", "1.1": "4", "1.2": "2", "2": "40", "2a": "10", "3": "100"}
    lines = [replace(line, figures=(told.get(line.no, ""),)) for line in LINES]
    filled, number = with_figures(LINES, lines)
    owner = owner_of_draft(draft, RIGHT)
    found = tried(form_of(content_of(RIGHT, "X", owner)), filled, 0, date(2025, 6, 1))
    assert number == 6
    assert [(one.words, one.verdict, one.sides) for one in found] == [
        ("Dòng 1 = 1.1 + 1.2", "Không khớp", "7 và 6"),
        ("Dòng 2a không quá 2", "Khớp", "10 và 40"),
    ]


def test_the_forms_of_twenty_sheets_can_be_published_once_their_gaps_are_filled(units):
    for at, made in enumerate(sheets()):
        found = propose(open_book(BytesIO(made.content))[0])
        lines = [line if line.kind == "section" else replace(line, uom=line.uom or "bản") for line in found.lines]
        design = Design(found.title, f"B-{at}", found.periods, lines)
        owner = owner_of_draft(drafted(units["P"], design), design)
        assert [one.words for one in wrongs(design, owner, date(2025, 6, 1))] == []
        FormDraft._base_manager.all().delete()
