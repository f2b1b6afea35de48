"""Pages of the acts that change a unit or the tree: one form each, the effects shown before a heavy one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketdoan.core.editing import edit
from ketdoan.core.fields import suggestions
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_date, format_number, today

from ..actions import reorganisation as acts
from ..actions.structure import Birth
from ..forms import acts as forms
from ..models import Unit, UnitVersion
from ..queries.lens import counts
from ..queries.shape import shape
from ..rules import Counts

TEMPLATE = "units/act.html"


def _open(code: str) -> Unit:
    return get_object_or_404(Unit, code=code, ended_on=None)


def _page(
    request: HttpRequest, unit: Unit, form: Callable[..., Any], save: Callable[..., Any], title: str, **options: Any
) -> HttpResponse:
    """One act on a unit as a form page that leads back to the unit."""
    back = reverse("units:unit", args=[unit.code])
    options.setdefault("done", back)
    options["context"] = {"unit": unit, **options.get("context", {})}
    return edit(request, form, save, TEMPLATE, title=f"{title}: {unit.short_name}", back=back, **options)


def _version(unit: Unit) -> UnitVersion | None:
    return UnitVersion.objects.on(today()).filter(unit=unit).first()


@screen("units.view")
def suggest(request: HttpRequest) -> HttpResponse:
    """Units that match what is being typed."""
    rows = Unit.objects.filter(ended_on=None).order_by("sort_key")
    return suggestions(request, rows, text=lambda unit: f"{unit.short_name} ({unit.code})")


@screen("units.rename")
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a unit other names."""
    unit = _open(code)
    form = partial(forms.RenameForm, initial={"name": unit.name, "short_name": unit.short_name})
    return _page(request, unit, form, partial(acts.rename, unit=unit), "Đổi tên", said="Đã đổi tên đơn vị.")


@screen("units.describe")
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Record attributes of a unit."""
    unit = _open(code)
    version = _version(unit)
    initial = {name: getattr(version, name) for name in acts.DESCRIBABLE} if version else {}
    form = partial(forms.DescribeForm, initial=initial)
    save = partial(acts.describe, unit=unit)
    return _page(request, unit, form, save, "Cập nhật thông tin", said="Đã cập nhật thông tin đơn vị.")


@screen("units.retype")
def retype(request: HttpRequest, code: str) -> HttpResponse:
    """Make a unit another kind."""
    unit = _open(code)
    form = partial(forms.RetypeForm, initial={"kind": unit.kind})
    return _page(request, unit, form, partial(acts.retype, unit=unit), "Chuyển loại đơn vị", said="Đã chuyển loại.")


@screen("units.recognise")
def recognise(request: HttpRequest, code: str) -> HttpResponse:
    """Record the recognition of a unit."""
    unit = _open(code)
    save = partial(acts.recognise, unit=unit)
    return _page(request, unit, forms.RecogniseForm, save, "Công nhận", said="Đã ghi việc công nhận.")


@screen("units.suspend")
def set_status(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend a unit or let it go on."""
    unit = _open(code)
    form = partial(forms.StatusForm, initial={"status": unit.status})
    save = partial(acts.set_status, unit=unit)
    return _page(request, unit, form, save, "Tình trạng hoạt động", said="Đã ghi tình trạng hoạt động.")


@screen("units.move")
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Put a unit under another one."""
    unit = _open(code)

    def preview(parent: Unit, since: Any, tree: str, **_: Any) -> list[str]:
        below = counts(unit.pk, since, tree=tree)
        return [
            f"{unit.short_name} trực thuộc {parent.short_name} từ ngày {format_date(since)}.",
            f"Đi theo: {_below(below)}.",
            "Số liệu trước ngày này không đổi.",
        ]

    save = partial(acts.move, units=[unit])
    return _page(request, unit, forms.MoveForm, save, "Chuyển trực thuộc", preview=preview, said="Đã chuyển đơn vị.")


def _below(below: Counts) -> str:
    if not below.upper and not below.grassroots_total:
        return f"{format_number(below.direct)} bộ phận, tổ trực thuộc" if below.direct else "không có đơn vị trực thuộc"
    grassroots = format_number(below.grassroots_total)
    return f"{format_number(below.direct)} đơn vị trực thuộc, {grassroots} công đoàn cơ sở tính cả cấp dưới"


def _end_effects(unit: Unit, since: Any) -> list[str]:
    below = counts(unit.pk, since)
    return [
        f"{unit.short_name} kết thúc hoạt động từ ngày {format_date(since)}; hồ sơ và số liệu trước đó còn nguyên.",
        "Nhiệm kỳ, chức vụ và quyền truy cập tại đơn vị này kết thúc cùng ngày.",
        f"Bên dưới: {_below(below)}.",
    ]


@screen("units.absorb")
def absorb(request: HttpRequest, code: str) -> HttpResponse:
    """End a unit into another that takes over what stood under it."""
    unit = _open(code)

    def preview(into: Unit, since: Any, **_: Any) -> list[str]:
        return [*_end_effects(unit, since), f"{into.short_name} tiếp nhận toàn bộ đơn vị trực thuộc và hồ sơ lưu."]

    save = partial(acts.absorb, units=[unit])
    return _page(
        request, unit, forms.AbsorbForm, save, "Sáp nhập vào đơn vị khác", preview=preview, said="Đã sáp nhập đơn vị."
    )


@screen("units.dissolve")
def dissolve(request: HttpRequest, code: str) -> HttpResponse:
    """End a unit without a successor."""
    unit = _open(code)

    def preview(since: Any, **_: Any) -> list[str]:
        return [*_end_effects(unit, since), "Tổ công đoàn và bộ phận bên trong kết thúc cùng đơn vị."]

    save = partial(acts.dissolve, units=[unit])
    return _page(
        request,
        unit,
        forms.DissolveForm,
        save,
        "Kết thúc hoạt động",
        preview=preview,
        said="Đã ghi.",
    )


@screen("units.found")
def add_child(request: HttpRequest, code: str) -> HttpResponse:
    """Found a unit under this one."""
    unit = _open(code)

    def to_the_new_one(found: Unit) -> str:
        return reverse("units:unit", args=[found.code])

    save = partial(acts.found, parent=unit)
    return _page(
        request, unit, forms.FoundForm, save, "Lập đơn vị trực thuộc", done=to_the_new_one, said="Đã lập đơn vị mới."
    )


@screen("units.merge")
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a unit with others into a new one."""
    unit = _open(code)

    def preview(units: list[Unit], since: Any, values: dict[str, Any], **_: Any) -> list[str]:
        names = "; ".join(u.short_name for u in units)
        direct = sum(counts(u.pk, since).direct for u in units)
        return [
            f"{names} kết thúc từ ngày {format_date(since)}.",
            f"{values['short_name']} được lập cùng ngày và tiếp nhận {format_number(direct)} đơn vị trực thuộc.",
            "Số liệu trước ngày này không đổi.",
        ]

    above = Unit.objects.filter(pk=unit.parent_id or 0).first()
    form = partial(forms.MergeForm, unit=unit, initial={"kind": unit.kind, "parent": above})
    return _page(
        request, unit, form, acts.merge, "Hợp nhất thành đơn vị mới", preview=preview, said="Đã hợp nhất đơn vị."
    )


@screen("units.split")
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Take new units out of one, or split it up whole."""
    unit = _open(code)
    follow = shape(today())
    at = follow.position(unit.pk)
    ids = [int(pk) for pk in follow.ids[follow.children(at)]] if at is not None else []
    below = list(Unit.objects.filter(pk__in=ids).order_by("sort_key"))
    parent = Unit.objects.filter(pk=unit.parent_id or 0).first()

    def save(*, kind: str, parts: list[dict[str, str]], **inputs: Any) -> Any:
        names = ("name", "short_name")
        births = [
            Birth(part["code"], {"kind": kind or unit.kind, **{name: part[name] for name in names}}, parent)
            for part in parts
        ]
        return acts.split(units=[unit], births=births, **inputs)

    form = partial(forms.SplitForm, unit=unit, below=below)
    return _page(request, unit, form, save, "Chia, tách đơn vị", said="Đã chia, tách đơn vị.")
