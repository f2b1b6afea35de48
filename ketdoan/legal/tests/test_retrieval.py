"""Scores against counting by hand; marks given back; the index as it is written and opened again."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.legal.retrieval.asking import expanded
from ketdoan.legal.retrieval.index import STRIDE, WINDOW, build, opened
from ketdoan.legal.retrieval.restoring import Speller
from ketdoan.legal.retrieval.scoring import asked_of, passages, search
from ketdoan.legal.retrieval.words import bare, syllables

WORDS = ["luật", "lao", "động", "tiền", "lương", "nghỉ", "phép"]
texts_of_words = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=2, max_size=8)


def by_hand(texts, said, k, number):
    """BM25 of one kind of terms; `number` makes the terms of a list of syllables."""
    lengths = [len(text) for text in texts]
    mean = sum(lengths) / len(lengths)
    terms = [Counter(number(text)) for text in texts]
    spread = Counter(term for text in terms for term in text)
    scores = []
    for text, length in zip(terms, lengths, strict=True):
        score = 0.0
        for term, times in Counter(number(said)).items():
            if term in text and spread[term] >= (2 if isinstance(term, tuple) else 1):
                rarity = math.log(1 + (len(texts) - spread[term] + 0.5) / (spread[term] + 0.5))
                score += times * rarity * text[term] * (k + 1) / (text[term] + k * (0.1 + 0.9 * length / mean))
        scores.append(score)
    return scores


def pairs(words):
    return list(itertools.pairwise(words))


@given(texts_of_words, st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
def test_scores_are_those_of_counting_by_hand(texts, said):
    index = build(" ".join(text) for text in texts)
    found = search(index, said)
    expected = np.add(by_hand(texts, said, 1.2, list), by_hand(texts, said, 0.6, pairs))
    told = dict(zip(found.texts.tolist(), found.whole.tolist(), strict=True))
    for text, score in enumerate(expected):
        assert told.get(text, 0.0) == pytest.approx(score, rel=1e-4, abs=1e-5)


def window_by_hand(index, asked, words):
    best = 0.0
    count = max(1, math.ceil((len(words) - (WINDOW - STRIDE)) / STRIDE))
    for start in range(0, count * STRIDE, STRIDE):
        inside = words[start : start + WINDOW]
        score = 0.0
        single, paired = Counter(inside), Counter(pairs(inside))
        held = 0.1 + 0.9 * min(WINDOW, len(words)) / WINDOW
        for terms, k, there, spread in (
            (asked.words, 1.2, single, index.single.spread),
            (asked.pairs, 0.6, paired, lambda pair: index.paired.spread(index.pair(*pair))),
        ):
            for term, times in terms.items():
                rarity = math.log(1 + (index.size - spread(term) + 0.5) / (spread(term) + 0.5))
                score += times * rarity * there[term] * (k + 1) / (there[term] + k * held)
        best = max(best, score)
    return best


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=420), min_size=2, max_size=3))
def test_the_best_passage_is_that_of_looking_at_each(texts):
    index = build(" ".join(text) for text in texts)
    asked = asked_of(index, ["tiền", "lương", "nghỉ", "phép", "lương"])
    told = passages(index, asked, np.arange(len(texts)))
    for text, score in enumerate(told.tolist()):
        numbers = index.stream[index.begins[text] : index.begins[text + 1]].tolist()
        assert score == pytest.approx(window_by_hand(index, asked, numbers), rel=0.12, abs=1e-4)


def test_an_index_is_the_same_after_it_was_written_and_opened(tmp_path):
    made = build(["Người lao động nghỉ phép", "Tiền lương của người lao động", "Nghỉ phép hằng năm"])
    made.save(tmp_path)
    again = opened(tmp_path)
    for question in ("nghỉ phép", "người lao động", "không có"):
        one, other = search(made, syllables(question)), search(again, syllables(question))
        assert one.texts.tolist() == other.texts.tolist()
        assert one.scores.tolist() == other.scores.tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", "một"], ["một"]])
def test_libraries_of_next_to_nothing_are_searched(texts):
    index = build(texts)
    assert search(index, ["một"]).texts.tolist() == ([] if "một" not in texts else [texts.index("một")])
    assert search(index, []).texts.tolist() == []


def test_tone_marks_stand_in_one_place_and_letters_that_look_alike_are_one():
    assert syllables("Thỏa ước, HÒA giải; thủy") == syllables("thoả ước hoà giải thuỷ")
    assert syllables("quý") == ["quý"]
    assert syllables("Ðiều 5") == ["điều", "5"]


LAW = [
    "Người lao động được nghỉ hằng năm hưởng nguyên lương",
    "Người sử dụng lao động trả lương đúng hạn cho người lao động",
    "Lao động nữ được nghỉ thai sản sáu tháng",
    "Người lao động được nghỉ việc riêng và hưởng nguyên lương",
]


@pytest.mark.parametrize("sentence", LAW)
def test_marks_are_given_back_as_the_texts_write_them(sentence):
    speller = Speller(build(LAW * 2))
    said = syllables(sentence)
    assert speller.restored([bare(one) for one in said]) == said


def test_what_has_marks_or_is_not_known_stays_as_it_was_typed():
    speller = Speller(build(LAW))
    assert speller.restored(["nghỉ", "xyz", "12", "luong"]) == ["nghỉ", "xyz", "12", "lương"]
    assert speller.restored([]) == []


def test_what_is_written_short_is_written_out():
    assert expanded(syllables("NLĐ ko có HĐLĐ")) == syllables("người lao động không có hợp đồng lao động")
