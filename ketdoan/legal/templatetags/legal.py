"""How answers are drawn."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..rules.calculators import calculators_of
from ..rules.calculators.shape import Calculator

register = template.Library()
MARK = "- "


@register.simple_tag
def heads(*words: str) -> tuple[str, ...]:
    """The heads of a table's columns of numbers."""
    return words


@register.filter
def told(text: str) -> SafeString:
    """The lines of an entry: paragraphs, and lists of those that begin with a dash."""
    found: list[SafeString] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith(MARK):
            items.append(line.removeprefix(MARK))
            continue
        if items:
            found.append(format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in items))))
            items = []
        if line.strip():
            found.append(format_html("<p>{}</p>", line))
    return mark_safe("".join(found))  # noqa: S308 - each piece was escaped


@register.filter
def calculators(entry: str) -> list[Calculator]:
    """The calculators beside an entry of the handbook, by its code."""
    return calculators_of(entry)
