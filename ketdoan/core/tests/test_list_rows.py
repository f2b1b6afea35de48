"""The rows of lists: cells are those that django-tables2 draws."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import django_tables2 as tables
from django.utils.html import conditional_escape, format_html

from ketdoan.core.columns import DayColumn, MoneyColumn
from ketdoan.core.templatetags.lists import list_rows

from .things import Thing, thing


@dataclass
class Entry:
    """A row that is no model's."""

    thing: Thing | None
    note: str
    other: Any = None

    def twice(self) -> str:
        return self.note * 2


class EntryTable(tables.Table):
    """A column of every kind that lists have."""

    name = tables.Column("Tên", accessor="thing__name", linkify=lambda record: f"/things/{record.note}/")
    kind = tables.Column("Loại", accessor="thing__kind")
    on = DayColumn(verbose_name="Ngày", accessor="thing__on", default="chưa có")
    amount = MoneyColumn(verbose_name="Số tiền", accessor="thing__amount")
    note = tables.Column("Ghi chú", attrs={"td": {"class": "wide"}})
    twice = tables.Column("Hai lần", empty_values=())
    missing = tables.Column("Không có", accessor="other__nowhere")
    drawn = tables.Column("Vẽ", accessor="note")
    never_empty = tables.Column("Luôn vẽ", accessor="other__nowhere", empty_values=())
    counted = tables.TemplateColumn("{{ record.note }} {{ default }} {{ row_counter }}", verbose_name="Mẫu")

    def render_drawn(self, value: str, record: Entry, column: Any, bound_column: Any) -> str:
        return format_html("<b>{}</b> {} {}", value, bound_column.name, type(column).__name__)

    def render_never_empty(self, record: Entry, bound_row: Any, table: Any) -> str:
        return f"{type(table).__name__} {bound_row.record.note}"


class ThingsOfOneKind(tables.Table):
    """Rows of a model itself, with a choice."""

    kind = tables.Column()
    amount = tables.Column(default="không")


def as_given(table: tables.Table) -> str:
    """The rows as `BoundRow.get_cell` gives their cells."""
    rows = []
    for row in table.paginated_rows:
        cells = [
            f"<td {column.attrs['td'].as_html()}>{conditional_escape(row.get_cell(column.name))}</td>"
            for column in table.columns
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(rows)


def test_cells_are_those_of_the_library_for_rows_of_any_kind() -> None:
    entries = [
        Entry(thing("Nguyễn <An>", kind="b", on=date(2023, 10, 31), amount=85_000), "<i>"),
        Entry(None, ""),
        Entry(thing("Trần Bình"), "x", SimpleNamespace(nowhere="ở đây")),
    ]
    drawn = list_rows(EntryTable(entries))
    assert drawn == as_given(EntryTable(entries))
    for piece in ("Nguyễn &lt;An&gt;", "31/10/2023", "85.000\xa0đ", "chưa có", "ở đây", "EntryTable x", 'class="wide"'):
        assert piece in drawn


def test_a_choice_is_drawn_by_its_name_and_an_empty_list_by_nothing() -> None:
    things = [thing("Lê Yến", kind="a"), thing("Ngô Ân", kind="b", amount=None)]
    assert list_rows(ThingsOfOneKind(things)) == as_given(ThingsOfOneKind(things))
    assert "Loại B" in list_rows(ThingsOfOneKind(things))
    assert list_rows(ThingsOfOneKind([])) == ""


def test_rows_that_are_dictionaries_are_read_by_their_keys() -> None:
    given = [{"kind": "a", "amount": 3}, {"kind": None, "amount": 0}]
    assert list_rows(ThingsOfOneKind(given)) == as_given(ThingsOfOneKind(given))
