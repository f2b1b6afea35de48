"""Rounds and reports, act by act: what may be done, by whom, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, Notification
from ketdoan.core.viet import format_date, today
from ketdoan.reports.actions import clock
from ketdoan.reports.actions.filling import fill, submit, take_back
from ketdoan.reports.actions.judging import accept, adjust, give_back, reopen, unadjust
from ketdoan.reports.actions.rounds import change_due, exempt, lock_round, oblige, open_round
from ketdoan.reports.actions.targets import Aim, set_target
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Filling, FormVersion, Note, Revision, Submission
from ketdoan.reports.queries.effects import on_reports
from ketdoan.reports.queries.manifests import gathered, manifest_of
from ketdoan.reports.queries.reading import report_of
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.packs import Entry, unpack
from ketdoan.reports.rules.states import TRANSITIONS, Source, State
from ketdoan.units.actions import reorganisation
from ketdoan.units.factories import make_unit

from .union import account_at, actor_at, make_union

pytestmark = pytest.mark.django_db
DUE = date(2023, 6, 15)
RIGHT = {
    "DV.DAU_KY": 100, "DV.KET_NAP": 10, "DV.CHUYEN_DEN": 5, "DV.CHUYEN_DI": 2, "DV.GIAM_KHAC": 3, "DV.CUOI_KY": 110,
    "LD.TONG": 120, "TL.SO_NGUOI": 50, "TL.BINH_QUAN": 8_000_000,
}  # fmt: skip


@pytest.fixture
def units():
    return make_union()


@pytest.fixture
def asked(units):
    return opened(units)


def opened(units, period="2023-H1", **form):
    version = FormVersion.objects.filter(code="T").first() or make_form("T", **form)
    with acting(actor_at(units["P"])):
        return open_round(unit=units["P"], form=version, period=period, due=DUE)


def report(asked, unit):
    return Submission._base_manager.select_related("round").get(round=asked, unit=unit)


def figures(told):
    return {cell: Figure(Decimal(value)) for cell, value in told.items()}


def written(units, asked, code="A", **changed):
    with acting(actor_at(units[code])):
        held = report(asked, units[code])
        fill(submission=held, cells=figures({**RIGHT, **changed}), seen=held.no)
    return report(asked, units[code])


def handed_in(units, asked, code="A", **changed):
    held = written(units, asked, code, **changed)
    with acting(actor_at(units[code])):
        submit(submission=held)
    return report(asked, units[code])


def messages(error):
    return getattr(error.value, "message_dict", None) or error.value.messages


def test_who_owes_is_who_stood_below_on_the_last_day_and_stays_so(units):
    make_unit("grassroots_union", "L", units["X"], date(2023, 5, 31))
    make_unit("grassroots_union", "M", units["X"], date(2023, 6, 1))
    asked = opened(units)
    with acting(SYSTEM):
        owed = {row.unit.code: row for row in Submission.objects.filter(round=asked).select_related("unit")}
        assert set(owed) == {"P", "X", "Y", "A", "B", "C", "D", "E", "L"}
        assert {code for code, row in owed.items() if row.consolidates} == {"P", "X", "Y"}
        reorganisation.dissolve(units=[units["A"]], since=today())
        make_unit("grassroots_union", "N", units["Y"], date(2023, 1, 1))
        assert Submission.objects.filter(round=asked).count() == len(owed)
        assert sums(asked).of(units["P"].pk).expected == 6


def test_a_round_is_opened_once_and_only_for_units_of_the_scope(units, asked):
    form = FormVersion.objects.get(code="T")
    with acting(actor_at(units["P"])), pytest.raises(ValidationError) as error:
        open_round(unit=units["P"], form=form, period="2023-H1", due=DUE)
    assert "period" in messages(error)
    with acting(actor_at(units["X"])), pytest.raises(PermissionDenied):
        open_round(unit=units["P"], form=form, period="2023-H2", due=DUE)


def test_figures_are_kept_with_their_source_and_every_saving_is_told(units, asked):
    held = written(units, asked)
    assert held.state == State.DRAFT
    entries = unpack([row["cell"] for row in held.form.content["section"][0]["rows"]], held.values, held.marks)
    assert entries["DV.KET_NAP"] == Entry(Figure(Decimal(10)), Source.TYPED)
    told = Filling._base_manager.get(submission=held)
    assert (told.no, told.cells["DV.CUOI_KY"]) == (1, ["110", "=", Source.TYPED])
    assert AuditEntry.objects.filter(action="reports.fill", about_id=held.pk).count() == 1


def test_nobody_writes_in_the_report_of_another_unit_not_even_above_it(units, asked):
    for code in ("B", "X", "P"):
        with acting(actor_at(units[code], account_id=7)), pytest.raises(PermissionDenied):
            fill(submission=report(asked, units["A"]), cells=figures({"DV.KET_NAP": 1}), seen=0)
    assert report(asked, units["A"]).no == 0


def test_a_cell_of_another_form_is_refused_and_nothing_kept(units, asked):
    with acting(actor_at(units["A"])), pytest.raises(ValidationError):
        fill(submission=report(asked, units["A"]), cells=figures({"DV.KET_NAP": 1, "VB.DEN": 2}), seen=0)
    assert report(asked, units["A"]).no == 0


def test_percentages_follow_and_a_report_with_an_empty_cell_is_not_handed_in(units, asked):
    held = written(units, asked)
    with acting(actor_at(units["A"])):
        assert report_of(held).figures["DV.TL_TONG"] == Figure(Decimal("91.67"))
        fill(submission=held, cells={"LD.TONG": Figure()}, seen=1)
        with pytest.raises(ValidationError) as error:
            submit(submission=held)
    assert "dòng 7" in messages(error)[0]


def test_a_broken_rule_that_must_hold_keeps_a_report_back(units, asked):
    held = written(units, asked, **{"DV.CUOI_KY": 111})
    with acting(actor_at(units["A"])), pytest.raises(ValidationError) as error:
        submit(submission=held)
    assert messages(error) == ["Đoàn viên cuối kỳ không khớp."]
    assert not Revision._base_manager.exists()


def test_what_may_be_explained_is_handed_in_with_words_alone(units, asked):
    held = written(units, asked, **{"LD.TONG": 90})
    with acting(actor_at(units["A"])):
        with pytest.raises(ValidationError) as error:
            submit(submission=held)
        assert "explain_LIKELY" in messages(error)
        submit(submission=held, explained={"LIKELY": "Có đoàn viên nghỉ không lương."})
    assert Note._base_manager.get(submission=held, kind="explained").rule == "LIKELY"


def test_a_report_that_is_handed_in_is_not_written_until_it_comes_back(units, asked):
    held = handed_in(units, asked)
    with acting(actor_at(units["A"])), pytest.raises(ValidationError):
        fill(submission=held, cells=figures({"DV.KET_NAP": 11}), seen=held.no)
    with acting(actor_at(units["X"])):
        give_back(submission=held, cells={"DV.KET_NAP": "Kiểm tra lại."})
    with acting(actor_at(units["A"])):
        fill(submission=held, cells=figures({"DV.KET_NAP": 11, "DV.CUOI_KY": 111}), seen=held.no)
        submit(submission=held)
    with acting(actor_at(units["X"])):
        assert sums(asked).of(units["X"].pk).figures["DV.KET_NAP"] == Figure(Decimal(11))
        accept(submission=held)
    assert [row.no for row in Revision._base_manager.filter(submission=held)] == [1, 2]
    assert Note._base_manager.get(submission=held, kind="returned").settled_at is not None


def test_who_reports_does_not_accept_it_and_who_accepts_stands_above(units, asked):
    held = handed_in(units, asked)
    for code in ("A", "Y"):
        with acting(actor_at(units[code])), pytest.raises(PermissionDenied):
            accept(submission=held)
    with acting(actor_at(units["A"])):
        take_back(submission=held)
    with acting(actor_at(units["X"])), pytest.raises(ValidationError):
        accept(submission=report(asked, units["A"]))


def test_giving_back_needs_words(units, asked):
    held = handed_in(units, asked)
    with acting(actor_at(units["X"])), pytest.raises(ValidationError):
        give_back(submission=held, cells={"DV.KET_NAP": "  "})
    assert report(asked, units["A"]).state == State.SUBMITTED


def test_a_returned_report_counts_nowhere_until_it_is_handed_in_again(units, asked):
    held = handed_in(units, asked)
    with acting(actor_at(units["P"])):
        assert sums(asked).of(units["P"].pk).reported == 1
        give_back(submission=held, cells={}, text="Xem lại.")
        assert sums(asked).of(units["P"].pk).reported == 0
        assert "DV.KET_NAP" not in sums(asked).of(units["P"].pk).figures


def test_a_consolidated_report_says_what_it_is_made_of_and_is_the_same_again_from_that(units, asked):
    for code in ("A", "C"):
        handed_in(units, asked, code)
    with acting(actor_at(units["P"])):
        top = report(asked, units["P"])
        adjust(submission=top, cell="DV.CUOI_KY", delta=Decimal(-4), reason="Hai đơn vị cùng ghi bốn người")
        adjust(submission=top, cell="DV.DAU_KY", delta=Decimal(-4), reason="Hai đơn vị cùng ghi bốn người")
        submit(submission=top)
        top = report(asked, units["P"])
        revision = Revision._base_manager.get(submission=top)
        assert (revision.manifest["reported"], revision.manifest["expected"]) == (2, 5)
        with transaction.atomic():
            reorganisation.move(units=[units["A"]], parent=units["P"], since=today())
            reorganisation.dissolve(units=[units["C"]], since=today())
        again = report_of(top, gathered(top, revision.manifest))
    assert again.figures["DV.CUOI_KY"] == Figure(Decimal(216))
    kept = unpack(again.form.cells, revision.values, revision.marks)
    assert {cell: entry.figure for cell, entry in kept.items()} == again.figures
    handed_in(units, asked, "B")
    with acting(actor_at(units["P"])):
        assert manifest_of(top) != revision.manifest
        assert report_of(top, gathered(top, revision.manifest)).figures == again.figures


def test_adjustments_are_rows_of_their_own_and_can_be_taken_back(units, asked):
    handed_in(units, asked)
    with acting(actor_at(units["P"])):
        top = report(asked, units["P"])
        made = adjust(submission=top, cell="DV.CUOI_KY", delta=Decimal(7), reason="Đơn vị nộp muộn")
        assert report_of(top).figures["DV.CUOI_KY"] == Figure(Decimal(117))
        unadjust(adjustment=made)
        assert report_of(top).figures["DV.CUOI_KY"] == Figure(Decimal(110))
        with pytest.raises(ValidationError):
            adjust(submission=top, cell="DV.TL_TONG", delta=Decimal(1), reason="Tỷ lệ không cộng được")
    assert report_of(report(asked, units["A"])).figures["DV.CUOI_KY"] == Figure(Decimal(110))


def test_a_locked_round_is_changed_for_a_reason_alone(units, asked):
    held = handed_in(units, asked)
    with acting(actor_at(units["P"])):
        lock_round(asked=asked)
        with pytest.raises(ValidationError):
            give_back(submission=report(asked, units["A"]), cells={}, text="Sửa")
        reopen(submission=held, reason="Ghi nhầm số kết nạp")
    with acting(actor_at(units["A"])):
        fill(submission=held, cells=figures({"DV.KET_NAP": 12, "DV.CUOI_KY": 112}), seen=held.no)
        with pytest.raises(ValidationError) as error:
            submit(submission=held)
        assert "reason" in messages(error)
        submit(submission=held, reason="Ghi nhầm số kết nạp")
    assert report(asked, units["A"]).state == State.LOCKED
    with acting(actor_at(units["B"])), pytest.raises(ValidationError):
        fill(submission=report(asked, units["B"]), cells=figures(RIGHT), seen=0)


def test_exempt_units_are_not_expected_and_another_last_day_reaches_all_who_owe(units, asked):
    with acting(actor_at(units["P"])):
        exempt(submission=report(asked, units["E"]), reason="Mới thành lập")
        assert sums(asked).of(units["P"].pk).expected == 4
        oblige(submission=report(asked, units["E"]))
        handed_in(units, asked)
    with acting(actor_at(units["P"])):
        change_due(asked=asked, due=DUE + timedelta(days=5))
    assert report(asked, units["E"]).due == DUE + timedelta(days=5)
    assert report(asked, units["A"]).due == DUE


def test_a_planned_reorganisation_tells_which_due_reports_and_targets_it_touches(units, asked):
    handed_in(units, asked, "C")
    with acting(actor_at(units["P"])):
        aim = Aim(
            "DV.KET_NAP", "Kết nạp", ">=", Decimal(9), "người", date(2023, 1, 1), date(2023, 12, 31), "Nghị quyết"
        )
        set_target(unit=units["A"], aim=aim)
        told = list(on_reports([units["A"].pk, units["B"].pk, units["C"].pk], [units["E"].pk], date(2023, 9, 1)))
        assert len(told) == 3
        assert told[0].startswith("Biểu thử T, 6 tháng đầu năm 2023: 2 đơn vị kết thúc chưa nộp")
        assert "1 đơn vị đổi cấp trên" in told[1]
        assert told[2].startswith("1 chỉ tiêu")
        assert list(on_reports([units["C"].pk], [], date(2023, 9, 1))) == []
    with acting(actor_at(units["Y"])):
        assert list(on_reports([units["A"].pk], [units["E"].pk], date(2023, 9, 1))) == []


@pytest.mark.parametrize("table", ["reports_revision", "reports_filling", "reports_formversion"])
def test_what_was_handed_in_cannot_be_changed_in_the_database(units, asked, table):
    handed_in(units, asked)
    model = {"reports_revision": Revision, "reports_filling": Filling, "reports_formversion": FormVersion}[table]
    with pytest.raises(DatabaseError), transaction.atomic():
        model._base_manager.all().delete()


def test_every_move_leads_from_known_states_to_known_ones():
    for moves in TRANSITIONS.values():
        for to, sources in moves.items():
            assert to in State
            assert set(sources) <= set(State)


def test_a_target_names_its_resolution_and_a_unit_of_measure_that_fits(units):
    aim = Aim("DV.KET_NAP", "", ">=", Decimal(50), "người", date(2023, 1, 1), date(2023, 12, 31), "NQ 01")
    with acting(actor_at(units["P"])):
        assert set_target(unit=units["A"], aim=aim).name == "Đoàn viên kết nạp"
        for wrong, field in ((aim._replace(uom="đồng"), "uom"), (aim._replace(source=" "), "source")):
            with pytest.raises(ValidationError) as error:
                set_target(unit=units["A"], aim=wrong)
            assert field in messages(error)
    with acting(actor_at(units["X"])), pytest.raises(PermissionDenied):
        set_target(unit=units["C"], aim=aim)


def test_who_has_not_handed_in_is_reminded_once_a_step_and_those_above_are_told(units, asked):
    account = account_at(units["A"], "chair", "chutich-a")
    above = account_at(units["X"], "chair", "chutich-x")

    def told(whom, day):
        Submission._base_manager.filter(round=asked).update(due=day)
        Notification.objects.all().delete()
        for _ in range(2):
            clock.remind_due()
        return list(Notification.objects.filter(account=whom).values_list("title", flat=True))

    words = "Báo cáo T 6 tháng đầu năm 2023"
    assert told(account, today() + timedelta(days=8)) == []
    soon = today() + timedelta(days=2)
    assert told(account, soon) == [f"{words}: còn 2 ngày đến hạn (hạn {format_date(soon)})"]
    past = today() - timedelta(days=4)
    assert told(account, past) == [f"{words}: đã quá hạn 4 ngày (hạn {format_date(past)})"]
    assert "2 đơn vị chưa nộp báo cáo T 6 tháng đầu năm 2023" in told(above, past)
    handed_in(units, asked)
    assert told(account, past) == []
