"""The words by which a sheet is read: headings, units of measure, numbers of lines, what ends a table."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from ketdoan.core.viet import fold

from ..rules.catalogue import DATA

#: How lines are numbered, from the outside in.
UPPER, ROMAN, ARABIC, DOTTED, LETTER, DASH, PLUS, UNNUMBERED = range(8)
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})")
_STYLES = (
    (ROMAN, _ROMAN),
    (UPPER, re.compile(r"[A-H]")),
    (DOTTED, re.compile(r"(?:\d{1,3}|[IVX]{1,4})(?:[.,]\d{1,2}|\.[a-zđ])+")),
    (ARABIC, re.compile(r"\d{1,3}")),
    (LETTER, re.compile(r"\d{0,3}[a-zđ]")),
    (DASH, re.compile(r"[-–—]+")),
    (PLUS, re.compile(r"[+*•●○▪]")),
)
#: A number before the words of a label.
_LEADING = re.compile(
    r"(?:[Pp]hần |[Mm]ục )?(?P<no>[IVX]{1,5}|[A-H]|\d{1,3}(?:\.\d{1,2})*|[a-zđ])\s*[.)/:]\s*(?=\S)(?P<rest>.*)"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,2})+)\s+(?P<dotted_rest>\D.*)"
    r"|(?P<sign>[-–—+*•●○▪])\s*(?P<sign_rest>.*)",
    re.DOTALL,
)
_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,40})\s*[)\]]\s*[:.]?$")
_AFTER_COMMA = re.compile(r"\s*[,;]\s*(?:[ĐđDd][VvƠơ][Tt]?\.?\s*:?|đơn vị tính\s*:?)\s*(\S.{0,20})$", re.IGNORECASE)
_FORMULA = re.compile(
    r"\s*[(\[]?\s*=?\s*((?:[IVX]+|\d{1,3}(?:\.\d{1,2})*|[A-H]|[a-zđ])(?:\s*[+;,]\s*(?:[IVX]+|\d{1,3}(?:\.\d{1,2})*|[A-H]|[a-zđ]))+)\s*[)\]]?$"
)
_EQUATION = re.compile(r"\s*[(\[]?\s*\w{1,6}\s*=\s*((?:\w[\w.]{0,6})(?:\s*\+\s*\w[\w.]{0,6})+)\s*[)\]]?$")
_SIGNED = re.compile(r".{0,60}\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b.{0,12}")


class Words(NamedTuple):
    """The file of words."""

    told: Mapping[str, Any]

    def headed(self, role: str, heading: str) -> bool:
        """Whether a folded heading is that of a role."""
        names = self.told["headings"][role]
        if role == "number":
            return heading in names
        return any(
            f" {heading} ".startswith(f" {name} ") or (role == "label" and f" {name} " in f" {heading} ")
            for name in names
        )

    def marker(self, label: str) -> str:
        """Whether a line only says that parts ("part") or all lines of a total ("total") follow; else nothing."""
        folded = fold(label)
        return next((kind for kind, names in self.told["markers"].items() if folded in names), "")

    def begins_part(self, label: str) -> bool:
        """Whether a label says itself that it is part of the line above."""
        return any(fold(label).startswith(f"{name} ") for name in self.told["markers"]["part"])

    def ends_table(self, texts: Sequence[str]) -> bool:
        """Whether a row stands below the table: notes, day and place, signatures."""
        folded = [fold(text) for text in texts if text.strip()]
        ends = self.told["ends"]
        return any(
            text in ends["whole"] or text.startswith(tuple(ends["begins"])) or _SIGNED.fullmatch(text)
            for text in folded
        ) or any(text.strip().startswith("(*)") for text in texts)


@cache
def words() -> Words:
    """The words as they are shipped."""
    return Words(tomllib.loads((DATA / "designing.toml").read_text(encoding="utf-8")))


def number_of(text: str) -> tuple[int, str]:
    """How a line is numbered, and by what: (ROMAN, "II"), (DASH, "-"); UNNUMBERED where it is no number."""
    plain = text.strip().strip("()[]./: ").strip() if text.strip() not in ("+", "-") else text.strip()
    for style, pattern in _STYLES:
        if plain and pattern.fullmatch(plain):
            return style, plain.replace(",", ".") if style == DOTTED else plain
    return UNNUMBERED, ""


def split_label(text: str) -> tuple[int, str, str]:
    """A label with its number before it: (style, number, the words)."""
    match = _LEADING.match(text)
    if match is None:
        return UNNUMBERED, "", text
    number = match["no"] or match["dotted"] or match["sign"]
    rest = match["rest"] or match["dotted_rest"] or match["sign_rest"] or ""
    style, no = number_of(number)
    return (style, no, rest.strip()) if style != UNNUMBERED and rest.strip() else (UNNUMBERED, "", text)


def uom_named(text: str) -> str:
    """A unit of measure as the catalogue calls it; an unknown one as it is written, nothing for none."""
    plain = " ".join(text.strip().strip("().").split())
    if plain in ("%", "(%)") or fold(plain) in ("ty le", "phan tram", "ty le %"):
        return "%"
    named: str = words().told["uoms"].get(fold(plain), plain[:1].lower() + plain[1:])
    return named


def uom_in(label: str) -> tuple[str, str]:
    """The unit of measure that stands at the end of a label, and the label without it; nothing where there is none."""
    for pattern in (_BRACKETS, _AFTER_COMMA):
        match = pattern.search(label)
        if match and (match[1].strip() == "%" or fold(match[1].removeprefix("ĐVT:")) in words().told["uoms"]):
            return uom_named(match[1].removeprefix("ĐVT:")), label[: match.start()].rstrip(" ,:")
        if match and (told := re.fullmatch(r"(?:ĐVT|đvt|đơn vị tính)\s*:\s*(.+)", match[1].strip())):
            return uom_named(told[1]), label[: match.start()].rstrip(" ,:")
    return "", label


def formula_in(label: str) -> tuple[tuple[str, ...], str]:
    """The lines that a label says it adds up, as in "Tổng cộng (I+II)", and the label without that."""
    match = _EQUATION.search(label) or _FORMULA.search(label)
    if match is None or match.start() == 0 or ("(" not in match[0] + label[: match.start()] and "=" not in match[0]):
        return (), label
    if "(" not in match[0] and "[" not in match[0]:
        return (), label
    return tuple(re.split(r"\s*[+;,]\s*", match[1].strip())), label[: match.start()].rstrip(" ,:")


def uom_guessed(label: str) -> str:
    """What a line is probably counted by, told by its words; nothing where they tell nothing."""
    folded = f"{fold(label.removeprefix('Trong đó'))} "
    for guess in words().told["guess"]:
        for word in guess["words"]:
            inside, begin = word.startswith("~"), word.lstrip("~")
            if (
                f" {begin} " in f" {folded}"
                if inside
                else folded.startswith(begin if begin.endswith(" ") else f"{begin} ")
            ):
                found: str = guess["uom"]
                return found
    return ""
