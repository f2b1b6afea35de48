"""Work programmes of a unit: what it will do in a term, a year or a quarter, by whom and until when."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.search import WordsIndex
from ketdoan.units.models import Attachment, Department, Term, Unit


class Programme(ScopedModel):
    """The programme of a unit for the days from `begins` to `ends`, both included; that of a term names it."""

    TERM, YEAR, QUARTER = "term", "year", "quarter"
    KINDS = [(YEAR, "Năm"), (QUARTER, "Quý"), (TERM, "Toàn khóa")]

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=10, choices=KINDS)
    title = models.CharField("tên", max_length=150)
    begins = models.DateField("từ ngày")
    ends = models.DateField("đến hết ngày")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-begins", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "begins"], name="programme_once"),
            models.CheckConstraint(condition=Q(ends__gte=models.F("begins")), name="programme_days"),
        ]
        indexes = [WordsIndex(name="programme_words")]

    def __str__(self) -> str:
        return self.title


class ProgrammeItem(ScopedModel):
    """One piece of work of a programme.

    `owner` is who answers for it, an office by the `fact` of its appointment; a department may instead. `measure` says
    by what one sees that it is done.
    """

    PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"
    STATES = [(PLANNED, "Chưa làm"), (DOING, "Đang làm"), (DONE, "Đã xong"), (DROPPED, "Không làm nữa")]
    OPEN = (PLANNED, DOING)
    TRANSITIONS = {
        PLANNED: (DOING, DONE, DROPPED),
        DOING: (DONE, DROPPED),
        DONE: (DOING,),
        DROPPED: (PLANNED,),
    }

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="items")
    what = models.CharField("việc", max_length=300)
    owner = models.UUIDField("người phụ trách", null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField("hạn")
    measure = models.CharField("tiêu chí hoàn thành", max_length=200, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=PLANNED)
    result = models.CharField("kết quả", max_length=500, blank=True)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(editable=False)

    visible = Subtree("programme__unit")

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(department__isnull=True), name="programme_item_one_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "dropped"]) | ~Q(result=""), name="programme_item_closed_says_how"
            ),
        ]
        indexes = [
            models.Index(fields=["due"], name="programme_item_open", condition=Q(state__in=["planned", "doing"])),
            models.Index(fields=["owner"], name="programme_item_owner"),
            WordsIndex(name="programme_item_words"),
        ]

    def __str__(self) -> str:
        return self.what
