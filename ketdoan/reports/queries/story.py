"""What changed since the last report and why, as a sentence with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ketdoan.core.viet import format_number

from ..rules.catalogue import STOCK, Catalogue
from ..rules.figures import Figure
from ..rules.forms import BLOCK, Form
from ..rules.linear import balance
from ..rules.tree import Cell

#: So many causes are named; the rest is put together.
MOST = 4


@dataclass(frozen=True)
class Movement:
    """A stock moved by flows of the same report: where it began and ended, and what moved it, the largest first."""

    title: str
    uom: str
    begin: Decimal
    end: Decimal
    causes: tuple[tuple[str, Decimal], ...]

    @property
    def words(self) -> str:
        """Đoàn viên cuối kỳ 15.020, tăng 708 so với đầu kỳ: đoàn viên kết nạp 1.240, …"""
        change = self.end - self.begin
        way = "không đổi" if not change else f"{'tăng' if change > 0 else 'giảm'} {format_number(abs(change))}"
        said = f"{self.title} {format_number(self.end)} {self.uom}, {way} so với đầu kỳ"
        named = [f"{_lower(title)} {format_number(abs(number))}" for title, number in self.causes[:MOST]]
        return f"{said}: {', '.join(named)}." if named else f"{said}."


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def movements(form: Form, figures: Mapping[str, Figure]) -> list[Movement]:
    """The stocks of a report whose course its own rules tell, as far as the figures are there."""
    found = []
    for rule in form.rules:
        if rule.severity != BLOCK or rule.check.sign != "=" or any(cell.periods for cell in rule.check.cells):
            continue
        terms = balance(rule.check)
        if terms and (movement := _movement(terms, figures, form.known)):
            found.append(movement)
    return found


def _movement(terms: Mapping[Cell | None, Decimal], figures: Mapping[str, Figure], known: Catalogue) -> Movement | None:
    """Of a balance with two stocks, one on each side, what moved the one to the other."""
    stocks = [cell for cell in terms if cell and known.element(cell.key).nature == STOCK]
    if len(stocks) != 2 or len(terms) < 4:
        return None
    end, begin = sorted(stocks, key=lambda cell: terms[cell], reverse=True)
    held = {cell: figures.get(cell.key, Figure()) for cell in terms if cell}
    ends = held[end].exact, held[begin].exact
    if ends[0] is None or ends[1] is None or terms[end] <= 0 or terms[begin] >= 0:
        return None
    causes = [
        (known.element(cell.key).name, -times * (held[cell].exact or Decimal(0)))
        for cell, times in terms.items()
        if cell and cell not in (end, begin) and held[cell].exact
    ]
    causes.sort(key=lambda cause: -abs(cause[1]))
    element = known.element(end.key)
    return Movement(element.name, element.uom, ends[1], ends[0], tuple(causes))
