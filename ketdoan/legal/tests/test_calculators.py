"""Calculators against worked examples; whatever is typed gives a result or errors at fields."""

import json
import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, Draft
from ketdoan.core.viet import parse_date
from ketdoan.legal.actions.importing import import_articles
from ketdoan.legal.forms.calculating import CalculatorForm
from ketdoan.legal.models import Article
from ketdoan.legal.queries.acts import known_acts
from ketdoan.legal.queries.handbook import shipped
from ketdoan.legal.rules.calculators import CALCULATORS, calculators_of
from ketdoan.legal.rules.calculators.counting import months_after
from ketdoan.legal.rules.calculators.shape import Kind, Result
from ketdoan.legal.rules.calculators.sources import ACTS, rate_on, rates
from ketdoan.legal.rules.numbers import act_key
from ketdoan.reports.tests.union import account_at, make_union

EXAMPLES = tomllib.loads(
    (Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"), parse_float=Decimal
)["example"]  # fmt: skip


def work_out(code, **typed):
    form = CalculatorForm(CALCULATORS[code], typed)
    result = form.worked_out()
    assert result, form.errors
    return result


def refused(code, **typed):
    form = CalculatorForm(CALCULATORS[code], typed)
    assert form.worked_out() is None
    return {key: messages[0] for key, messages in form.errors.items()}


def figures(result):
    return {figure.key: figure.value for figure in result.figures}


def as_told(value):
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{number}-{one['calculator']}" for number, one in enumerate(EXAMPLES, 1)]
)
def test_a_worked_example_comes_out_as_by_hand(example):
    result = work_out(example["calculator"], **example["given"])
    told = example["result"]
    expected = told if isinstance(told, dict) else {result.main.key: told}
    found = figures(result)
    assert {key: as_told(found.get(key)) for key in expected} == expected
    cited = {(source.citation.act, source.citation.article) for step in result.steps for source in step.sources}
    assert (example["act"], example["article"]) in cited


def test_every_calculator_has_an_example():
    assert {one["calculator"] for one in EXAMPLES} == set(CALCULATORS)
    assert len(EXAMPLES) >= 96


def written(day):
    return f"{day:%d/%m/%Y}"


def fitting(field):
    """What a field takes."""
    values = {
        Kind.MONEY: st.integers(field.low, 10**8).map(str),
        Kind.WHOLE: st.integers(field.low, field.high).map(str),
        Kind.DECIMAL: st.integers(field.low * 2, field.high * 2).map(lambda halves: str(halves / 2).replace(".", ",")),
        Kind.DAY: st.dates(date(2024, 1, 1), date(2028, 1, 1)).map(written),
        Kind.CHOICE: st.sampled_from(list(field.choices) or [""]),
        Kind.YES: st.sampled_from(["", "on"]),
    }[field.kind]
    if field.key == "ngay_sinh":
        values = st.one_of(values, st.dates(date(1955, 1, 1), date(1990, 1, 1)).map(written))
    return values if field.required else st.one_of(values, values, st.just(""))


def anything(field):
    """What a field takes, or does not."""
    days = st.dates(date(1925, 1, 1), date(2095, 1, 1)).map(written)
    return st.one_of(fitting(field), st.integers(-5, 10**13).map(str), days, st.just(""), st.text(max_size=12))


@pytest.mark.parametrize("code", list(CALCULATORS))
@pytest.mark.parametrize("typed", [fitting, anything])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_gives_a_result_or_errors_at_fields(code, typed, data):
    calculator = CALCULATORS[code]
    form = CalculatorForm(calculator, {field.key: data.draw(typed(field)) for field in calculator.fields})
    result = form.worked_out()
    if result is None:
        assert set(form.errors) <= {field.key for field in calculator.fields}
        assert len(form.wrong()) >= 1
        return
    assert isinstance(result, Result)
    assert all(figure.text for figure in result.figures)
    assert all(figure.value >= 0 for figure in result.figures if figure.kind is Kind.MONEY)
    assert all(step.text for step in result.steps)
    assert any(step.sources for step in result.steps)


def test_every_source_is_an_act_that_is_known_since_the_day_on_which_it_began():
    known = known_acts()
    for rows in rates().values():
        assert {act_key(rate.source.citation.act) for rate in rows} <= set(known)
    for number, (since, _) in ACTS.items():
        assert known[act_key(number)].since == since


def test_dated_figures_follow_each_other_without_a_gap_or_an_overlap():
    for key, rows in rates().items():
        for before, after in pairwise(rows):
            assert before.until == after.source.since, key
        assert all(rate.source.sure or rate.source.note for rate in rows), key


def test_every_calculator_is_offered_beside_entries_of_the_handbook():
    for calculator in CALCULATORS.values():
        assert calculator.entries
        assert set(calculator.entries) <= set(shipped()), calculator.code
        assert calculator.at in {field.key for field in calculator.fields}
    assert "lam-them" in {one.code for one in calculators_of("luong.tang-ca")}
    assert calculators_of("khong-co") == []


@pytest.mark.parametrize("sex", ["nam", "nu"])
def test_ages_of_retirement_agree_with_the_table_by_month_of_birth(sex):
    """The annex of the decree tells by the month of birth what its articles tell by the year of retirement."""
    rows = rate_on(f"tuoi-huu.theo-thang-sinh-{sex}", date(2026, 1, 1)).value
    for row in rows:
        first = parse_date(f"01/{row['tu']}")
        months = [first, parse_date(f"28/{row['den']}")] if row["den"] else [first, months_after(first, 60)]
        for born in months:
            found = figures(work_out("tuoi-huu", gioi=sex, ngay_sinh=f"{born:%d/%m/%Y}", ngay="27/11/2026"))
            assert (found["tuoi"], found["thang"]) == (row["tuoi"], row["thang"]), born


@pytest.mark.parametrize(
    ("code", "typed", "key", "words"),
    [
        ("tro-cap-thoi-viec", {"lam_thuc_te_thang": "24", "that_nghiep_thang": "30",
                               "luong_binh_quan_6_thang": "9000000"}, "that_nghiep_thang", "24 tháng"),
        ("tro-cap-thoi-viec", {"lam_thuc_te_thang": "24", "luong_binh_quan_6_thang": "9 tr", "ngay": "31/12/2020"},
         "ngay", "01/01/2021"),
        ("thai-san", {"ngay_sinh": "30/06/2025", "so_con": "1", "thu_tu_con": "1", "binh_quan_6_thang": "8000000",
                      "thang_dong_trong_12": "12"}, "ngay_sinh", "01/07/2025"),
        ("lam-them", {"luong_thang": "10000000"}, "gio_thuong", "ít nhất một ô"),
        ("lam-them", {"gio_thuong": "2"}, "luong_thang", "tiền lương một giờ"),
        ("lam-them", {"luong_thang": "10000000", "gio_thuong": "2"}, "ngay_cong_chuan", "lương một giờ"),
        ("tuoi-huu", {"gioi": "nam", "ngay_sinh": "30/09/1960"}, "ngay_sinh", "trước năm 2021"),
        ("tuoi-huu", {"gioi": "nam", "ngay_sinh": "31/02/1966"}, "ngay_sinh", "không có ngày 31"),
        ("luong-huu", {"gioi": "nu", "thang_dong": "179", "binh_quan": "7000000"}, "thang_dong", "180 tháng"),
        ("luong-toi-thieu", {"vung": "I", "hinh_thuc": "gio", "luong": "20000", "ngay": "30/06/2022"}, "ngay",
         "01/07/2022"),
        ("bao-truoc", {"ai": "nguoi-lao-dong", "ly_do": "om-lau"}, "ly_do", "không phải của bên"),
        ("that-nghiep", {"ngay_cham_dut": "01/10/2026", "ngay_nop": "30/09/2026", "thang_dong_trong_ky": "12",
                         "thang_dong": "12", "binh_quan_6_thang": "9000000", "vung": "I"}, "ngay_nop", "ngày chấm dứt"),
        ("luong-toi-thieu", {"luong": "5000000"}, "vung", "Chưa chọn “Vùng”"),
        ("han", {"viec": "toa-an", "ngay": ""}, "ngay", "Chưa nhập"),
        ("han", {"viec": "nau-pho", "ngay": "01/10/2026"}, "viec", "nau-pho"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(code, typed, key, words):
    wrong = refused(code, **typed)
    assert set(wrong) == {key}
    assert words in wrong[key]


def test_steps_that_rest_on_texts_not_read_say_so_and_what_is_left_open_is_told():
    result = work_out("phep-nam", thang_lam_trong_nam="8", nam_tham_nien="6", ngay="27/11/2026")
    assert [step.text for step in result.steps if not step.sources] == [
        "Nghị định không quy định làm tròn phần lẻ của ngày; xem nội quy, thỏa ước của công ty."
    ]
    assert all(source.sure for step in result.steps for source in step.sources)
    sick = work_out("con-om", tuoi_con="2", ngay_nghi="4", luong_dong="7200000", ngay="27/11/2026")
    assert not any(source.sure for step in sick.steps for source in step.sources)


@pytest.fixture
def chair(tmp_path, settings):
    settings.DATA = tmp_path
    client = Client()
    client.force_login(account_at(make_union()["A"], "chair", "chutich-a"))
    return client


OVERTIME = {"luong_gio": "50.000", "gio_thuong": "4", "ngay": "27/11/2026"}


@pytest.mark.django_db
def test_pages_show_every_calculator_and_what_came_out_and_lead_to_the_article_in_the_library(chair):
    text = "1. Người lao động làm thêm giờ được trả lương như sau:\na) Vào ngày thường, ít nhất bằng 150%;"
    line = {"law_id": "45/2019/QH14", "article_id": "98", "title": "Làm thêm", "text": text, "effective": "2021-01-01"}
    with acting(SYSTEM):
        import_articles(lines=[json.dumps(line)])
    shown = chair.get(reverse("legal:calculators")).content.decode()
    for code in CALCULATORS:
        address = reverse("legal:calculator", args=[code])
        assert address in shown
        assert chair.get(address).status_code == 200
    page = chair.post(reverse("legal:calculator", args=["lam-them"]), OVERTIME).content.decode()
    assert "300.000\u00a0đồng" in page
    article = Article.objects.get(no="98")
    assert f"{reverse('legal:article', args=[article.pk])}#k1a" in page
    assert "Chưa đối chiếu" not in page


@pytest.mark.django_db
def test_a_result_that_rests_on_a_text_not_read_is_marked_and_errors_stand_at_their_fields(chair):
    address = reverse("legal:calculator", args=["con-om"])
    page = chair.post(address, {"tuoi_con": "2", "ngay_nghi": "4", "luong_dong": "7200000"}).content.decode()
    assert "Chưa đối chiếu" in page
    answered = chair.post(address, {"tuoi_con": "7", "ngay_nghi": "4", "luong_dong": "bảy triệu"})
    assert answered.status_code == 422
    page = answered.content.decode()
    assert 'id="id_tuoi_con_error"' in page
    assert 'id="id_luong_dong_error"' in page
    assert "bảy triệu" in page
    assert chair.get(reverse("legal:calculator", args=["khong-co"])).status_code == 404


@pytest.mark.django_db
def test_an_entry_of_the_handbook_offers_its_calculator_and_the_calculator_leads_back(chair):
    entry, calculator = reverse("legal:entry", args=["luong.tang-ca"]), reverse("legal:calculator", args=["lam-them"])
    assert calculator in chair.get(entry).content.decode()
    assert entry in chair.get(calculator).content.decode()
    asked = chair.post(reverse("legal:ask"), {"question": "Tiền tăng ca tính thế nào?"}).content.decode()
    assert calculator in asked


@pytest.mark.django_db
def test_what_is_typed_is_kept_nowhere(chair):
    entries_before = AuditEntry.objects.count()
    assert chair.post(reverse("legal:calculator", args=["lam-them"]), OVERTIME).status_code == 200
    assert not Draft.objects.exists()
    assert AuditEntry.objects.count() == entries_before


def run(*arguments):
    out = StringIO()
    call_command("legal", "calculate", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_terminal_lists_calculates_and_says_what_is_wrong():
    assert "  luong_gio (không bắt buộc):" in run("--list")
    told = json.loads(run("lam-them", "luong_gio=50.000", "gio_thuong=4", "ngay=2026-11-27", "--json"))
    assert (told["result"], told["figures"]["luong_gio"], told["at"]) == (300000, 50000, "2026-11-27")
    assert {
        "law_id": "45/2019/QH14",
        "article_id": "98",
        "clause": "1",
        "point": "a",
        "since": "2021-01-01",
        "sure": True,
    } in [source for step in told["steps"] for source in step["sources"]]
    assert json.loads(run("phep-nam", "thang_lam_trong_nam=8", "nam_tham_nien=6", "--json"))["result"] == 8.67
    assert "300.000" in run("lam-them", "luong_gio=50.000", "gio_thuong=4")
    for arguments, words in (
        (["khong-co"], "Không có phép tính"),
        (["lam-them", "luong=1"], "không có ô luong"),
        (["lam-them", "luong_gio=x"], "luong_gio:"),
    ):
        with pytest.raises(CommandError, match=words):
            run(*arguments)
