"""What a unit reports in a round: its figures, how they came to be, and what is said about them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ketdoan.core.models.files import Blob
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules.states import State
from .forms import FormVersion
from .rounds import Round


class Submission(ScopedModel):
    """The report that a unit owes in a round.

    `path` and `territory_path` are where the unit stood when the round was opened, as ids from the top; by them its
    figures go up, whatever becomes of the trees. `above` is the unit right above it in the line, where that is asked
    too. `consolidates` says that it puts together what is below it: then its own cells are what it adds of itself.
    `employer_kind` is that of a unit that does not, as the catalogue names it; `grassroots` that it has none below.
    `values` and `marks` are the figures as they stand (`rules.packs`), `no` the number of the last filling, `revision`
    that of the last one handed in, 0 for none. `numbers` counts the cells that hold something.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions", verbose_name="đơn vị")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    path = models.CharField(db_collation="C", editable=False)
    territory_path = models.CharField(db_collation="C", editable=False)
    above = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    consolidates = models.BooleanField("tổng hợp từ cấp dưới", editable=False)
    grassroots = models.BooleanField("đơn vị cơ sở", editable=False)
    employer_kind = models.CharField("loại hình", max_length=20, blank=True, editable=False)
    due = models.DateField("hạn nộp")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.OWED, editable=False)
    reason = models.CharField("lý do miễn", max_length=250, blank=True, editable=False)
    values = models.BinaryField(default=b"", editable=False)
    marks = models.BinaryField(default=b"", editable=False)
    numbers = models.PositiveIntegerField(default=0, editable=False)
    no = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField("nộp lúc", null=True, editable=False)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, editable=False)
    changed_at = models.DateTimeField("ghi lúc", null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="submission_once")]
        indexes = [
            models.Index(
                fields=["round", "path"],
                include=["consolidates", "state", "due", "first_submitted_at"],  # all that progress is counted from
                name="submission_path",
            ),
            models.Index(fields=["round", "above"], name="submission_above"),
            models.Index(fields=["round", "territory_path"], name="submission_territory_path"),
            models.Index(fields=["unit", "state"], name="submission_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class Filling(ScopedModel):
    """One saving of cells, for ever: what was written in which, by whom.

    `cells` maps each to [number or null, sign or state, source]. `seen` is the number of the last filling that the
    writer knew of; cells that somebody else had written since, and differently, are in `held_back` and not in force.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="fillings")
    no = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    cells = models.JSONField()
    held_back = models.JSONField(default=dict)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    account = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["submission", "no"], name="filling_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.no}"


class Revision(ScopedModel):
    """A report as it was handed in, for ever. `digest` is that of its figures, its form and its manifest.

    `manifest` says of a consolidated report what it was put together from: ids and revisions of the reports below,
    ids of adjustments, how many were expected. `own_values` and `own_marks` are then what the unit added of itself.
    `words` are the report in words, figures and all: [chapter's code, paragraphs]; `files` what went with it: [id of
    the enclosure, name, SHA-256].
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="revisions")
    no = models.PositiveIntegerField()
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    values = models.BinaryField()
    marks = models.BinaryField()
    own_values = models.BinaryField(default=b"")
    own_marks = models.BinaryField(default=b"")
    manifest = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    reason = models.CharField("lý do sửa", max_length=250, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["submission", "no"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.no}"


class Paper(ScopedModel):
    """The PDF of a report as it was when its round was locked, for ever."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="paper")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    visible = Subtree("revision__submission__unit")

    def __str__(self) -> str:
        return str(self.revision_id)


class NoteKind(models.TextChoices):
    """What is said about a report."""

    EXPLAINED = "explained", "Giải trình"
    RETURNED = "returned", "Yêu cầu sửa"
    ASKED = "asked", "Hỏi đơn vị"
    ANSWERED = "answered", "Trả lời"


class Note(ScopedModel):
    """Words about a cell of a report, or about a rule that its figures break; without either, about all of it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    cell = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=160, blank=True)
    text = models.CharField("nội dung", max_length=500)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["submission", "kind"], name="note_of_submission")]

    def __str__(self) -> str:
        return self.text


class Adjustment(ScopedModel):
    """What a unit adds to (or takes off) the sum of what is below it in one cell: the reports below are never touched.

    It counts for the unit that made it and for all above.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="adjustments")
    cell = models.CharField(max_length=120)
    delta = models.DecimalField("số điều chỉnh", max_digits=20, decimal_places=4)
    reason = models.CharField("lý do", max_length=250)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(delta=0), name="adjustment_not_nothing")]

    def __str__(self) -> str:
        return f"{self.cell} {self.delta}"


class Counting(ScopedModel):
    """A change of what counts in the figures of the units above: `vector` is added to each of them, `reported` and
    `expected` to how many have reported and how many must.

    `xact` is the transaction that wrote it: a process that holds the sums of a round adds what its own snapshot did not
    see yet (`queries.rollup`). Rows are of use for as long as a process may hold older sums; a job removes them.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="countings")
    path = models.CharField(db_collation="C")
    territory_path = models.CharField(db_collation="C")
    reported = models.SmallIntegerField()
    expected = models.SmallIntegerField()
    vector = models.BinaryField()
    xact = models.BigIntegerField(editable=False)
    at = models.DateTimeField(default=timezone.now)

    visible = Subtree("round__unit")

    class Meta:
        indexes = [models.Index(fields=["round", "xact"], name="counting_round_xact")]

    def __str__(self) -> str:
        return self.path
