"""Reports in words: figures that are those of the report, chapters that two may write, files, and what is frozen."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.acting import acting
from ketdoan.core.viet import VietError
from ketdoan.reports.actions.filling import fill, submit, take_back
from ketdoan.reports.actions.narrating import take_out, write_words
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Enclosure, Narrative, Revision, Submission
from ketdoan.reports.printing.paper import WITH, report_pdf
from ketdoan.reports.queries.narratives import chapters_below, words_of
from ketdoan.reports.rules.figures import NOT_APPLICABLE, Figure
from ketdoan.reports.rules.forms import form_of, forms
from ketdoan.reports.rules.narrating import (
    Figures,
    chapters_of,
    lines_of,
    outline,
    pieces,
    plain,
    proposed,
)

from .union import actor_at, make_union

PDF = b"%PDF-1.7 k\xc3\xa8m"
CELLS = {"DV.CUOI_KY": 1_208, "DV.KET_NAP": 91, "LD.TONG": 1_300}


def form(*cells, **numbers):
    rows = [{"no": numbers.get(cell, str(no)), "cell": cell} for no, cell in enumerate(cells, 1)]
    return form_of(
        {
            "code": "T", "title": "Thử", "levels": [], "periods": [], "valid_from": "2020-01-01", "source": "thử",
            "verified": False, "section": [{"title": "I", "rows": rows}],
        }
    )  # fmt: skip


def told(text, now, before=None, of=None):
    of = of or form(*CELLS)
    return "".join(piece.text for piece in pieces(text, Figures(of, now, before or {})))


def whole(**values):
    return {cell: Figure(Decimal(value)) for cell, value in values.items()}


NOW = {cell: Figure(Decimal(number)) for cell, number in CELLS.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Có {1} đoàn viên.", "Có 1.208 đoàn viên."),
        ("{1 kỳ trước} rồi {1}", "500 rồi 1.208"),
        ("{1 tăng giảm}", "tăng 708"),
        ("{ 1   TĂNG GIẢM }", "tăng 708"),
        ("{2 tang giam}, {3 tăng giảm}", "giảm 9, không đổi"),
        ("Không có số nào", "Không có số nào"),
        ("", ""),
    ],
)
def test_figures_stand_in_the_words_as_they_are_in_the_report(text, expected):
    before = {"DV.CUOI_KY": Figure(Decimal(500)), "DV.KET_NAP": Figure(Decimal(100)), "LD.TONG": NOW["LD.TONG"]}
    assert told(text, NOW, before) == expected


def test_a_bound_keeps_its_sign_and_what_is_not_known_stays_open():
    assert told("{1}", {"DV.CUOI_KY": Figure(Decimal(26_700), ">")}) == "trên 26.700"
    assert told("{1 tăng giảm}", {"DV.CUOI_KY": Figure(Decimal(26_700), ">")}, NOW) == "…"
    assert [piece.there for piece in pieces("{1}", Figures(form(*CELLS), {}, {}))] == [False]


@pytest.mark.parametrize(("text", "words"), [("{77}", "77"), ("{1 gấp đôi}", "kỳ trước"), ("{}", "dòng")])
def test_a_line_that_is_not_there_is_named(text, words):
    with pytest.raises(VietError, match=words):
        told(text, NOW)


@given(st.text(alphabet="{}1 kỳtrước\n\\%[]", max_size=60))
def test_no_text_breaks_the_reading(text):
    try:
        found = pieces(text, Figures(form(*CELLS), NOW, {}))
    except VietError:
        return
    assert sum(not piece.cell for piece in found) <= len(text)


def test_lines_without_numbers_of_their_own_are_called_by_their_cells():
    assert lines_of(form(*CELLS, **{"DV.CUOI_KY": "1", "DV.KET_NAP": "1"})) == {
        "DV.CUOI_KY": "DV.CUOI_KY", "DV.KET_NAP": "DV.KET_NAP", "3": "LD.TONG",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["1-HDCD", "2-HDCD", "BD-DV", "CHAM-LO"])
def test_every_sentence_of_the_outline_can_be_told_by_the_forms_that_have_its_lines(code):
    of = forms()[code]
    for chapter in chapters_of(of, of.cells):
        for sentence in chapter.sentences:
            assert all(piece.cell in of.cells for piece in pieces(sentence, Figures(of, {}, {})) if piece.cell)


def test_the_year_form_has_a_line_for_every_sentence_of_the_outline():
    asked = {*forms()["1-HDCD"].cells, *forms()["2-HDCD"].cells}
    cells = {piece.partition(" ")[0] for one in outline() for text in one.sentences for piece in _fields(text)}
    assert cells <= asked


def _fields(text):
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_only_sentences_with_something_to_say_are_proposed():
    of = form("CL.TET_SUAT", "CL.TET_TIEN", "NC.HOC_BONG", "NC.HOC_BONG_TIEN")
    chapter = next(one for one in chapters_of(of, of.cells) if one.code == "cham_lo")
    now = {cell: Figure(Decimal(0)) for cell in of.cells}
    assert proposed(chapter, Figures(of, now, {})) == ""
    now["CL.TET_SUAT"] = Figure(Decimal(12))
    assert proposed(chapter, Figures(of, now, {})) == "Chăm lo Tết {1} suất quà, số tiền {2} đồng."
    now["CL.TET_TIEN"] = Figure(state=NOT_APPLICABLE)
    assert proposed(chapter, Figures(of, now, {})) == ""


def test_paragraphs_are_kept_without_empty_lines():
    assert plain("Có {1}.\n\n  Hết. \n", Figures(form(*CELLS), NOW, {})) == ["Có 1.208.", "Hết."]


@pytest.fixture
def units(db):
    return make_union()


@pytest.fixture
def asked(units):
    with acting(actor_at(units["P"])):
        return open_round(
            unit=units["P"], form=make_form("T", cells=("LD.TONG",), rules=()), period="2023-H1", due=date(2023, 6, 15)
        )


def report(asked, unit):
    return Submission._base_manager.select_related("round", "unit").get(round=asked, unit=unit)


def paper(name="Kế hoạch.pdf"):
    return SimpleUploadedFile(name, PDF)


def write(units, asked, texts, seen=0, code="A", **more):
    with acting(actor_at(units[code])):
        write_words(submission=report(asked, units[code]), texts=texts, seen=seen, **more)
    return report(asked, units[code])


def hand_in(units, asked, code="A", number=12):
    with acting(actor_at(units[code])):
        held = report(asked, units[code])
        fill(submission=held, cells={"LD.TONG": Figure(Decimal(number))}, seen=held.no)
        submit(submission=held)
    return Revision._base_manager.filter(submission=held).order_by("no").last()


def said(held):
    told_now = Figures(form_of(held.form.content), {"LD.TONG": Figure(Decimal(12))}, {})
    return {one.title: ["".join(p.text for p in line) for line in one.lines] for one in words_of(held, told_now)}


def test_words_follow_the_figures_until_they_are_handed_in_and_stay_then(units, asked):
    held = write(units, asked, {"lao_dong": "Có {1} người.", "danh_gia": ""})
    assert held.state == "draft"
    assert said(held) == {"Tình hình lao động, việc làm, đời sống": ["Có 12 người."]}
    first = hand_in(units, asked, number=40)
    assert first.words == [["lao_dong", ["Có 40 người."]]]
    assert said(report(asked, units["A"])) == {"Tình hình lao động, việc làm, đời sống": ["Có 40 người."]}


def test_what_is_handed_in_answers_for_its_words_and_files(units, asked):
    plain_one = hand_in(units, asked, "B")
    write(units, asked, {"danh_gia": "Tốt."}, files=[paper()])
    first = hand_in(units, asked)
    with acting(actor_at(units["A"])):
        take_back(submission=report(asked, units["A"]))
        take_out(enclosure=Enclosure.objects.get())
        second = hand_in(units, asked)
    assert [name for _, name, _ in first.files] == ["Kế hoạch.pdf"]
    assert second.files == []
    assert len({plain_one.digest, first.digest, second.digest}) == 3
    assert first.words == second.words


def test_the_paper_carries_words_and_files_and_words_are_never_read_as_commands(units, asked):
    papers = []
    for text in ("", "Đề nghị cấp thêm kinh phí.", 'Đề nghị #cấp [thêm] *ngay* #panic("x").'):
        write(units, asked, {"kien_nghi": text}, seen=9, files=[paper()] if text else [])
        made = hand_in(units, asked)
        with acting(actor_at(units["A"])):
            papers.append(report_pdf(Revision.objects.select_related(*WITH).get(pk=made.pk)))
            take_back(submission=report(asked, units["A"]))
    assert len(set(papers)) == 3
    assert len(papers[0]) < min(map(len, papers[1:]))


def test_two_writers_lose_no_words(units, asked):
    write(units, asked, {"danh_gia": "Một.", "kien_nghi": "Hai."})
    write(units, asked, {"danh_gia": "Một sửa.", "kien_nghi": "Hai."}, seen=1)
    with pytest.raises(ValidationError) as error:
        write(units, asked, {"danh_gia": "Một khác.", "kien_nghi": "Hai sửa."}, seen=1)
    assert "Một sửa." in error.value.message_dict["danh_gia"][0]
    assert set(error.value.message_dict) == {"danh_gia"}
    write(units, asked, {"kien_nghi": "Hai sửa."}, seen=1)
    write(units, asked, {"danh_gia": "Một sửa, khác."}, seen=3)
    last = Narrative._base_manager.order_by("no").last()
    assert (last.no, last.texts) == (4, {"danh_gia": "Một sửa, khác.", "kien_nghi": "Hai sửa."})


def test_chapters_that_a_writer_left_alone_keep_what_somebody_else_wrote_there(units, asked):
    write(units, asked, {"danh_gia": "Một.", "kien_nghi": "Hai."})
    write(units, asked, {"danh_gia": "Một sửa.", "kien_nghi": "Hai."}, seen=1)
    write(units, asked, {"danh_gia": "Một.", "kien_nghi": "Hai sửa."}, seen=1)
    assert Narrative._base_manager.order_by("no").last().texts == {"danh_gia": "Một sửa.", "kien_nghi": "Hai sửa."}


def test_saving_the_same_words_again_adds_nothing(units, asked):
    for _ in range(2):
        write(units, asked, {"danh_gia": "Một."})
    assert Narrative._base_manager.count() == 1


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"danh_gia": "Gọi 0912345678"}, "danh_gia"),
        ({"danh_gia": "x" * 6_001}, "danh_gia"),
        ({"danh_gia": "Có {99}."}, "danh_gia"),
        ({"la": "x"}, "la"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_chapter(units, asked, texts, field):
    with pytest.raises(ValidationError) as error:
        write(units, asked, {"kien_nghi": "Tốt.", **texts})
    assert set(error.value.message_dict) == {field}
    assert not Narrative._base_manager.exists()


def test_a_file_of_another_kind_is_refused_and_no_word_is_saved(units, asked):
    with pytest.raises(ValidationError) as error:
        write(units, asked, {"danh_gia": "Tốt."}, files=[SimpleUploadedFile("a.pdf", b"MZ\x90")])
    assert set(error.value.message_dict) == {"files"}
    assert not Narrative._base_manager.exists()


def test_only_the_unit_itself_writes_and_not_after_handing_in(units, asked):
    with acting(actor_at(units["P"], account_id=1)), pytest.raises(PermissionDenied):
        write_words(submission=report(asked, units["A"]), texts={"danh_gia": "x"}, seen=0)
    hand_in(units, asked)
    with pytest.raises(ValidationError, match="Đã nộp"):
        write(units, asked, {"danh_gia": "Tốt."})


def test_who_puts_reports_together_reads_what_those_below_wrote_chapter_by_chapter(units, asked):
    write(units, asked, {"danh_gia": "Của A."})
    write(units, asked, {"danh_gia": "Của B."}, code="B")
    hand_in(units, asked, "A")
    with acting(actor_at(units["X"])):
        found = chapters_below(report(asked, units["X"]))
    assert [(chapter.code, [(one.unit.code, lines) for one, lines in texts]) for chapter, texts in found] == [
        ("danh_gia", [("A", ["Của A."])])
    ]
