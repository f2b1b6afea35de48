"""Addresses built from a form that is looked up once are those that Django gives."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse

from ketdoan.core.addresses import address_of


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("units:list", ()),
        ("units:unit", ("BD-0001",)),
        ("units:unit", ("Mã có dấu & cách",)),
        ("members:member", (11_000_000,)),
        ("members:people", ("BD-0001", "admitted")),
        ("activities:log_line", (UUID("0e8400e2-9b4d-41d4-a716-446655440000"),)),
    ],
)
def test_address_is_that_of_django(name: str, args: tuple[Any, ...]) -> None:
    assert address_of(name, *args) == reverse(name, args=args)
    assert address_of(name, *args) == reverse(name, args=args), "also from the form that is kept"


def test_page_that_is_not_there_has_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("units:unit")
