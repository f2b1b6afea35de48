"""Columns of lists, each shown the Vietnamese way and exported to Excel as a number or a date, not as text."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from . import viet

_RIGHT = {"td": {"class": "n"}, "th": {"class": "n"}}


class NumberColumn(tables.Column):
    """A number: right-aligned, 18.553."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"attrs": _RIGHT, **options})

    def render(self, value: int | Decimal) -> str:
        return viet.format_number(value)

    def value(self, value: int | Decimal) -> int | Decimal:
        return value


class MoneyColumn(NumberColumn):
    """An amount in whole đồng: right-aligned, 85.000 đ."""

    def render(self, value: int | Decimal) -> str:
        return viet.format_money(int(value), short=True)


class DayColumn(tables.Column):
    """A date: 31/10/2023."""

    def render(self, value: date) -> str:
        return viet.format_date(value)

    def value(self, value: date) -> date:
        return value
