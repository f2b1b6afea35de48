"""The one list screen: search as you type, filters in the address, order, pages, saved views, Excel.

    @screen("units.view")
    def unit_list(request):
        return listing(request, UnitTable, UnitFilters, title="Đơn vị", export="units.export",
                       add=("Thêm đơn vị", reverse("units:add")))

`UnitTable` is a django_tables2.Table (columns that may be sorted have an index; `core.columns` draws numbers and
dates; one that is not `visible` stands in the Excel file alone), `UnitFilters` a django_filters.FilterSet or None. The
search needs the table's column of folded words (see `core.search`). A page that wants more around the list extends
`core/listing.html`.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack, cast

from django import forms
from django.db import models, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django_filters import FilterSet
from django_tables2 import Table

from .accounts import bulk_refusal
from .acting import current_actor, somebody
from .actions import Act
from .models import SavedView
from .modules import persons_listed
from .saved_views import views_of
from .search import CAP, Found, all_found, found
from .sheets import MIME, write_sheets
from .viet import fold, format_number, today

#: Rows of a page: the usual number first, and those that one may choose.
SIZES = (20, 50, 100)
LONGEST_SEARCH = 100
CHUNK = 2_000
#: Names of the address that are not part of a view.
PAGE, EXPORT, ROWS = "page", "export", "dong"


class Options(TypedDict, total=False):
    """What a list may add.

    rows     the queryset, where it is not simply all that the scope shows of the table's model
    search   the column of folded words; "" for a list without search
    export   the permission that allows the Excel file; without it there is none
    personal whether the rows are persons: the Excel file then asks for an account with a second factor
    person   of a row the attribute with the person's id; who is in the file is then logged for them to see
    add      label and address of the page on which a row is made: the head's button, the empty list's next step
    empty    what an empty list says
    noun     what a row is, for the count: "đơn vị"
    example  what may be typed into the search
    totals   sums of the whole list that is shown, not of one page: (label, text) for each
    context  more for the template
    """

    rows: models.QuerySet
    search: str
    export: str
    personal: bool
    person: str
    add: tuple[str, str]
    empty: str
    noun: str
    example: str
    totals: Callable[[models.QuerySet], Sequence[tuple[str, str]]]
    context: dict[str, Any]


@dataclass(frozen=True)
class Pages:
    """Where the shown rows stand in the list, and the addresses of the pages beside them."""

    found: Found
    number: int
    query: QueryDict
    size: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.found.rows) - 1

    @property
    def total(self) -> str:
        """853, or "hơn 1.000" where counting stopped."""
        return ("hơn " if self.found.more else "") + format_number(self.found.count)

    @property
    def previous(self) -> str:
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        further = self.found.more or self.last < self.found.count
        return self._address(self.number + 1) if further and not self.at_end else ""

    @property
    def at_end(self) -> bool:
        """Whether this is the last page that can be reached, though the list goes on."""
        return self.found.more and self.number * self.size >= CAP

    @property
    def sizes(self) -> list[tuple[int, str]]:
        """The other numbers of rows that a page may have, with their addresses; none for a list that one page shows."""
        if not self.found.more and self.found.count <= SIZES[0]:
            return []
        return [(size, self._address(1, size)) for size in SIZES if size != self.size]

    def _address(self, number: int, size: int = 0) -> str:
        query = self.query.copy()
        query[PAGE] = str(number)
        if (size or self.size) != SIZES[0]:
            query[ROWS] = str(size or self.size)
        return "?" + query.urlencode()


def listing(
    request: HttpRequest,
    table: type[Table],
    filters: type[FilterSet] | None = None,
    template: str = "core/listing.html",
    *,
    title: str,
    **options: Unpack[Options],
) -> HttpResponse:
    """The list as a page; for htmx the rows alone; with `export` in the address the Excel file of what is shown."""
    search = options.get("search", "words")
    text = request.GET.get("q", "")[:LONGEST_SEARCH] if search else ""
    filterset, rows = _filtered(request, table, filters, options.get("rows"))
    shown = table(rows, request=None)
    ordered = _ordered(shown, request)
    if EXPORT in request.GET:
        current_actor().must(options.get("export") or EXPORT)
        if options.get("personal") and (refusal := bulk_refusal(request, request.path)):
            return refusal
        act = Act(current_actor(), options.get("export", ""), "")
        act.record(change={"list": _screen(request)})
        file = _excel(act, shown, all_found(ordered, text, search), title, options.get("person", ""))
        return cast(
            HttpResponse, file
        )  # views promise HttpResponse; a streamed file is one to all but the type checker
    size = _page_size(request)
    number = _page_number(request, size)
    result = found(ordered, text, (number - 1) * size, size, search)
    query = plain_query(request.GET)
    if number > 1 and not result.rows:
        return redirect(f"{request.path}?{query.urlencode()}")
    shown.data.data = result.rows
    actor = somebody()
    sums = options.get("totals")
    context = {
        "title": title,
        "totals": sums(all_found(ordered, text, search)) if sums else (),
        "table": shown,
        "filters": filterset,
        "pages": Pages(result, number, query, size),
        "searchable": bool(search),
        "text": text,
        "narrowed": any(name != shown.prefixed_order_by_field for name in query),
        "sort": (shown.prefixed_order_by_field, query.get(shown.prefixed_order_by_field, "")),
        "may_export": bool(actor and options.get("export") and actor.may(options["export"])),
        "add": options.get("add"),
        "empty": options.get("empty", "Danh sách này chưa có dòng nào."),
        "noun": options.get("noun", "dòng"),
        "example": options.get("example", "nguyen van an"),
        **_saved_views(request, query),
        **options.get("context", {}),
    }
    return _answer(request, template, context, query)


def shown_rows(
    request: HttpRequest,
    table: type[Table],
    filters: type[FilterSet] | None,
    rows: models.QuerySet,
    search: str = "words",
) -> models.QuerySet:
    """All rows that a list shows at an address, in its order: for the list on paper."""
    _, chosen = _filtered(request, table, filters, rows)
    ordered = _ordered(table(chosen, request=None), request)
    return all_found(ordered, request.GET.get("q", "")[:LONGEST_SEARCH] if search else "", search)


def plain_query(given: QueryDict) -> QueryDict:
    """What an address says of search, filters and order: without empty values, page and export, by name."""
    query = QueryDict(mutable=True)
    for name in sorted(given):
        values = [value for value in given.getlist(name) if value]
        if values and name not in (PAGE, EXPORT, ROWS):
            query.setlist(name, values)
    return query


def _filtered(
    request: HttpRequest, table: type[Table], filters: type[FilterSet] | None, rows: models.QuerySet | None
) -> tuple[FilterSet | None, models.QuerySet]:
    if rows is None:
        rows = table._meta.model.objects.all()
    if filters is None:
        return None, rows
    filterset = filters(request.GET, queryset=rows, request=request)
    for field in filterset.form.fields.values():
        _name_in_itself(field)
    return filterset, filterset.qs if filterset.is_valid() else rows.none()


def _name_in_itself(field: forms.Field) -> None:
    """Filters stand in one line without visible labels: the control itself says what it filters."""
    if isinstance(field.widget, forms.Select):
        choices = list(field.widget.choices)
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = f"{field.label}: tất cả"
        elif choices and not isinstance(field.widget, forms.SelectMultiple):
            empty, *others = choices
            field.widget.choices = [("", f"{field.label}: tất cả"), *others] if not empty[0] else choices
    else:
        field.widget.attrs["placeholder"] = field.label


def _ordered(table: Table, request: HttpRequest) -> models.QuerySet:
    """Sort as the address asks; rows that are equal in that keep one order by their key."""
    wanted = [name for name in request.GET.getlist(table.prefixed_order_by_field) if name]
    if wanted:
        table.order_by = wanted
    rows = table.data.data
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(*order, "pk")


def _page_size(request: HttpRequest) -> int:
    given = request.GET.get(ROWS, "")
    return int(given) if given in map(str, SIZES) else SIZES[0]


def _page_number(request: HttpRequest, size: int) -> int:
    given = request.GET.get(PAGE, "1")
    return max(1, min(int(given), CAP // size)) if given.isascii() and given.isdigit() else 1


def _screen(request: HttpRequest) -> str:
    """The name of the list."""
    return request.resolver_match.view_name if request.resolver_match else request.path


def _saved_views(request: HttpRequest, query: QueryDict) -> dict[str, Any]:
    screen = _screen(request)
    here = query.urlencode()
    views: list[tuple[SavedView, str]] = views_of(request, screen)
    return {
        "screen": screen,
        "views": views,
        "here": here,
        "view": next((view for view, saved in views if saved == here), None),
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any], query: QueryDict) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == "rows":
        response = render(request, "core/listing_part.html", context)
        response["HX-Push-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
    else:
        response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _excel(act: Act, table: Table, rows: models.QuerySet, title: str, person: str) -> FileResponse:
    """The file, and an entry in the audit trail: what was taken out of the house, by whom, which columns and rows."""
    columns = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    with transaction.atomic():
        table.data.data = rows.iterator(chunk_size=CHUNK)
        people = array("q")
        taken = _noting(act.recorded(table.rows, lambda row: row.record.pk), person, people)
        values = ([row.get_cell_value(column.name) for column in columns] for row in taken)
        file = write_sheets(title, [str(column.header) for column in columns], values)
        if people:
            persons_listed(people, title)
        act.record(change={"columns": [column.name for column in columns]})
        act.write()
    name = f"{slugify(fold(title))}-{today():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MIME)


def _noting(rows: Iterable[Any], person: str, people: "array[int]") -> Iterator[Any]:
    """The rows as they pass, the person of each noted."""
    for row in rows:
        if person:
            people.append(getattr(row.record, person))
        yield row
