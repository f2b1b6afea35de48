"""The forms that are shipped, and what their rules say of figures that were published."""

import json
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ketdoan.core.viet import VietError
from ketdoan.reports.rules.catalogue import STOCK, catalogue
from ketdoan.reports.rules.checking import FAIL, OK, UNDEFINED, WARN, check
from ketdoan.reports.rules.figures import Figure, figure_of
from ketdoan.reports.rules.forms import HINT, forms
from ketdoan.reports.rules.periods import period_named

TERM = date(2018, 6, 1)
#: Members of a union over a term as it printed them (its movements give +145).
PRINTED = {
    "DV.KET_NAP": 617, "DV.CHUYEN_DEN": 1_008, "DV.CHUYEN_DI": 346, "DV.GIAM_KHAC": 1_134, "DV.TANG_GIAM": 370,
    "DV.CONG_NHAN": "na", "DV.DEN_THEO_TC": "na", "DV.DI_THEO_TC": "na", "DV.KHAI_TRU": "na",
}  # fmt: skip


def findings(form, cells, *before, first=TERM):
    told = [{key: figure_of(value) for key, value in each.items()} for each in (cells, *before)]
    return {finding.rule.code: finding for finding in check(forms()[form], first, *told)}


def changes(finding):
    return {(one.cell, one.to) for one in finding.repairs}


@pytest.mark.parametrize("code", forms())
def test_each_form_asks_for_each_cell_once_and_its_rules_only_for_cells_it_has(code):
    form, known = forms()[code], catalogue()
    assert [cell for cell, times in Counter(form.cells).items() if times > 1] == []
    rows = form.rows
    asked = {cell.key for rule in form.rules for cell in rule.check.cells}
    assert asked <= set(form.cells)
    assert len({rule.code for rule in form.rules}) == len(form.rules)
    for row in rows:
        if row.part_of:
            assert known.element(row.part_of).uom == known.element(row.cell).uom


def test_elements_say_how_they_add_up_and_ratios_name_their_parts():
    known = catalogue()
    for element in known.elements.values():
        assert (element.over_units == "wavg") == bool(element.weight), element.code
        assert (element.nature == "ratio") == bool(element.numerator and element.denominator), element.code
        assert {element.weight, element.numerator, element.denominator} - {""} <= set(known.elements), element.code
        if element.nature == STOCK:
            assert element.over_time != "sum", element.code


def test_movements_that_do_not_give_the_printed_change_are_found_with_all_that_would_mend_them():
    finding = findings("BD-DV", PRINTED)["BD-03"]
    assert (finding.verdict, finding.found, finding.expected) == (FAIL, 370, 145)
    assert changes(finding) >= {
        ("DV.GIAM_KHAC", 909), ("DV.KET_NAP", 842), ("DV.CHUYEN_DEN", 1_233), ("DV.CHUYEN_DI", 121),
        ("DV.TANG_GIAM", 145), ("DV.DEN_THEO_TC", 225),
    }  # fmt: skip


@pytest.mark.parametrize("mended", [{"DV.KET_NAP": 842}, {"DV.GIAM_KHAC": 909}, {"DV.DEN_THEO_TC": 225}])
def test_with_a_repair_the_movements_hold(mended):
    finding = findings("BD-DV", PRINTED | mended)["BD-03"]
    assert (finding.verdict, list(finding.repairs)) == (OK, [])


def test_a_gap_the_other_way_is_one_of_units_that_went():
    finding = findings("BD-DV", PRINTED | {"DV.TANG_GIAM": 45})["BD-03"]
    assert ("DV.DI_THEO_TC", 100) in changes(finding)
    assert "DV.DEN_THEO_TC" not in {one.cell for one in finding.repairs}


def test_what_is_missing_leaves_a_rule_open_and_is_named():
    cells = {key: value for key, value in PRINTED.items() if key != "DV.CHUYEN_DI"}
    finding = findings("BD-DV", cells)["BD-03"]
    assert (finding.verdict, [cell.key for cell in finding.lacking]) == (UNDEFINED, ["DV.CHUYEN_DI"])


def test_more_than_15_percent_of_the_progressive_are_pointed_at():
    found = findings("THI-DUA", {"TD.CSTD_CS_LUOT": 1_229, "TD.LDTT_LUOT": 7_839})  # 15,68 %
    assert (found["TDK-02"].verdict, found["TDK-02"].rule.severity) == (WARN, HINT)
    assert findings("THI-DUA", {"TD.CSTD_CS_LUOT": 1_175, "TD.LDTT_LUOT": 7_839})["TDK-02"].verdict == OK


@pytest.mark.parametrize(
    ("wrong", "cause", "right"),
    [(1_080, "swapped", 1_008), (10_080, "shifted", 1_008), (2_750, "one_cell", 1_008)],
)
def test_the_likeliest_repair_is_what_the_figure_itself_betrays(wrong, cause, right):
    finding = findings("BD-DV", PRINTED | {"DV.TANG_GIAM": 145, "DV.CHUYEN_DEN": wrong})["BD-03"]
    repairs = [one for one in finding.repairs if one.cell == "DV.CHUYEN_DEN"]
    assert (repairs[0].cause, repairs[0].to) == (cause, right)
    if cause != "one_cell":
        assert finding.repairs[0] == repairs[0]


def test_a_figure_that_is_that_of_last_period_is_suspected_before_others():
    before = {"DV.CHUYEN_DEN": 900}
    finding = findings("BD-DV", PRINTED | {"DV.TANG_GIAM": 145, "DV.CHUYEN_DEN": 900}, before)["BD-03"]
    assert (finding.repairs[0].cause, finding.repairs[0].cell, finding.repairs[0].to) == (
        "copied", "DV.CHUYEN_DEN", 1_008,
    )  # fmt: skip


def test_kinds_of_employers_that_have_ended_are_not_asked_for_any_more():
    kinds = [cell for cell in forms()["BD-DV"].cells if cell.startswith("DV.CUOI_KY|LOAI_HINH=")]
    open_ones = {cell: 10 for cell in kinds if not catalogue().closed(cell, date(2026, 6, 1))}
    told = {**open_ones, "DV.CUOI_KY": 10 * len(open_ones)}
    total = "BD-DV:DV.CUOI_KY="
    assert len(open_ones) == len(kinds) - 3
    assert findings("BD-DV", told, first=date(2026, 6, 1))[total].verdict == OK
    assert findings("BD-DV", told, first=TERM)[total].verdict == UNDEFINED


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2023", date(2022, 12, 1), date(2023, 11, 30)),
        ("2023-H1", date(2022, 12, 1), date(2023, 5, 31)),
        ("2023-H2", date(2023, 6, 1), date(2023, 11, 30)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_year_of_the_union_ends_on_30_november(code, first, last):
    period = period_named(code)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("code", ["", "23", "2023-H3", "2023-13", "2023-00", "1800", "2023-Q5", "None"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(VietError):
        period_named(code)


def asked(*words):
    out = StringIO()
    call_command("reports", *map(str, words), stdout=out)
    return out.getvalue()


def test_the_command_lists_the_forms_and_says_what_a_file_comes_to(tmp_path):
    told = json.loads(asked("forms", "--json"))
    assert {form["code"] for form in told} == set(forms())
    file = tmp_path / "so-lieu.json"
    file.write_text(json.dumps({"period": "2023-H1", "unit": "A", "cells": PRINTED}), encoding="utf-8")
    found = {one["rule"]: one for one in json.loads(asked("check", "--form", "BD-DV", "--values", file, "--json"))}
    assert (found["BD-03"]["verdict"], found["BD-03"]["expected"], found["BD-03"]["found"]) == ("FAIL", 145, 370)
    assert {"cause": "one_cell", "cell": "DV.KET_NAP", "from": 617, "to": 842} in found["BD-03"]["repairs"]
    assert "Số tăng, giảm không khớp" in asked("check", "--form", "BD-DV", "--values", file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "không phải là JSON"),
        ("[]", "Tệp phải có dạng"),
        ('{"period": "2023-H1", "cells": {"XX": 1}}', "Ô XX"),
        ('{"period": "2023-H1", "cells": {"DV.KET_NAP": "nhiều"}}', "Ô DV.KET_NAP"),
        ('{"period": "2023-H1", "cells": {"DV.KET_NAP": 1e999}}', "Ô DV.KET_NAP"),
        ('{"period": "2023-H1", "cells": {"DV.KET_NAP": true}}', "Ô DV.KET_NAP"),
        ('{"period": "xx", "cells": {}}', "Không có kỳ"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(tmp_path, content, said):
    file = tmp_path / "so-lieu.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        asked("check", "--form", "BD-DV", "--values", file)


@pytest.mark.parametrize("told", ["", "abc", ">x", True, [], {}, "NaN", float("inf"), 10**30])
def test_what_is_no_figure_is_refused(told):
    with pytest.raises(VietError):
        figure_of(told)


def test_figures_keep_their_sign_and_the_reasons_why_there_is_none():
    assert figure_of(">26700") == Figure(26_700, ">")
    assert [figure_of(told).state for told in (None, "na", "unknown")] == ["", "na", "unknown"]
