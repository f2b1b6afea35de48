"""Files of unions on their way into the register."""

from django.db import models
from django.db.models import Q

from ketdoan.core.staging.models import KeptLayouts, Upload, UploadRow

from .units import Unit


class UnionImport(Upload):
    """A file of units, terms and officers. `with_parent` says that a unit older than what stands above it is recorded
    from that one's first day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports")
    with_parent = models.BooleanField("ghi từ ngày đầu của cấp trên", default=False)
    decision_code = models.CharField("số quyết định", max_length=60, blank=True)
    decision_signed_on = models.DateField("ngày ký", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["goes_on"], name="import_goes_on")]


class ImportRow(UploadRow):
    """A row of such a file."""

    upload = models.ForeignKey(UnionImport, models.CASCADE, related_name="rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "position"], name="import_row_place")]
        indexes = [
            models.Index(fields=["upload", "position"], condition=Q(state="faulty"), name="import_row_faulty"),
        ]


class ImportLayout(KeptLayouts):
    """What the columns of such files meant. Exports follow the last one."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="import_layout")
