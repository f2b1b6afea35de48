"""Targets of units: what reports tell of them, handed down, registered from below, given up; and their pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.history import span
from ketdoan.core.models import AuditEntry, Notification, Rule
from ketdoan.core.viet import today
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.actions.targets import (
    Aim,
    change_target,
    hand_down,
    register_target,
    set_target,
    tell_outcome,
    withdraw_target,
)
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import FormVersion, Submission, Target
from ketdoan.reports.queries.cascade import cascade_of, contradictions_of, in_force, units_below, weights
from ketdoan.reports.queries.inbox import targets_to_register
from ketdoan.reports.queries.targets import states_of_targets
from ketdoan.reports.rules.course import Standing
from ketdoan.reports.rules.figures import Figure
from ketdoan.units.actions import reorganisation
from ketdoan.units.factories import make_unit

from .test_designing_pages import signed_in, text
from .union import account_at, actor_at, make_union

pytestmark = pytest.mark.django_db
CELLS = ("DV.KET_NAP", "DV.CUOI_KY", "LD.TONG", "HN.DA", "HN.PHAI", "HN.TL", "TD.LDTT", "DV.TL_TONG")
YEAR = (date(2022, 12, 1), date(2023, 11, 30))


@pytest.fixture
def units():
    return make_union()


def told(units, period, figures, code="P"):
    """A round whose reports are handed in, with the figures of each unit."""
    form = FormVersion.objects.filter(code="T").first() or make_form("T", CELLS, rules=())
    with acting(actor_at(units[code])):
        asked = open_round(unit=units[code], form=form, period=period, due=today())
    for name, cells in figures.items():
        hand_in(units[name], asked, cells)
    return asked


def hand_in(unit, asked, cells, *, draft=False):
    with acting(actor_at(unit)):
        report = Submission._base_manager.select_related("round").get(round=asked, unit=unit)
        every = {cell: Figure(Decimal(cells[cell])) if cell in cells else Figure(state="na") for cell in CELLS}
        fill(submission=report, cells=every, seen=report.no)
        if not draft:
            submit(submission=report)


def aimed(cell="DV.KET_NAP", sign=">=", value=100, uom="người", days=YEAR, **more):
    return Aim(cell, "", sign, Decimal(value), uom, *days, "NQ Đại hội 01", **more)


def target(unit, **asked):
    with acting(actor_at(unit)):
        return set_target(unit=unit, aim=aimed(**asked))


def given(above, parts, units):
    with acting(actor_at(above.unit)):
        hand_down(target=above, parts={units[code].pk: Decimal(value) for code, value in parts.items()})
    return {one.unit.code: one for one in Target._base_manager.filter(above=above).select_related("unit")}


def state(one, day):
    with acting(actor_at(one.unit)):
        return states_of_targets([one], day)[0]


def outcome_of(one):
    return state(one, date(2023, 12, 31)).outcome.figure


# What reports tell


def test_a_share_of_a_unit_above_is_sum_by_sum_not_a_mean_of_shares(units):
    share = target(units["X"], cell="HN.DA", value=50, uom="%", among="HN.PHAI")
    printed = target(units["X"], cell="HN.TL", value=50, uom="%")
    told(units, "2023", {"A": {"HN.DA": 10, "HN.PHAI": 10}, "B": {"HN.DA": 0, "HN.PHAI": 90}})
    for one in (share, printed):
        assert outcome_of(one) == Figure(Decimal(10))  # the mean of 100% and 0% would be 50%, and reach it
        assert state(one, date(2023, 12, 31)).words == "Chưa kết luận được"  # the unit has not handed in itself


def test_a_share_of_which_nobody_said_of_what_is_told_by_no_report(units):
    told(units, "2023", {"A": {"HN.DA": 10, "HN.PHAI": 10}})
    assert outcome_of(target(units["A"], cell="HN.DA", value=50, uom="%")) == Figure()


def test_a_flow_adds_up_over_halves_a_stock_is_the_last_one_and_drafts_tell_nothing(units):
    flow, stock = target(units["A"]), target(units["A"], cell="DV.CUOI_KY", value=500)
    told(units, "2023-H1", {"A": {"DV.KET_NAP": 60, "DV.CUOI_KY": 480}})
    second = told(units, "2023-H2", {})
    hand_in(units["A"], second, {"DV.KET_NAP": 45, "DV.CUOI_KY": 510}, draft=True)
    assert outcome_of(flow) == Figure(Decimal(60))
    with acting(actor_at(units["A"])):
        report = Submission._base_manager.select_related("round").get(round=second, unit=units["A"])
        submit(submission=report)
    assert (outcome_of(flow), outcome_of(stock)) == (Figure(Decimal(105)), Figure(Decimal(510)))
    done = state(flow, date(2023, 12, 31))
    assert (done.standing, done.done, done.elapsed) == (Standing.EXCEEDED, 105, 100)
    assert [report.round.period for report in done.reports] == ["2023-H1", "2023-H2"]


def test_half_a_year_leads_as_far_again_or_by_the_course_of_last_year(units):
    one, day = target(units["A"], value=150), date(2023, 6, 20)
    told(units, "2023-H1", {"A": {"DV.KET_NAP": 60}})
    straight = state(one, day)
    # 182 of 365 days have been told: 60 × 365 / 182 = 120,3.
    assert (straight.leads.value, straight.standing) == (Decimal(120), Standing.SLOW)
    told(units, "2022-H1", {"A": {"DV.KET_NAP": 20}})
    told(units, "2022-H2", {"A": {"DV.KET_NAP": 40}})
    by_season = state(one, day)
    # Last year a third had come by then: 60 × 3 = 180.
    assert (by_season.leads.value, by_season.standing) == (Decimal(180), Standing.LIKELY)


def test_a_stock_leads_along_its_line_from_what_it_was_before(units):
    told(units, "2022-H2", {"A": {"DV.CUOI_KY": 1_000}})
    told(units, "2023-H1", {"A": {"DV.CUOI_KY": 1_030}})
    found = state(target(units["A"], cell="DV.CUOI_KY", value=1_060), date(2023, 6, 20))
    # 1.000 + 30 × 365 / 182 = 1.060,2
    assert (found.leads.value, found.standing) == (Decimal(1_060), Standing.LIKELY)


def test_of_a_part_of_the_units_flows_count_and_stocks_and_forecasts_wait_for_the_rest(units):
    flow, stock = target(units["X"], value=1_000), target(units["X"], cell="DV.CUOI_KY", value=500)
    day = date(2023, 12, 5)
    told(units, "2023-H1", {"A": {"DV.KET_NAP": 60, "DV.CUOI_KY": 300}, "B": {"DV.KET_NAP": 40, "DV.CUOI_KY": 150}})
    second = told(units, "2023-H2", {"A": {"DV.KET_NAP": 70, "DV.CUOI_KY": 320}})
    with acting(actor_at(units["X"])):
        so_far, members = (states_of_targets([one], day)[0] for one in (flow, stock))
        assert (so_far.outcome_text, members.outcome_text) == ("170 người", "450 người")
        assert (so_far.outcome.unfinished, so_far.outcome.reported, so_far.outcome.expected) == (True, 1, 2)
        within, _ = (states_of_targets([one], date(2023, 11, 20))[0] for one in (flow, stock))
        # 100 in 182 of 365 days: 200,5.
        assert within.leads.value == 201
    hand_in(units["B"], second, {"DV.KET_NAP": 30, "DV.CUOI_KY": 160})
    assert state(stock, day).outcome_text == "480 người"


def test_a_time_that_has_passed_without_all_reports_decides_nothing_that_is_not_sure(units):
    told(units, "2023-H1", {"A": {"DV.KET_NAP": 60}})
    assert state(target(units["A"], value=100), date(2024, 2, 1)).standing == Standing.OPEN
    assert state(target(units["A"], value=50), date(2024, 2, 1)).standing == Standing.EXCEEDED


def test_years_of_which_nothing_was_told_are_not_taken_for_years_of_nothing(units):
    term = target(units["A"], value=500, days=(date(2018, 12, 1), date(2023, 11, 30)), tier="term")
    told(units, "2022", {"A": {"DV.KET_NAP": 80}})
    told(units, "2023", {"A": {"DV.KET_NAP": 70}})
    assert state(term, date(2024, 2, 1)).standing == Standing.OPEN
    # 150 in 730 of 1.826 days: 375,2.
    assert state(term, date(2023, 11, 30)).leads.value == 375


def test_what_was_told_by_hand_comes_first(units):
    one = target(units["A"])
    told(units, "2023", {"A": {"DV.KET_NAP": 60}})
    with acting(actor_at(units["A"])):
        tell_outcome(target=one, outcome=Decimal(120))
    one.refresh_from_db()
    assert state(one, date(2023, 6, 1)).standing == Standing.EXCEEDED


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"among": "LD.TONG"}, "among"),
        ({"uom": "%", "among": "HN.PHAI"}, "among"),
        ({"cell": "HN.TL", "uom": "%", "among": "HN.PHAI"}, "among"),
        ({"value": "10.5"}, "value"),
        ({"among": "KHONG.CO", "uom": "%"}, "cell"),
        ({"tier": "khac"}, "tier"),
    ],
)
def test_a_share_is_one_of_the_same_unit_of_measure_and_people_are_whole(units, asked, field):
    with pytest.raises(ValidationError) as error:
        target(units["A"], **asked)
    assert field in error.value.message_dict


# Handed down


def test_a_target_is_handed_down_to_the_units_right_below_in_one_act(units):
    account = account_at(units["X"], "chair", "chutich-x")
    above = target(units["P"])
    parts = given(above, {"X": 50, "Y": 30, "E": 20}, units)
    assert {code: int(one.value) for code, one in parts.items()} == {"X": 50, "Y": 30, "E": 20}
    assert {(one.cell, one.sign, one.first, one.source) for one in parts.values()} == {
        ("DV.KET_NAP", ">=", YEAR[0], "NQ Đại hội 01")
    }
    (entry,) = AuditEntry.objects.filter(action="reports.target.give")
    assert entry.change["parts"] == {str(units["X"].pk): "50", str(units["Y"].pk): "30", str(units["E"].pk): "20"}
    (message,) = Notification.objects.filter(account=account)
    assert message.title == "ĐV P giao chỉ tiêu Đoàn viên kết nạp: 50 người"
    assert given(parts["X"], {"A": 25, "B": 25}, units)["A"].above_id == parts["X"].pk


def test_only_units_right_below_and_in_the_scope_are_given_parts(units):
    above = target(units["P"])
    for code in ("A", "P", "TLD"):
        with pytest.raises(ValidationError):
            given(above, {code: 5}, units)
    with acting(actor_at(units["X"])), pytest.raises(PermissionDenied):
        hand_down(target=above, parts={units["X"].pk: Decimal(5)})
    with acting(actor_at(units["P"], permissions=frozenset({"reports.view"}))), pytest.raises(PermissionDenied):
        hand_down(target=above, parts={units["X"].pk: Decimal(5)})
    with pytest.raises(ValidationError) as error:
        given(above, {"X": "2.5"}, units)
    assert f"u{units['X'].pk}" in error.value.message_dict
    assert not Target._base_manager.filter(above=above).exists()


def test_units_register_against_what_they_were_given_and_the_difference_is_shown(units):
    above = target(units["P"])
    parts = given(above, {"X": 50, "Y": 30, "E": 20}, units)
    with acting(actor_at(units["X"])):
        register_target(target=parts["X"], registered=Decimal(40), note="Doanh nghiệp giảm lao động")
        with pytest.raises(ValidationError):
            register_target(target=parts["X"], registered=Decimal("0.5"))
    with acting(actor_at(units["Y"])):
        register_target(target=parts["Y"], registered=Decimal(35))
        with pytest.raises(PermissionDenied):
            register_target(target=parts["X"], registered=Decimal(1))
    with acting(actor_at(units["P"])), pytest.raises(ValidationError):
        register_target(target=above, registered=Decimal(1))
    told(units, "2023", {"E": {"DV.KET_NAP": 21}, "A": {"DV.KET_NAP": 12}})
    with acting(actor_at(units["P"])):
        found = cascade_of(above, date(2023, 12, 31))
    lines = {line.target.unit.code: line for line in found.lines}
    assert [lines[code].gap_text for code in ("X", "Y", "E")] == ["−10 người", "+5 người", ""]
    assert (found.given, found.registered, found.unregistered) == (100, 75, 1)
    assert (found.gap_text, found.registered_gap_text) == ("", "−5 người")
    assert lines["E"].state.standing == Standing.EXCEEDED
    assert (lines["X"].state.outcome_text, found.reached) == ("12 người", 33)


def test_what_was_given_awaits_the_unit_until_it_has_registered(units):
    days = (today() - timedelta(days=30), today() + timedelta(days=30))
    above, past = target(units["P"], days=days), target(units["P"])
    parts = given(above, {"X": 50}, units)
    given(past, {"X": 50}, units)

    def waiting(code, **changed):
        return [item.url for item in targets_to_register(actor_at(units[code], **changed))]

    with acting(actor_at(units["X"])):
        assert waiting("X") == [reverse("reports:target", args=[parts["X"].pk])]
        assert waiting("X", permissions=frozenset({"reports.view"})) == []
        register_target(target=parts["X"], registered=Decimal(50))
        assert waiting("X") == []
    with acting(actor_at(units["P"])):
        assert waiting("P") == []


def test_what_was_registered_stays_when_the_parts_are_given_anew(units):
    above = target(units["P"])
    parts = given(above, {"X": 60, "Y": 40}, units)
    with acting(actor_at(units["X"])):
        register_target(target=parts["X"], registered=Decimal(55))
    again = given(above, {"X": 55, "Y": 40, "E": 5}, units)
    assert again["X"].pk == parts["X"].pk
    assert (again["X"].value, again["X"].registered, len(again)) == (55, 55, 3)


def test_parts_of_units_that_ended_are_told_with_who_took_over(units):
    above = target(units["X"])
    given(above, {"A": 60, "B": 40}, units)
    since = today()
    with acting(SYSTEM):
        reorganisation.absorb(units=[units["A"]], into=units["B"], since=since)
    with acting(actor_at(units["X"])):
        found = cascade_of(above, since)
        assert [unit.code for unit in units_below(units["X"])] == ["B"]
        with pytest.raises(ValidationError):
            hand_down(target=above, parts={units["A"].pk: Decimal(1)})
    gone = next(line for line in found.lines if line.target.unit.code == "A")
    assert (gone.ended, gone.heir.code) == (since, "B")
    assert (found.given, found.ended_text) == (100, "60 người")


def test_parts_of_units_that_left_the_scope_count_and_are_not_shown(units):
    above = target(units["X"])
    given(above, {"A": 60, "B": 40}, units)
    with acting(SYSTEM):
        reorganisation.move(units=[units["A"]], parent=units["P"], since=today())
    with acting(actor_at(units["X"])):
        found = cascade_of(above, today())
    assert ([line.target.unit.code for line in found.lines], found.elsewhere, found.given) == (["B"], 1, 100)


def test_a_target_is_given_up_with_its_parts_by_who_gave_it(units):
    above = target(units["P"])
    parts = given(above, {"X": 60}, units)
    lower = given(parts["X"], {"A": 60}, units)
    with acting(actor_at(units["X"])), pytest.raises(PermissionDenied):
        withdraw_target(target=parts["X"])
    with acting(actor_at(units["P"])):
        withdraw_target(target=above)
        assert not in_force().exists()
        with pytest.raises(ValidationError):
            withdraw_target(target=above)
        with pytest.raises(ValidationError):
            register_target(target=lower["A"], registered=Decimal(1))


def test_weights_are_the_last_figures_that_units_reported_whole(units):
    told(units, "2022", {code: {"DV.CUOI_KY": number} for code, number in zip("ABCD", (300, 50, 80, 0), strict=True)})
    told(units, "2023", {"A": {"DV.CUOI_KY": 310}, "B": {"DV.CUOI_KY": 90}, "C": {"DV.CUOI_KY": 5}})
    with acting(actor_at(units["P"])):
        below = units_below(units["P"])
        found = dict(zip([unit.code for unit in below], weights(below, "DV.CUOI_KY", date(2024, 1, 1)), strict=True))
    # Of what is below Y only a part has reported for 2023; E never has.
    assert found == {"X": 400, "Y": 80, "E": 0}


def test_contradictions_are_those_of_the_own_targets_and_of_what_hangs_together_with_them(units):
    above = target(units["P"])
    parts = given(above, {"X": 60, "Y": 30}, units)
    given(parts["X"], {"A": 10}, units)
    with acting(actor_at(units["P"])):
        assert [one.keys[0] for one in contradictions_of(units["P"].pk)] == [above.pk]
    with acting(actor_at(units["X"])):
        assert [one.keys[0] for one in contradictions_of(units["X"].pk)] == [parts["X"].pk]
    with acting(actor_at(units["Y"])):
        assert contradictions_of(units["Y"].pk) == []


def test_a_cap_that_was_entered_on_screen_is_one_for_targets_of_its_days(units):
    days = (date(2025, 1, 1), date(2025, 12, 31))
    one = target(units["X"], cell="TD.CSTD_CS", value=20, uom="%", among="TD.LDTT", days=days)
    assert contradictions_of(units["X"].pk) == []
    values = {"value": {"percent": 15}, "source": "Quy định của tỉnh", "words": ""}
    Rule.objects.create(key="reports.cstd_share", valid=span(date(2025, 1, 1)), verified=True, edited=True, **values)
    (found,) = contradictions_of(units["X"].pk)
    assert (found.keys, found.source) == ((one.pk,), "Quy định của tỉnh")


# Pages


def test_a_target_goes_from_the_form_down_to_a_unit_that_registers(units):
    year = str(today().year - 1)
    members = {"A": 300, "B": 0, "C": 60, "D": 40, "E": 0}
    told(units, year, {code: {"DV.CUOI_KY": number} for code, number in members.items()})
    chair = signed_in(units["P"])
    days = {"first": f"01/01/{today().year}", "last": f"31/12/{today().year}"}
    asked = {"cell": "DV.KET_NAP", "sign": ">=", "value": "10", "tier": "year", "source": "NQ 01", **days}
    made = chair.post(reverse("reports:new_target"), asked)
    above = Target._base_manager.get()
    assert made["Location"] == reverse("reports:target", args=[above.pk])
    giving = reverse("reports:hand_down", args=[above.pk])
    page = chair.get(giving, {"cach": "trong", "theo": "DV.CUOI_KY"}).context["form"]
    proposed = {part.unit.code: part.proposed for part in page.parts}
    assert proposed == {"X": 8, "Y": 2, "E": None}  # 7,5 and 2,5: of equal remainders the first
    sent = {f"u{units[code].pk}": str(value) for code, value in {"X": 7, "Y": 2}.items()}
    preview = chair.post(giving, sent)
    assert "Tổng giao 9 người trên mức chung 10 người: thiếu 1 người." in text(preview)
    chair.post(giving, {**sent, "_seen": preview.context["seen"], "_key": preview.context["key"]})
    part = Target._base_manager.get(unit=units["X"])
    below = signed_in(units["X"])
    assert "ĐV P" in text(below.get(reverse("reports:target", args=[part.pk])))
    below.post(reverse("reports:register_target", args=[part.pk]), {"registered": "6", "note": "Ít lao động"})
    shown = text(chair.get(reverse("reports:target", args=[above.pk])))
    assert "−1 người" in shown
    assert "Ít lao động" in shown
    assert "thiếu 1 người" in text(chair.get(reverse("reports:targets")))


def test_a_unit_does_not_open_the_target_above_it(units):
    above = target(units["P"])
    given(above, {"X": 50}, units)
    below = signed_in(units["X"])
    for name in ("target", "hand_down", "register_target", "outcome"):
        assert below.get(reverse(f"reports:{name}", args=[above.pk])).status_code == 404


def test_the_list_is_narrowed_by_year_resolution_and_whose_it_is(units):
    target(units["P"])
    later = target(units["P"], days=(date(2024, 1, 1), date(2028, 12, 31)), tier="term", value=7)
    given(later, {"X": 7}, units)
    chair = signed_in(units["P"])

    def shown(**asked):
        rows = chair.get(reverse("reports:targets"), asked).context["pages"].found.rows
        return sorted((one.unit.code, int(one.value)) for one in rows)

    assert shown() == [("P", 7), ("P", 100), ("X", 7)]
    assert shown(nam="2023") == [("P", 100)]
    assert shown(nam="2026") == [("P", 7), ("X", 7)]
    assert shown(cua="duoi") == [("X", 7)]
    assert shown(loai="term", cua="minh") == [("P", 7)]
    assert len(shown(nguon="NQ Đại hội 01")) == 3


def test_the_evidence_of_an_outcome_is_linked(units):
    one = target(units["A"])
    asked = told(units, "2023", {"A": {"DV.KET_NAP": 60}})
    report = Submission._base_manager.get(round=asked, unit=units["A"])
    page = text(signed_in(units["A"]).get(reverse("reports:target", args=[one.pk])))
    assert reverse("reports:report", args=[report.pk]) in page
    assert "60 người" in page
    assert "Không đạt" in page


def test_a_new_unit_below_is_offered_a_part(units):
    above = target(units["P"])
    make_unit("grassroots_union", "L", units["P"], today() - timedelta(days=1))
    page = signed_in(units["P"]).get(reverse("reports:hand_down", args=[above.pk]))
    assert "ĐV L" in text(page)


def test_a_target_is_put_right_by_who_set_it_and_what_was_given_of_it_follows_in_words(units):
    above = target(units["P"], value=100)
    parts = given(above, {"X": 60, "Y": 40}, units)
    with acting(actor_at(units["P"])):
        change_target(target=above, name="Kết nạp mới", sign=">", value=Decimal(120), source="NQ Đại hội 02")
    kept = {one.unit.code: one for one in Target._base_manager.select_related("unit")}
    assert {(one.name, one.sign, one.source) for one in kept.values()} == {("Kết nạp mới", ">", "NQ Đại hội 02")}
    assert {code: int(one.value) for code, one in kept.items()} == {"P": 120, "X": 60, "Y": 40}
    with acting(actor_at(units["X"])), pytest.raises(ValidationError, match="cấp trên"):
        change_target(target=parts["X"], name="", sign=">=", value=Decimal(1), source="Tự sửa")
    with acting(actor_at(units["Y"])), pytest.raises(PermissionDenied):
        change_target(target=above, name="", sign=">=", value=Decimal(1), source="Tự sửa")
    with acting(actor_at(units["P"])), pytest.raises(ValidationError) as error:
        change_target(target=above, name="", sign=">=", value=Decimal("1.5"), source=" ")
    assert set(error.value.message_dict) == {"value", "source"}


def test_a_part_of_an_element_may_be_aimed_at_and_is_told_by_reports(units):
    women = "DV.KET_NAP|GIOI=NU"
    make_form("T", (*CELLS, women), rules=())
    aim = target(units["A"], cell=women, value=5)
    assert aim.name == "Đoàn viên kết nạp (Nữ)"
    with acting(actor_at(units["P"])):
        asked = open_round(unit=units["P"], form=FormVersion.objects.get(code="T"), period="2023", due=today())
    with acting(actor_at(units["A"])):
        report = Submission._base_manager.select_related("round").get(round=asked, unit=units["A"])
        every = {cell: Figure(Decimal(9 if cell == women else 0)) for cell in (*CELLS, women)}
        fill(submission=report, cells={**every, "DV.KET_NAP": Figure(Decimal(12))}, seen=0)
        submit(submission=report)
        (state,) = states_of_targets([aim], today())
    assert state.outcome_text == "9 người"
    assert state.standing == Standing.EXCEEDED


def test_the_form_of_a_target_offers_parts_of_elements_that_forms_ask_for(units):
    page = text(signed_in(units["P"]).get(reverse("reports:new_target")))
    assert "Đoàn viên cuối kỳ (Nữ)" in page
