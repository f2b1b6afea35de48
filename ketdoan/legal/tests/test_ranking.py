"""How a question is held against texts and ways of asking: against counting by hand, and from files as in memory."""

import itertools
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.legal.queries.answering import State, answer
from ketdoan.legal.queries.signposts import Refusal, signposts
from ketdoan.legal.retrieval.asking import expanded, foreign
from ketdoan.legal.retrieval.index import build
from ketdoan.legal.retrieval.nearest import near, opened_ways, ways_of
from ketdoan.legal.retrieval.overlap import Lines, lines, overlap, question_of, share
from ketdoan.legal.retrieval.scoring import asked_of
from ketdoan.legal.retrieval.words import syllables

TODAY = date(2026, 11, 27)
WORDS = st.lists(st.sampled_from(["nghỉ", "phép", "năm", "lương", "ngày", "công", "ty"]), max_size=9)
TEXTS = [
    "nghỉ phép năm mấy ngày",
    "lương công ty chậm ngày",
    "công ty cho nghỉ năm",
    "phép năm",
    "công ty",
    "nghỉ phép",
]


@given(said=WORDS.filter(bool), held=st.lists(WORDS, min_size=1, max_size=5))
def test_the_overlap_with_texts_is_what_counting_by_hand_says(said, held):
    index = build(TEXTS)
    question = question_of(index, asked_of(index, said))
    found = overlap(question, lines(index, (" ".join(text) for text in held)), np.arange(len(held)))
    asked = list(dict.fromkeys(word for word in said if word in index.number))
    asked_pairs = [
        pair for pair in dict.fromkeys(itertools.pairwise(said)) if index.pair(*(index.number[w] for w in pair)) >= 0
    ]
    rare = {word: float(index.rare[number]) for word, number in index.number.items()}
    for place, text in enumerate(held):
        pairs = list(itertools.pairwise(text))
        assert found.words[place].tolist() == [word in text for word in asked]
        assert found.pairs[place].tolist() == [pair in pairs for pair in asked_pairs]
        hits = "".join("x" if pair in asked_pairs else " " for pair in pairs)
        assert found.run[place] == max((len(run) for run in hits.split()), default=0)
        whole = sum(rare[word] for word in text)
        told = sum(rare[word] for word in text if word in asked)
        assert found.told[place] == pytest.approx(told / whole if whole else 0, abs=1e-5)
        assert found.length[place] == len(text)


def test_a_share_weighs_what_is_there_and_is_nothing_where_nothing_is_asked():
    there = np.array([[True, False], [True, True]])
    assert share(there, np.array([1.0, 3.0])).tolist() == [0.25, 1.0]
    assert share(np.zeros((2, 0), dtype=bool), np.array([])).tolist() == [0.0, 0.0]


def test_ways_are_the_same_from_files_as_in_memory_and_only_those_allowed_count(tmp_path):
    ways = ways_of(TEXTS, np.array([0, 1, 2, 0, 1, 2]), np.array([0, 1, 1]))
    ways.save(tmp_path / "ways")
    again = opened_ways(tmp_path / "ways")
    said, everything = syllables("nghỉ phép năm"), np.ones(len(TEXTS), dtype=bool)
    one, other = near(ways, said, everything), near(again, said, everything)
    assert one.places.tolist() == other.places.tolist()
    assert one.told.tolist() == other.told.tolist()
    assert one.places[one.told[:, 0].argmax()] == 0
    allowed = np.array([True, True, True, False, False, False])
    assert set(near(ways, said, allowed).way.tolist()) <= {0, 1, 2}


def test_nothing_is_held_against_a_question_that_no_text_knows_without_complaint():
    index = build(TEXTS)
    nobody = Lines(index.stream, index.begins[:-1], index.begins[1:])
    none = overlap(question_of(index, asked_of(index, ["lạ"])), nobody, np.array([], dtype=int))
    assert none.words.shape == (0, 0)


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        ("Can my employer keep my passport?", True),
        ("Combien de semaines de congé maternité", True),
        ("cty cham luong 20 ngay thi phai tra them gi", False),
        ("work permit hết hạn thì làm sao", False),
        ("nghieng", False),
    ],
)
def test_questions_in_other_languages_are_told_from_vietnamese_without_marks(text, is_foreign):
    assert foreign(expanded(syllables(text))) == is_foreign


@pytest.mark.django_db
def test_what_is_asked_of_another_country_is_refused_only_where_the_country_is_named(tmp_path, settings):
    settings.DATA = tmp_path
    held = signposts()
    refused = {number for number, place in enumerate(held.places) if isinstance(place, Refusal)}
    bound = [number for number, way in enumerate(held.known) if way.named]
    assert bound
    assert {held.ways.of[number] for number in bound} <= refused
    assert not held.open_to(syllables("nghỉ phép năm mấy ngày"), TODAY)[bound].any()
    assert held.open_to(syllables("bên Nhật nghỉ phép năm mấy ngày"), TODAY)[bound].all()


@pytest.mark.parametrize("short", ["phép năm mấy ngày", "nghỉ cưới", "lương tối thiểu", "trợ cấp thôi việc"])
@pytest.mark.django_db
def test_a_few_words_are_enough_for_what_everybody_asks(short, tmp_path, settings):
    settings.DATA = tmp_path
    assert answer(short, TODAY).state == State.HANDBOOK
