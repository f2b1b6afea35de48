"""Dated parameters: what is in force, on what it rests, what was compared with its text."""

import json
from functools import partial
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..acting import current_actor
from ..editing import edit
from ..fields import DayField, NumberField
from ..listing import listing
from ..models import Rule
from ..modules import modules
from ..rule_actions import EDIT, change_rule, days, verify_rule
from ..rule_texts import selector_text, title_of, value_text
from ..screens import screen
from ..templatetags.ui import badge


class RuleTable(tables.Table):
    """Parameters in force or to come."""

    key = tables.Column("Tham số")
    value = tables.Column("Giá trị", orderable=False, empty_values=())
    valid = tables.Column("Hiệu lực", orderable=False)
    source = tables.Column("Căn cứ", orderable=False)
    verified = tables.Column("Đối chiếu")

    class Meta:
        model = Rule
        fields = ("key", "value", "valid", "source", "verified")

    def render_key(self, record: Rule) -> SafeString:
        address = reverse("core:rule", args=[record.pk])
        applies = selector_text(record.selector)
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{}</div>', address, title_of(record.key), applies
        )

    def value_key(self, record: Rule) -> str:
        return f"{title_of(record.key)} · {selector_text(record.selector)}"

    def render_value(self, record: Rule) -> str:
        return value_text(record.value, record.key)

    def render_valid(self, record: Rule) -> str:
        return days(record)

    def render_verified(self, value: bool, record: Rule) -> SafeString:
        return _badges(record)

    def value_verified(self, record: Rule) -> str:
        return "Đã đối chiếu" if record.verified else "Chưa đối chiếu"


def _module_choices() -> list[tuple[str, str]]:
    held = {key.partition(".")[0] for key in Rule.objects.filter(replaced_at=None).values_list("key", flat=True)}
    titles = {module.name: module.title for module in modules()}
    return sorted((name, titles.get(name, name)) for name in held)


class RuleFilters(filters.FilterSet):
    """By module, by comparison with the text, by a day of validity."""

    module = filters.ChoiceFilter(label="Phân hệ", method="of_module")
    unverified = filters.BooleanFilter(
        label="Chỉ dòng chưa đối chiếu", method="only_unverified", widget=forms.CheckboxInput
    )
    on = filters.Filter(
        label="Có hiệu lực ngày",
        method="valid_on",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "Có hiệu lực ngày", "autocomplete": "off"}),
    )
    on.field_class = DayField

    class Meta:
        model = Rule
        fields = ("module", "unverified", "on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["module"].extra["choices"] = _module_choices()

    def of_module(self, rows: Any, name: str, value: str) -> Any:
        """Rows whose key begins with the module's name."""
        return rows.filter(key__startswith=f"{value}.")

    def only_unverified(self, rows: Any, name: str, value: bool) -> Any:
        """Rows that nobody has compared with their text, if the box is ticked."""
        return rows.filter(verified=False) if value else rows

    def valid_on(self, rows: Any, name: str, value: Any) -> Any:
        """Rows valid on a day."""
        return rows.filter(valid__contains=value)


@screen("core.rules")
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rows that are held for true now."""
    rows = Rule.objects.filter(replaced_at=None).order_by("key", "valid")
    return listing(request, RuleTable, RuleFilters, title="Tham số pháp luật", rows=rows, export="core.rules")


@screen("core.rules")
def rule_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One row, and every row there ever was of the same parameter for the same case."""
    rule = get_object_or_404(Rule, pk=pk)
    others = Rule.objects.filter(key=rule.key, selector=rule.selector).order_by("valid", "recorded_at", "pk")
    context = {
        "rule": rule,
        "title": title_of(rule.key),
        "facts": [
            ("Áp dụng cho", selector_text(rule.selector)),
            ("Giá trị", value_text(rule.value, rule.key)),
            ("Hiệu lực", days(rule)),
            ("Căn cứ", rule.source),
            ("Ghi chú", rule.note),
            ("Đối chiếu văn bản", _badges(rule)),
            ("Mã tham số", rule.key),
        ],
        "rows": [(other, value_text(other.value, other.key), days(other), _badges(other)) for other in others],
        "may_edit": rule.replaced_at is None and current_actor().may(EDIT),
    }
    return render(request, "core/rules_detail.html", context)


def _badges(rule: Rule) -> SafeString:
    checked = badge("Đã đối chiếu", "green") if rule.verified else badge("Chưa đối chiếu", "yellow")
    return format_html("{} {}", checked, badge("Sửa tại đây", "blue")) if rule.edited else checked


class TableField(forms.JSONField):
    """A list or a table of values, written as JSON."""

    widget = forms.Textarea(attrs={"rows": 8, "class": "font-monospace", "spellcheck": "false"})
    default_error_messages = {
        "invalid": 'Không đọc được: cần đúng dạng JSON, chữ nằm trong dấu “"”, các mục cách nhau bằng dấu phẩy.'
    }

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


class ChangeForm(forms.Form):
    """A new value from a day on."""

    since = DayField(label="Áp dụng từ ngày")
    source = forms.CharField(
        label="Căn cứ", max_length=500, help_text="Số, ký hiệu, ngày ban hành và điều khoản của văn bản."
    )
    why = forms.CharField(label="Lý do sửa", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("value", "since", "source", "why")

    def __init__(self, *args: Any, rule: Rule, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["value"] = rule.value
        self.fields["value"] = _value_field(rule.value)
        self.order_fields(self.field_order)


def _value_field(value: Any) -> forms.Field:
    if isinstance(value, bool):
        return forms.TypedChoiceField(
            label="Giá trị mới", choices=[("True", "Có"), ("False", "Không")], coerce=lambda text: text == "True"
        )
    if isinstance(value, int):
        return NumberField(label="Giá trị mới", low=0)
    if isinstance(value, float):
        return forms.FloatField(label="Giá trị mới", localize=True)
    if isinstance(value, str):
        return forms.CharField(label="Giá trị mới", max_length=500)
    return TableField(label="Giá trị mới", help_text="Giữ nguyên tên các mục, chỉ sửa giá trị.")


class VerifyForm(forms.Form):
    """What was compared with what."""

    source = forms.CharField(
        label="Văn bản đã đối chiếu", max_length=500, help_text="Số, ký hiệu, ngày ban hành và điều khoản."
    )
    note = forms.CharField(label="Nội dung đã đọc", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


@screen(EDIT)
def rule_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a parameter another value from a day on."""
    rule = get_object_or_404(Rule, pk=pk, replaced_at=None)
    return edit(
        request,
        partial(ChangeForm, rule=rule),
        partial(change_rule, rule=rule),
        "core/rules_form.html",
        title=f"Sửa: {title_of(rule.key)}",
        back=reverse("core:rule", args=[pk]),
        done=_page_of,
        said="Đã ghi giá trị mới của tham số.",
        context=_about(rule),
    )


@screen(EDIT)
def rule_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a row was compared with the text."""
    rule = get_object_or_404(Rule, pk=pk, replaced_at=None)
    return edit(
        request,
        partial(VerifyForm, initial={"source": rule.source}),
        partial(verify_rule, rule=rule),
        "core/rules_form.html",
        title=f"Đối chiếu: {title_of(rule.key)}",
        back=reverse("core:rule", args=[pk]),
        done=_page_of,
        said="Đã ghi nhận đối chiếu văn bản.",
        submit="Xác nhận đã đối chiếu",
        context=_about(rule),
    )


def _page_of(rule: Rule) -> str:
    return reverse("core:rule", args=[rule.pk])


def _about(rule: Rule) -> dict[str, Any]:
    facts = [
        ("Áp dụng cho", selector_text(rule.selector)),
        ("Giá trị đang áp dụng", value_text(rule.value, rule.key)),
        ("Hiệu lực", days(rule)),
        ("Căn cứ", rule.source),
        ("Ghi chú", rule.note),
    ]
    return {"rule": rule, "facts": facts}
