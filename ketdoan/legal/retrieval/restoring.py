"""Questions typed without marks, given back the marks that the texts of the library would have."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .index import Index
from .words import bare, is_bare, syllables

#: How far neighbours are trusted beside the syllable alone, and how many readings of one are tried.
NEIGHBOURS, READINGS = 0.8, 24
#: What people say when they ask, and the law does not: each counts as if it stood in the texts so many times.
TIMES = 300
SPOKEN = """
    như thế nào. thế nào. bao nhiêu. bao lâu. là bao nhiêu. mất bao lâu. là gì. gì không. tại sao. vì sao. làm
    sao. ở đâu. đến đâu. khi nào. bao giờ. mấy ngày. mấy tháng. mấy năm. mấy lần. được mấy. có được không. được
    không. có đúng không. đúng không. phải không. có phải. hay không. có bị. bị phạt. cần gì. cần những. phải làm
    gì. làm gì. tôi có. tôi được. tôi bị. tôi muốn. em có. em muốn. cho em hỏi. cho hỏi. xin hỏi. anh chị. con
    nhỏ. con tôi. con ốm. vợ tôi. chồng tôi. công ty tôi. công ty em. công ty bắt. công ty không. sếp tôi. sếp
    bắt. chủ xưởng. xin nghỉ. nghỉ việc. nghỉ đẻ. nghỉ ốm. đuổi việc. cho nghỉ. bắt làm. làm thêm. làm đêm. tăng
    ca. ca đêm. trừ lương. nợ lương. chậm lương. giữ bằng. giữ lương. thử việc. tiền thưởng. thưởng tết. lương
    tháng 13. trả lương. sổ bảo hiểm. rút bảo hiểm. một lần. thất nghiệp. mang thai. có bầu. sẩy thai. đình công.
    tai nạn. đi làm. báo trước. hết hạn. ký lại. có đủ.
"""


@dataclass(frozen=True, eq=False)
class Speller:
    """Knows from an index how often syllables stand in its texts, alone and side by side."""

    index: Index

    @cached_property
    def often(self) -> np.ndarray:
        """How often each syllable stands in the texts."""
        return np.bincount(self.index.stream, minlength=len(self.index.words))

    @cached_property
    def beside(self) -> tuple[np.ndarray, np.ndarray]:
        """The pairs of neighbours in order, those that people say among them, and how often each stands."""
        spoken = [pair for phrase in SPOKEN.split(".") for pair in _pairs(self.index, syllables(phrase))]
        keys = np.concatenate([self.index.pairs, np.array(spoken, dtype=np.int64)])
        times = np.concatenate([self.index.times, np.full(len(spoken), TIMES, dtype=np.int64)])
        known, place = np.unique(keys, return_inverse=True)
        return known, np.bincount(place, weights=times, minlength=len(known))

    @cached_property
    def readings(self) -> dict[str, list[int]]:
        """By a syllable without marks, the syllables that it may stand for, the most frequent first."""
        found = defaultdict[str, list[int]](list)
        for number in np.argsort(-self.often, kind="stable").tolist():
            word = self.index.words[number]
            if not word.isdigit() and len(kept := found[bare(word)]) < READINGS:
                kept.append(number)
        return dict(found)

    def restored(self, said: Sequence[str]) -> list[str]:
        """The syllables of a question with their marks. Those that have marks keep them, as do numbers and whatever no
        text knows."""
        options = [self._options(one) for one in said]
        found, start = list(said), 0
        for end in range(len(said) + 1):  # what no text knows parts the question
            if end == len(said) or not options[end]:
                found[start:end] = self._best(options[start:end])
                start = end + 1
        return found

    def _options(self, syllable: str) -> list[int]:
        number = self.index.number.get(syllable, -1)
        if not is_bare(syllable) or syllable.isdigit():
            return [number] if number >= 0 else []
        return self.readings.get(syllable, [])

    def _best(self, options: Sequence[Sequence[int]]) -> list[str]:
        """The likeliest course through the options of syllables in a row."""
        if not options:
            return []
        scores = np.log(self.often[list(options[0])] + 1.0)
        ways = []
        for before, after in itertools.pairwise(options):
            table = self._beside(before, after) + scores[:, None]
            way = table.argmax(axis=0)
            ways.append(way)
            scores = table[way, np.arange(len(after))]
        place = int(scores.argmax())
        course = [place]
        for way in reversed(ways):
            place = int(way[place])
            course.append(place)
        return [self.index.words[option[at]] for option, at in zip(options, reversed(course), strict=True)]

    def _beside(self, before: Sequence[int], after: Sequence[int]) -> np.ndarray:
        """How likely each of some syllables comes after each of others, as logarithms."""
        first, second = np.array(before, dtype=np.int64), np.array(after, dtype=np.int64)
        known, often = self.beside
        keys = first[:, None] * len(self.index.words) + second
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        times = np.where(known[places] == keys, often[places], 0)
        together = np.minimum(times / np.maximum(self.often[first], 1)[:, None], 1)
        alone = (self.often[second] + 0.5) / max(len(self.index.stream), 1)
        return np.log(NEIGHBOURS * together + (1 - NEIGHBOURS) * alone)


def _pairs(index: Index, said: Sequence[str]) -> list[int]:
    """The keys of neighbours of which the index knows both."""
    numbers = [index.number.get(one, -1) for one in said]
    return [a * len(index.words) + b for a, b in itertools.pairwise(numbers) if min(a, b) >= 0]
