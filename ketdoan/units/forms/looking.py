"""How the tree is looked at: the day, the lens and the tree that a request chose."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms

from ketdoan.core.scope import LINE
from ketdoan.core.viet import VietError, format_date, parse_date, today

from ..models.units import TREES
from ..rules import LENS_LABELS, Lens


class ViewForm(forms.Form):
    """How the tree is looked at: day, lens, tree. Whatever is not understood falls back to today as it is."""

    ngay = forms.CharField(label="Ngày", required=False)
    lang = forms.ChoiceField(label="Số liệu", choices=list(LENS_LABELS.items()), required=False)
    ngay_to_chuc = forms.CharField(label="Tổ chức tại ngày", required=False)
    cay = forms.ChoiceField(label="Hệ thống", choices=TREES, required=False)

    def clean_ngay(self) -> date:
        return self._day("ngay")

    def clean_ngay_to_chuc(self) -> date:
        return self._day("ngay_to_chuc")

    def _day(self, name: str) -> date:
        text = self.cleaned_data[name]
        try:
            return parse_date(text) if text else today()
        except VietError as error:
            raise forms.ValidationError(str(error)) from None


class Looking:
    """The chosen day, lens and tree of a request, with the query string that keeps them."""

    def __init__(self, data: Any) -> None:
        self.form = ViewForm(data)
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        self.day: date = cleaned.get("ngay") or today()
        self.lens = Lens(cleaned.get("lang") or Lens.AS_IT_WAS)
        self.fixed: date = cleaned.get("ngay_to_chuc") or today()
        self.tree: str = cleaned.get("cay") or LINE
        self.is_today = self.day == today() and self.lens is Lens.AS_IT_WAS

    @cached_property
    def query(self) -> str:
        """The query string of this view, empty for today's line of command."""
        parts = []
        if self.day != today():
            parts.append(f"ngay={format_date(self.day)}")
        if self.lens is not Lens.AS_IT_WAS:
            parts.append(f"lang={self.lens}")
        if self.lens is Lens.FIXED:
            parts.append(f"ngay_to_chuc={format_date(self.fixed)}")
        if self.tree != LINE:
            parts.append(f"cay={self.tree}")
        return "?" + "&".join(parts) if parts else ""
