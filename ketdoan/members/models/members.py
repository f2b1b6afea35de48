"""The register as it is today: one row for everybody who is or was a member."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.search import WordsIndex
from ketdoan.units.models import Person, PersonName, Unit

from ..rules import STANDING_LABELS

LEFT = "left"
STATES = [*((str(standing), label) for standing, label in STANDING_LABELS.items()), (LEFT, "Đã thôi")]


class Member(ScopedModel):
    """Somebody in the register, as lists show them: where they belong now, or belonged last.

    Derived from spells and from the person's record, whose name's folded words and sort key it repeats, so that the
    lists of millions can be searched and ordered by one table. `since` is the first day of the present standing in
    the present unit, of those who left the day of leaving; `joined_on` the day on which the present or last
    membership began.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="member")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="members", verbose_name="đơn vị", db_index=False, db_constraint=False
    )
    state = models.CharField("tình trạng", max_length=10, choices=STATES)
    since = models.DateField("từ ngày")
    joined_on = models.DateField("ngày vào công đoàn")
    words = models.CharField(max_length=160, editable=False)
    sort_key = models.CharField(max_length=300, db_collation="C", editable=False)
    sex = models.CharField("giới tính", max_length=1, choices=Person._meta.get_field("sex").choices, blank=True)
    birth_date = models.DateField("ngày sinh", null=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True)

    visible = Subtree("unit")
    names = PersonName

    class Meta:
        ordering = ["sort_key"]
        indexes = [
            models.Index(fields=["sort_key"], name="member_sort_key"),
            # Given names tell men and women apart: in the order of all names the first of one sex may come late.
            models.Index(fields=["sex", "sort_key"], name="member_sex"),
            models.Index(fields=["state", "sort_key"], name="member_state", condition=~Q(state="member")),
            # With it members of some units are counted by the words of their names without a look at the rows.
            models.Index(fields=["unit", "sort_key"], include=["words", "state"], name="member_unit_words"),
            WordsIndex(name="member_words"),
            models.Index(fields=["words", "birth_date"], name="member_namesakes"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
