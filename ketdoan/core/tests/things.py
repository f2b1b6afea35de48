"""A small register that the tests of lists and forms work on: its table, its screens, and who acts."""

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from ketdoan.core.acting import Actor, acting
from ketdoan.core.actions import Act, action
from ketdoan.core.columns import DayColumn, MoneyColumn
from ketdoan.core.editing import edit
from ketdoan.core.fields import DayField, MoneyField, RemoteChoiceField, suggestions
from ketdoan.core.listing import listing
from ketdoan.core.names import Names
from ketdoan.core.scope import Scope, ScopedModel, Subtree
from ketdoan.core.screens import screen
from ketdoan.core.search import WordsIndex
from ketdoan.core.viet import fold, sort_key


class ThingName(Names):
    """The different names of things."""

    class Meta:
        app_label = "core_things"
        indexes = Names.indexes("thing_name")


class Thing(ScopedModel):
    """Something with a Vietnamese name, a day, an amount, and a place in the tree."""

    path = models.CharField(max_length=50, db_collation="C")
    territory_path = models.CharField(max_length=50, db_collation="C", default="")
    name = models.CharField(max_length=100)
    kind = models.CharField("loại", max_length=10, choices=[("a", "Loại A"), ("b", "Loại B")], default="a")
    on = models.DateField(null=True)
    amount = models.BigIntegerField(default=0)
    words = models.TextField()
    sort_key = models.CharField(max_length=200, db_collation="C")

    visible = Subtree()

    class Meta:
        app_label = "core_things"
        indexes = [WordsIndex(name="thing_words"), models.Index(fields=["sort_key"], name="thing_sort_key")]

    def __str__(self) -> str:
        return self.name


def thing(name: str, path: str = "1/2/", **values: Any) -> Thing:
    """A thing, not yet saved."""
    return Thing(name=name, path=path, words=fold(name), sort_key=sort_key(name), **values)


class ThingTable(tables.Table):
    name = tables.Column("Họ và tên", order_by="sort_key", linkify=lambda record: f"/things/{record.pk}/")
    kind = tables.Column("Loại")
    on = DayColumn(verbose_name="Ngày")
    amount = MoneyColumn(verbose_name="Số tiền")

    class Meta:
        model = Thing
        fields = ("name", "kind", "on", "amount")
        order_by = "name"


class ThingFilters(django_filters.FilterSet):
    since = django_filters.Filter(field_name="on", lookup_expr="gte", label="Từ ngày")
    since.field_class = DayField

    class Meta:
        model = Thing
        fields = ["kind"]


class ThingForm(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Ghi đủ họ, tên đệm và tên.")
    on = DayField(label="Ngày", required=False)
    amount = MoneyField(label="Số tiền", required=False)
    kind = forms.ChoiceField(label="Loại", choices=Thing._meta.get_field("kind").choices)
    beside = RemoteChoiceField(
        Thing.objects.order_by("sort_key"), "/things/suggestions/", label="Đứng cạnh", required=False
    )
    secret = forms.CharField(label="Mật khẩu", required=False, widget=forms.PasswordInput)


@action("things.change", "Sửa")
def change(act: Act, *, item: Thing, name: str, **values: Any) -> None:
    """Change a thing. "Trùng" is a name that the register refuses."""
    if name == "Trùng":
        raise ValidationError({"name": "Tên này đã có.", "elsewhere": "Sổ đang khóa."})
    item.name, item.amount, item.on = name, values["amount"] or 0, values["on"]
    item.save()
    Thing.objects.create(name=f"dấu vết {name}", path=item.path, words="", sort_key="")
    act.record(item)


@screen("things.view")
def things(request: HttpRequest) -> HttpResponse:
    return listing(
        request, ThingTable, ThingFilters, title="Sổ đoàn viên", export="things.export", add=("Thêm", "/things/1/")
    )


@screen("things.view")
def persons(request: HttpRequest) -> HttpResponse:
    return listing(request, ThingTable, title="Người", export="things.export", personal=True)


@screen("things.view")
def hints(request: HttpRequest) -> HttpResponse:
    return suggestions(request, Thing.objects.order_by("sort_key"))


def _form(item: Thing) -> Callable[..., forms.Form]:
    return partial(ThingForm, initial={"name": item.name, "on": item.on, "amount": item.amount, "kind": item.kind})


@screen("things.change")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(Thing, pk=pk)
    return edit(
        request, _form(item), partial(change, item=item), title="Sửa", back="/things/", done="/things/", said="Đã sửa."
    )


@screen("things.change")
def heavy(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(Thing, pk=pk)

    def effects(**values: Any) -> list[str]:
        return [f"{Thing.objects.get(pk=pk).name} thành {values['name']}"]

    return edit(request, _form(item), partial(change, item=item), title="Sửa", done="/things/", preview=effects)


class ActingMiddleware:
    """Everybody acts in the subtree 1/2/ with the rights that the tests set here."""

    permissions = frozenset({"things.view", "things.change", "things.export"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(Actor(request.user.pk, None, None, "Thử", Scope("1/2/"), self.permissions)):
            return self.get_response(request)


urlpatterns = [
    path("things/", things, name="things"),
    path("things/persons/", persons, name="persons"),
    path("things/suggestions/", hints, name="hints"),
    path("things/<int:pk>/", one, name="thing"),
    path("things/<int:pk>/heavy/", heavy, name="heavy"),
    path("", include("ketdoan.urls")),
]
