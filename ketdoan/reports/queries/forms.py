"""Forms as they were published, read and ready to be used."""

from functools import cache

from ..models import FormVersion, Round
from ..rules.adding import Adding
from ..rules.catalogue import catalogue
from ..rules.forms import Form, form_of


def form_version(version_id: int) -> Form:
    """The form of a version. Versions never change, so each is read once in a process."""
    return _form(version_id)


@cache
def _form(version_id: int) -> Form:
    return form_of(FormVersion.objects.values_list("content", flat=True).get(pk=version_id))


def latest(code: str) -> FormVersion | None:
    """The version of a form that was published last."""
    return FormVersion.objects.filter(code=code).order_by("-no").first()


def adding_of(asked: Round) -> Adding:
    """How the figures of a round are added up: the cells of both its forms, those of the lower one first."""
    return _adding(asked.form_id, asked.upper_form_id)


@cache
def _adding(form_id: int, upper_id: int) -> Adding:
    return Adding(list(dict.fromkeys([*_form(form_id).cells, *_form(upper_id).cells])), catalogue())
