"""Clauses and points of articles, counted apart from the parser; citations in questions."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.legal.retrieval.words import syllables
from ketdoan.legal.rules.citing import Citation, cited_in, place_text
from ketdoan.legal.rules.numbers import act_key, short_number
from ketdoan.legal.rules.structure import LETTERS, parts_of

ARTICLE = """Người sử dụng lao động có quyền sau đây:
1. Quyền thứ nhất, trong các trường hợp:
a) Trường hợp a;
b) Trường hợp b theo Điều 36;
c) Trường hợp c;
d) Trường hợp d;
đ) Trường hợp đ.
1a. Quyền thêm vào.
2. Quyền thứ hai:
a) Chỉ một.
3. Sửa khoản 2 Điều 9 như sau:
“2. Khoản được sửa:
a) Điểm trong ngoặc.”
4. Quyền cuối.
"""


def cited(text):
    return [(part.clause, part.point) for part in parts_of(text)]


def test_clauses_and_points_are_found_in_the_order_of_the_alphabet_and_not_within_quotes():
    assert cited(ARTICLE) == [
        ("", ""), ("1", ""), ("1", "a"), ("1", "b"), ("1", "c"), ("1", "d"), ("1", "đ"), ("1a", ""), ("2", ""),
        ("2", "a"), ("3", ""), ("4", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Không có khoản nào.", [("", "")]),
        ("", [("", "")]),
        ("1. Một\n5. Năm không liền", [("1", "")]),
        ("1. Một\n3. Khoản 2 đã bãi bỏ", [("1", ""), ("3", "")]),
        ("a) Điểm không khoản;\nb) Nữa.", [("", "a"), ("", "b")]),
        ("1. Một\nb) bắt đầu sai", [("1", "")]),
        ("Theo Điều 5.\n1. Một\n2.Dính liền", [("", ""), ("1", "")]),
        ("1. Một\na) A\na1) A một\nb) B", [("1", ""), ("1", "a"), ("1", "a1"), ("1", "b")]),
    ],
)
def test_only_lines_that_go_on_are_counted(text, expected):
    assert cited(text) == expected


@given(st.text(alphabet="1234a)b)đ.\n “”x", max_size=120))
def test_parts_are_slices_that_make_up_the_whole_text(text):
    found = parts_of(text)
    for before, after in itertools.pairwise(found):
        assert before.stop == after.start
        assert before.stop <= before.ends
    assert found[-1].stop == len(text)
    assert text[found[0].start : found[-1].stop].strip() == text.strip()


def test_the_letters_of_points_are_those_of_the_alphabet_without_f_j_w_z():
    assert len(LETTERS) == 23
    assert not set("fjwz") & set(LETTERS)
    assert LETTERS[3:6] == "dđe"


NAMES = {
    ("bo", "luat", "lao", "dong"): "45/2019/QH14",
    ("luat", "lao"): "sai",
    ("145", "2020"): "145/2020/NĐ-CP",
    ("nd", "145"): "145/2020/NĐ-CP",
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("điểm a khoản 1 Điều 125 Bộ luật Lao động nói gì", [("45/2019/QH14", "125", "1", "a")]),
        ("dieu 113 bo luat lao dong", [("45/2019/QH14", "113", "", "")]),
        ("Điều 60 khoản 2 điểm đ nghị định 145/2020", [("145/2020/NĐ-CP", "60", "2", "đ")]),
        ("nđ 145 điều 60a", [("145/2020/NĐ-CP", "60a", "", "")]),
        ("điều 35 và điều 36 bộ luật lao động", [("45/2019/QH14", "35", "", ""), ("45/2019/QH14", "36", "", "")]),
        ("điều 35 luật gì đó", []),
        ("bộ luật lao động có bao nhiêu điều", []),
        ("điều kiện lao động", []),
    ],
)
def test_citations_in_a_question_are_read(question, expected):
    assert cited_in(syllables(question), NAMES) == [Citation(*one) for one in expected]


def test_places_are_written_as_lawyers_do():
    assert place_text("113", "1", "a") == "điểm a khoản 1 Điều 113"
    assert place_text("5") == "Điều 5"


@pytest.mark.parametrize(
    "written", ["145/2020/NĐ-CP", "145/2020/nđ-cp", "145/2020/ÐD".replace("ÐD", "NĐ-CP"), " 145/2020/nd-cp "]
)
def test_numbers_are_compared_without_marks_and_spaces(written):
    assert act_key(written) == "145/2020/nd-cp"
    assert short_number(written) == "145/2020"
