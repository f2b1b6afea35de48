"""The tree that a numbering shows: I, 1, 1.1, a), -, or spaces before the names."""

import re
from dataclasses import dataclass, field

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_DOTTED = re.compile(r"\d+(?:[.,]\d+)*")
_SIGNS = {"-": "-", "–": "-", "—": "-", "+": "+", "*": "*", "•": "*"}
#: A number before a name: "I. Công đoàn …", "1.2 Công đoàn …", "a) …", "- …".
_BEFORE_NAME = re.compile(r"\s*(?:(\d+(?:\.\d+)*|[IVXLC]{1,5}|[A-Za-zĐđ])[.):]|(\d+(?:\.\d+)+)|([-–—+*•]))\s+(?=\S)")


@dataclass(frozen=True)
class Mark:
    """A number as it might be read: its style, its place among its equals, and its depth within the style."""

    style: str
    value: int
    depth: int = 0


def roman(text: str) -> int | None:
    """The value of a Roman number, None for anything else."""
    if not text or any(ch not in _ROMAN for ch in text):
        return None
    values = [_ROMAN[ch] for ch in text]
    total = sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))
    return total if _to_roman(total) == text else None


def _to_roman(number: int) -> str:
    written = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        written += sign * (number // value)
        number %= value
    return written


def marks(text: str) -> list[Mark]:
    """How a number may be read; several for a letter that is also a Roman number. None for what is no number."""
    plain = text.strip().rstrip(".):/").lstrip("(").strip()
    if text.strip() in _SIGNS:
        return [Mark(_SIGNS[text.strip()], 0)]
    if _DOTTED.fullmatch(plain):
        parts = re.split(r"[.,]", plain)
        return [Mark("1", int(parts[-1]), len(parts))]
    found = [Mark("I", value)] if (value := roman(plain)) else []
    if len(plain) == 1 and plain.isascii() and plain.isalpha():
        found.append(Mark("A" if plain.isupper() else "a", ord(plain.lower()) - ord("a") + 1))
    return found


def split_name(name: str) -> tuple[str, str]:
    """A number that stands before a name, and the name."""
    match = _BEFORE_NAME.match(name)
    return (next(filter(None, match.groups())), name[match.end() :]) if match else ("", name)


@dataclass
class Outline:
    """Follows a list from its top and says above each row which one stands directly above it in the tree."""

    _stack: list[tuple[Mark, int]] = field(default_factory=list)

    def place(self, row: int, readings: list[Mark]) -> int | None:
        """Put a numbered row under the row that its number shows; returns that row, None at the top."""
        mark, depth = self._best(readings)
        del self._stack[depth:]
        above = self._stack[-1][1] if self._stack else None
        self._stack.append((mark, row))
        return above

    def place_indented(self, row: int, spaces: int) -> int | None:
        """Put a row under the last one that has fewer spaces before it."""
        while self._stack and not (self._stack[-1][0].style != " " or self._stack[-1][0].depth < spaces):
            self._stack.pop()
        above = self._stack[-1][1] if self._stack else None
        self._stack.append((Mark(" ", 0, spaces), row))
        return above

    def place_group(self, row: int) -> None:
        """Put a row without any number at the top: the heading of what follows."""
        self._stack[:] = [(Mark("", 0), row)]

    def beside(self, row: int) -> int | None:
        """A row without a number among numbered ones stands where the one before it does."""
        if not self._stack:
            return None
        mark, _ = self._stack.pop()
        above = self._stack[-1][1] if self._stack else None
        self._stack.append((mark, row))
        return above

    def _best(self, readings: list[Mark]) -> tuple[Mark, int]:
        """The reading that goes on where a row of its style stopped, else the one that begins; and its depth."""
        places = []
        for mark in readings:
            depth = next((i for i, (held, _) in enumerate(self._stack) if _level(held, mark)), len(self._stack))
            held = self._stack[depth][0] if depth < len(self._stack) else None
            goes_on = held is not None and held.depth == mark.depth and held.value + 1 == mark.value
            places.append((not goes_on, mark.value, depth, mark))
        _, _, depth, mark = min(places, key=lambda place: place[:3])
        return mark, depth


def _level(held: Mark, mark: Mark) -> bool:
    """Whether a row on the way up is of the same rank as a new one, or below it."""
    return held.style == mark.style and held.depth >= mark.depth
