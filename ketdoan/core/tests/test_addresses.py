"""Addresses built from a form that is looked up once are those that Django gives."""

from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape

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


@pytest.mark.parametrize(
    ("tag", "args"),
    [
        ("{% url 'units:list' %}", ()),
        ("{% url name one %}", ("members:member", 7)),
        ("{% url name one %}", ("units:unit", "Mã có dấu & cách")),
        ("{% url name one two %}", ("members:people", "BD-0001", "admitted")),
        ("{% url name pk=one as kept %}{{ kept }}", ("members:member", 7)),
    ],
)
def test_addresses_in_templates_are_those_of_django(tag: str, args: tuple[Any, ...]) -> None:
    context = dict(zip(("name", "one", "two"), args, strict=False))
    expected = reverse(args[0] if args else "units:list", args=args[1:])
    assert Template(tag).render(Context(context)) == escape(expected)


def test_a_template_cannot_name_a_page_that_is_not_there() -> None:
    for tag in ("{% url 'units:nowhere' %}", "{% url 'members:member' '' %}"):
        with pytest.raises(NoReverseMatch):
            Template(tag).render(Context())
