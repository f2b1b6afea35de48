"""Lists of members on their way into the register, and what imports did, so that they can be undone."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.core.staging.models import FAULTY, STATES, KeptLayouts, Upload, UploadRow
from ketdoan.units.models import Person, Unit

from ..rules import EVENT_LABELS, EventKind

KINDS = [(str(kind), EVENT_LABELS[kind]) for kind in (EventKind.ADMISSION, EventKind.RECOGNITION)]
DOUBTFUL = "doubtful"
ROW_STATES = [*STATES[:3], (DOUBTFUL, "Cần xem"), *STATES[3:]]


class MemberImport(Upload):
    """A list of the members of a unit and of those below it. `kind` is how those become members whom the register does
    not know as such."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="member_imports")
    kind = models.CharField("hình thức", max_length=20, choices=KINDS, default=EventKind.ADMISSION.value)

    class Meta:
        indexes = [models.Index(fields=["goes_on"], name="member_import_goes_on")]


class MemberImportRow(UploadRow):
    """A row of such a list. One in doubt is decided by the officer: the same person as one in the register, or not."""

    DOUBTFUL, STATES = DOUBTFUL, ROW_STATES

    upload = models.ForeignKey(MemberImport, models.CASCADE, related_name="rows")
    state = models.CharField("kết quả", max_length=8, choices=ROW_STATES, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "position"], name="member_import_row_place")]
        indexes = [
            models.Index(
                fields=["upload", "state", "position"],
                condition=Q(state__in=(FAULTY, DOUBTFUL)),
                name="member_import_row_open",
            ),
        ]


class MemberLayout(KeptLayouts):
    """What the columns of such lists meant."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="member_layout")


class ImportDone(ScopedModel):
    """That a list was imported: for which unit, what came of it. Its events bear `batch`; whatever else it recorded of
    the persons concerned was recorded from `began_at` to `ended_at`, while nobody else could touch them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports_done")
    upload_id = models.BigIntegerField(null=True, editable=False)
    account_id = models.BigIntegerField(null=True, editable=False)
    batch = models.UUIDField(unique=True, editable=False)
    counts = models.JSONField(default=dict)
    began_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "-ended_at"], name="import_done_unit")]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"


class ImportedChange(ScopedModel):
    """What an import changed of somebody whom the register knew: how it stood before, sealed under the person's key."""

    done = models.ForeignKey(ImportDone, models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    before = SealedField("trước đó", key="person.key")

    visible = Subtree("done__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["done", "person"], name="imported_change_once")]

    def __str__(self) -> str:
        return f"{self.done_id} {self.person_id}"
