"""Numbers as Vietnamese texts write them: 1.234.567, 1,5, 77,8 triệu, 1 tỷ 200 triệu, ba mươi."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .plain import Plain
from .words import one_of, words

_DIGITS = re.compile(r"(?<!\w)(?:[1-9]\d{0,2}(?: \d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*)")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+")
_BROKEN = re.compile(r"\d+[.,]\d+")
_SMALLER = re.compile(r" {1,2}(\d{1,3})(?= )")
_WORD = re.compile(r"[^\W\d_]+")
#: Numbers of more digits are codes, whatever stands beside them.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number where it stands in the plain text; `step` is what its last written digit is worth, `scaled` whether a
    word (triệu) or `spelled` all of it is written in words."""

    start: int
    end: int
    value: Decimal
    step: Decimal = Decimal(1)
    scaled: bool = False
    spelled: bool = False

    @property
    def broken(self) -> bool:
        """Whether digits stand after a decimal sign."""
        return self.step < 1 and not self.scaled


def numerals(text: Plain, taken: Sequence[tuple[int, int]]) -> Iterator[Numeral]:
    """The numbers outside of stretches that are taken, in the order of the text."""
    free = bytearray(b"\1" * len(text.lower))
    for start, end in taken:
        free[start:end] = bytes(end - start)
    found = [*_in_digits(text.lower, free), *_in_words(text.lower, free)]
    yield from sorted(found, key=lambda one: one.start)


def _in_digits(text: str, free: bytearray) -> Iterator[Numeral]:
    done = 0
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if start < done or not all(free[start:end]):
            continue
        digits = match[0]
        if sum(one.isdigit() for one in digits) > MOST_DIGITS:
            continue
        value, step = _read(digits)
        numeral = _with_scales(text, Numeral(start, end, value, step))
        done = numeral.end
        yield numeral


def _read(digits: str) -> tuple[Decimal, Decimal]:
    """The value of digits and what the last one is worth. A single point before three digits groups thousands."""
    if _GROUPED.fullmatch(digits):
        plain = digits.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(digits):
        plain = digits.replace(",", "")
    elif _BROKEN.fullmatch(digits):
        plain = digits.replace(",", ".")
    else:
        plain = re.sub(r"[ .,]", "", digits)
    _, point, places = plain.partition(".")
    return Decimal(plain), Decimal(1).scaleb(-len(places)) if point else Decimal(1)


def _with_scales(text: str, numeral: Numeral) -> Numeral:
    """The number together with words like triệu after it, and with what follows in smaller ones: 1 tỷ 200 triệu."""
    scale, end = _scale(text, numeral.end)
    if scale is None:
        return numeral
    total, step = numeral.value * scale, numeral.step * scale
    while (more := _SMALLER.match(text, end)) is not None:
        smaller, after = _scale(text, more.end())
        if smaller is None or smaller >= scale:
            break
        total, step, scale, end = total + Decimal(more[1]) * smaller, smaller, smaller, after
    return Numeral(numeral.start, end, total, step, scaled=True)


def _scale(text: str, at: int) -> tuple[Decimal | None, int]:
    """The words of scale at a place multiplied (nghìn tỷ), and where they end."""
    known, found = words(), None
    while (match := known.scale.match(text, _after_space(text, at))) is not None:
        found = (found or Decimal(1)) * known.scales[match[0]]
        at = match.end()
    return found, at


def _after_space(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] == " " else at


def _in_words(text: str, free: bytearray) -> Iterator[Numeral]:
    """Numbers in words: runs of words of numbers, read where they make one."""
    known = words()
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        parted = bool(run) and text[run[-1].end() : match.start()] not in (" ", "  ")
        if run and (parted or not _number_word(match[0])):
            yield from _of_run(run, text)
            run = []
        starts = match[0] in known.digits or match[0] == "mười" or (bool(run) and _number_word(match[0]))
        if starts and free[match.start()]:
            run.append(match)
    yield from _of_run(run, text)


def _number_word(word: str) -> bool:
    known = words()
    return (
        word in known.digits
        or word in ("mười", "mươi", "linh", "lẻ")
        or (word in known.scales and len(word) > 2)
        or word in ("tỷ", "tỉ")
    )


def _of_run(run: Sequence[re.Match[str]], text: str) -> Iterator[Numeral]:
    """The number of a run of words. "một" alone is an article, and "năm" at either end may be the word for year."""
    while run and run[-1][0] == "năm" and len(run) > 1 and run[-2][0] not in ("mươi", "linh", "lẻ", "trăm"):
        run = run[:-1]
    if not run or [one[0] for one in run] in (["một"], ["không"], ["tư"], ["lăm"], ["mốt"]):
        return
    value = spelled([one[0] for one in run])
    if value is not None:
        scaled = run[-1][0] in words().scales
        yield Numeral(run[0].start(), run[-1].end(), Decimal(value), scaled=scaled, spelled=True)


def spelled(told: Sequence[str]) -> int | None:
    """The number that some words make, None where they make none: hai mươi lăm, một trăm linh ba, hai nghìn."""
    total, part = 0, list[str]()
    for word in told:
        scale = int(words().scales.get(word, 0))
        if scale > 100:
            below = _below_thousand(part)
            if not below:
                return None
            total, part = total + below * scale, []
        else:
            part.append(word)
    rest = _below_thousand(part)
    return None if rest is None else total + rest


def _below_thousand(told: Sequence[str]) -> int | None:
    match = _below().fullmatch(" ".join(told))
    if match is None:
        return None
    known = {name: words().digits[word] for name, word in match.groupdict().items() if word and name != "ten"}
    ones = known.get("ones", known.get("after_ten", known.get("single", known.get("alone", 0))))
    return known.get("hundreds", 0) * 100 + (10 if match["ten"] else known.get("tens", 0) * 10) + ones


@cache
def _below() -> re.Pattern[str]:
    digit = one_of(words().digits)
    return re.compile(
        rf"(?:(?P<hundreds>{digit}) trăm ?)?"
        rf"(?:(?:linh|lẻ) (?P<single>{digit})|(?P<ten>mười)(?: (?P<after_ten>{digit}))?"
        rf"|(?P<tens>{digit}) mươi(?: (?P<ones>{digit}))?|(?P<alone>{digit}))?"
    )
