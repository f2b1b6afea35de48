"""Which template a print takes: the nearest above that the acting post may see, else the one that is shipped."""

from ketdoan.core.files import open_blob
from ketdoan.core.scope import Scope

from ..models import PrintTemplate, Unit
from .defaults import default_template


def nearest(kind: str, unit: Unit) -> PrintTemplate | None:
    """The template in use for a unit's prints: its own, else that of the nearest unit above with one; None where the
    shipped one is used."""
    line = Scope(unit.path).lineage()
    found = PrintTemplate.objects.filter(kind=kind, ended_at=None, unit__path__in=line).select_related("unit", "blob")
    return max(found, key=lambda template: len(template.unit.path), default=None)


def content(kind: str, template: PrintTemplate | None) -> bytes:
    """The .docx of a template, or the shipped one."""
    if template is None:
        return default_template(kind)
    with open_blob(template.blob) as file:
        return file.read()
