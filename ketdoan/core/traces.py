"""What somebody's record said before it was erased: by it are found what others wrote of them where no row names a
person, such as drafts and files on their way in."""

from collections.abc import Iterable
from dataclasses import dataclass

from .sealed import letters_and_digits
from .viet import fold

#: Of a number so much must be left once zeros in front are away: what is shorter stands in many texts by chance.
SHORTEST = 8


@dataclass(frozen=True)
class Traces:
    """The folded name, the year of birth where it was known, and the ends of numbers: of a phone without its 0 or +84,
    of a paper without the zeros that Excel loses."""

    words: str
    born: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, words: str, birth_year: int | None, numbers: Iterable[str]) -> "Traces":
        """The traces of a person with these numbers."""
        plain = (letters_and_digits(number).lstrip("0") for number in numbers)
        return cls(words, str(birth_year or ""), frozenset(number for number in plain if len(number) >= SHORTEST))

    def in_text(self, text: str) -> bool:
        """Whether a text speaks of the person: one of the numbers stands in it, or the name with the year of birth.
        A name alone may be another's."""
        plain = letters_and_digits(text)
        if any(number in plain for number in self.numbers):
            return True
        return bool(self.born and self.born in text and " " in self.words and f" {self.words} " in f" {fold(text)} ")
