"""Small components of the screens: icons, badges, figures, cards, and Vietnamese dates and numbers."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django import forms, template
from django.forms.utils import flatatt
from django.template import defaulttags
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ketdoan.core import viet
from ketdoan.core.addresses import address_of

register = template.Library()
TONES = ("green", "yellow", "blue", "red", "grey")
SPARK_HEIGHT = 46
SPARK_BARS = 10  # room for so many at least: fewer would grow into blocks
# In this order: most browsers also carry the marks of those after them.
BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@cache
def _drawings() -> ZipFile:
    """The drawings of lucide, read once: its own way of drawing reads their list again for each."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def _icon(name: str, size: int, css: str) -> SafeString:
    """A drawing on its ground of 24 by 24. Its strokes are said in app.css, and so need not stand on a page forty
    times."""
    shape = _drawings().read(f"{name}.svg").decode().partition(">")[2]
    drawn = re.sub(r"\s*\n\s*", "", shape).replace(" />", "/>")
    named = f'width="{size}" height="{size}" viewBox="0 0 24 24" class="{f"icon {css}".strip()}" aria-hidden="true"'
    return mark_safe(f"<svg {named}>{drawn}")  # noqa: S308 - drawn from the package's files


@register.simple_tag
def icon(name: str, size: int = 20, **attributes: str) -> SafeString:
    """A lucide icon, hidden from screen readers: the words beside it say what it means."""
    return _icon(str(name), size, attributes.get("class", ""))


@register.simple_tag
def badge(text: Any, tone: str = "grey") -> SafeString:
    """A state as a word on a tinted ground; `tone` is one of TONES."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}")
    return format_html('<span class="badge tone-{}">{}</span>', tone, text)


@register.simple_tag
def crumb(title: str, url: str = "", *args: Any) -> SafeString:
    """A step of the path above the heading; `url` names the page, without it the step is where one is."""
    if not url:
        return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', title)
    return format_html('<li class="breadcrumb-item"><a href="{}">{}</a></li>', reverse(url, args=args), title)


@register.simple_block_tag(takes_context=True)
def card(context: Context, content: str, title: str = "", wide: bool = False) -> SafeString:
    """A card. `wide` leaves out the padding, for a table."""
    head = format_html('<div class="card-header"><h2 class="card-title">{}</h2></div>', title) if title else ""
    body = content if wide else format_html('<div class="card-body">{}</div>', mark_safe(content))  # noqa: S308 - rendered by the template
    return format_html('<section class="card">{}{}</section>', head, mark_safe(body))  # noqa: S308 - as above


@register.simple_block_tag
def nothing(content: str, title: str, icon_name: str = "inbox") -> SafeString:
    """An empty state: what is not here, and in the block what to do next."""
    return format_html(
        '<div class="nothing">{}<p class="nothing-title">{}</p><div class="text-secondary">{}</div></div>',
        _icon(icon_name, 36, ""),
        title,
        mark_safe(content),  # noqa: S308 - rendered by the template
    )


@register.inclusion_tag("core/stat.html")
def stat(
    label: str, value: Any, series: Sequence[tuple[str, int | float]] = (), url: str = "", note: str = ""
) -> dict[str, Any]:
    """A figure with its recent course: bars for the eye, the same as a table for print and screen readers.

    `series` holds (label, value) pairs, the oldest first. `url` leads to the evidence behind the figure.
    """
    top = max((float(v) for _, v in series), default=0) or 1
    bars = [
        {"x": i * 18, "y": round(SPARK_HEIGHT * (1 - max(float(v), 0) / top), 1), "label": text, "value": v}
        for i, (text, v) in enumerate(series)
    ]
    shown = viet.format_number(value) if isinstance(value, int | Decimal) else value
    width = max(len(bars), SPARK_BARS) * 18
    return {"label": label, "value": shown, "bars": bars, "width": width, "url": url, "note": note}


@register.simple_tag
def widget(field: forms.BoundField) -> SafeString:
    """A form field's control with the class that its kind is drawn by."""
    control = field.field.widget
    if isinstance(control, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        css = "form-check-input"
    elif isinstance(control, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    own = control.attrs.get("class", "")
    wrong = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{css} {own}".strip() + wrong})


@register.filter
def in_tag(attributes: dict[str, Any]) -> SafeString:
    """Attributes of a control as they stand in its tag: true ones by their name alone, false ones left out."""
    return flatatt(attributes)


@register.filter
def is_check(field: forms.BoundField) -> bool:
    """Whether a field is a single tick box, which has its label behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_file(field: forms.BoundField) -> bool:
    """Whether a field takes a file."""
    return isinstance(field.field, forms.FileField)


class _Url(template.Node):
    """The address of a page, from the form that is kept of it where its arguments are numbers or none."""

    def __init__(self, given: URLNode) -> None:
        self.given = given

    def render(self, context: Context) -> str:
        args = [arg.resolve(context) for arg in self.given.args]
        if all(type(arg) is int for arg in args):
            return address_of(self.given.view_name.resolve(context), *args)
        return str(self.given.render(context))


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Django's own, which looks anew each time how an address is built: pages have thirty of them and more."""
    given = defaulttags.url(parser, token)
    return given if given.kwargs or given.asvar else _Url(given)


@register.simple_tag(takes_context=True)
def menu_entries(context: Context) -> list[dict[str, Any]]:
    """The menu with addresses; the entry whose address is the longest beginning of this page's is active."""
    request = context.get("request")
    here = request.path if request else ""
    entries = []
    for item in context.get("menu") or ():
        try:
            href = address_of(item.url)
        except NoReverseMatch:
            continue  # of a module that is not installed
        entries.append({"title": item.title, "icon": item.icon, "href": href, "active": False, "part": item.part})
    above = [e for e in entries if here == e["href"] or (e["href"] != "/" and here.startswith(e["href"]))]
    if above:
        max(above, key=lambda e: len(e["href"]))["active"] = True
    return entries


@register.simple_tag
def spans(rows: Sequence[tuple[str, Any]]) -> SafeString:
    """Label and value pairs as a description list; empty values are left out."""
    shown = [(label, value) for label, value in rows if value not in (None, "")]
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", shown))


@register.filter
def device(user_agent: str) -> str:
    """The browser and system that a User-Agent names, as people call them: "Chrome trên Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Trình duyệt khác")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} trên {system}" if system else browser


@register.filter
def day(value: date | None) -> str:
    """31/10/2023; a moment is shown as the day it was in Vietnam."""
    if value is None:
        return ""
    return viet.format_date(viet.local(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """08:05 ngày 31/10/2023, in Vietnam's time."""
    if value is None:
        return ""
    here = viet.local(value)
    return f"{here:%H:%M} ngày {viet.format_date(here.date())}"


@register.filter
def num(value: int | Decimal | None, places: int | None = None) -> str:
    """18.553; nothing for None."""
    return "" if value is None else viet.format_number(value, places)


@register.filter
def percent(value: int | Decimal | None, places: int | None = None) -> str:
    """52,4%; the value is given in percent points."""
    return "" if value is None else viet.format_percent(value, places)


@register.filter
def money(value: int | None) -> str:
    """1.234.567 đ."""
    return "" if value is None else viet.format_money(value, short=True)
