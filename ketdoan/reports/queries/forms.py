"""Forms as they were published, read and ready to be used."""

from functools import cache

from ketdoan.core.scope import EVERYTHING, TERRITORY, current_scope
from ketdoan.units.models import Unit

from ..models import FormVersion, Round
from ..rules.adding import Adding
from ..rules.catalogue import OWN, Catalogue, Element, catalogue
from ..rules.forms import Form, form_of


def form_version(version_id: int) -> Form:
    """The form of a version. Versions never change, so each is read once in a process."""
    return _form(version_id)


@cache
def _form(version_id: int) -> Form:
    return form_of(FormVersion.objects.values_list("content", flat=True).get(pk=version_id))


def forms_to_ask() -> list[FormVersion]:
    """The last version of every form for which the acting unit may ask: shipped ones, its own, those of units above."""
    return [version for version in forms_seen() if version.unit is None or _above(version.unit)]


def forms_seen() -> list[FormVersion]:
    """The last version of every form that the scope sees: shipped ones, those of its units and of the units above."""
    last = FormVersion.objects.order_by("code", "-no").distinct("code").values("pk")
    found = FormVersion.objects.filter(pk__in=last).select_related("unit").order_by("title")
    return [version for version in found if sees(version)]


def sees(version: FormVersion) -> bool:
    """Whether the scope sees a form."""
    return version.unit is None or _above(version.unit) or current_scope().holds(_path(version.unit))


def _above(unit: Unit) -> bool:
    scope = current_scope()
    return scope is EVERYTHING or _path(unit) in scope.lineage()


def _path(unit: Unit) -> str:
    return str(unit.territory_path if current_scope().tree == TERRITORY else unit.path)


def latest(code: str) -> FormVersion | None:
    """The version of a form that was published last."""
    return FormVersion.objects.filter(code=code).order_by("-no").first()


def element_of(cell: str) -> Element:
    """The element of a cell, be it of the catalogue or a form's own. Raises KeyError where there is none."""
    return _catalogue_of(cell).element(cell)


def title_of(cell: str) -> str:
    """A cell in words, be its element of the catalogue or a form's own. Raises KeyError where there is none."""
    return _catalogue_of(cell).title(cell)


def _catalogue_of(cell: str) -> Catalogue:
    code = cell.partition("|")[0]
    if not code.startswith(OWN):
        return catalogue()
    telling = FormVersion.objects.filter(content__element__contains=[{"code": code}]).order_by("-no").first()
    return form_version(telling.pk).known if telling else catalogue()


def adding_of(asked: Round) -> Adding:
    """How the figures of a round are added up: the cells of both its forms, those of the lower one first."""
    return _adding(asked.form_id, asked.upper_form_id)


@cache
def _adding(form_id: int, upper_id: int) -> Adding:
    lower, upper = _form(form_id), _form(upper_id)
    known = Catalogue({**lower.known.elements, **upper.known.elements}, lower.known.dimensions)
    return Adding(list(dict.fromkeys([*lower.cells, *upper.cells])), known)
