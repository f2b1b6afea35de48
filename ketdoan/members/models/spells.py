"""Spells: who belonged to which unit on which days. Derived from the events of each person, and rebuilt with them."""

from django.db import models
from django.db.models import F, Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from ..rules import COUNTED, STANDING_LABELS
from .events import KINDS, MemberEvent

STANDINGS = [(str(standing), label) for standing, label in STANDING_LABELS.items()]


class Spell(ScopedModel):
    """The days [since, until) of a person in one unit in one standing: how it began (`came`) and how it ended (`went`).

    One that ended on the day on which it began is kept: it counts in flows, not in stocks. `from_unit` is where a
    move came from. Sex and year of birth are copies, so that figures by them need no other table. The paths are those
    of the units in the tree as it stood just before the event; they are empty where the day's tree tells as much, and
    given where several things happened on one day and their order matters.

    The database does not check the keys of these rows one by one, which would cost a bulk load more than the rows
    themselves: they come from events, whose keys it checks.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="spells", db_index=False, db_constraint=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="spells", verbose_name="đơn vị", db_index=False, db_constraint=False
    )
    standing = models.CharField("tình trạng", max_length=10, choices=STANDINGS)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True)
    came = models.CharField("vào do", max_length=20, choices=KINDS)
    came_event = models.ForeignKey(MemberEvent, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    from_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="chuyển từ",
        db_index=False,
        db_constraint=False,
    )
    went = models.CharField("thôi do", max_length=20, choices=KINDS, blank=True)
    reason = models.CharField("lý do", max_length=120, blank=True)
    went_event = models.ForeignKey(
        MemberEvent, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    sex = models.CharField("giới tính", max_length=1, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True)
    path = models.TextField(null=True, editable=False)
    from_path = models.TextField(null=True, editable=False)
    out_path = models.TextField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="spell_one_open", condition=Q(until=None)),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="spell_days"),
        ]
        indexes = [
            models.Index(fields=["unit", "since"], name="spell_unit"),
            models.Index(fields=["person", "since"], name="spell_person"),
            models.Index(fields=["since"], name="spell_since"),
            models.Index(fields=["until"], name="spell_until", condition=Q(until__isnull=False)),
            models.Index(fields=["since"], name="spell_moved", condition=Q(came="transfer")),
            models.Index(fields=["from_unit", "since"], name="spell_from", condition=Q(from_unit__isnull=False)),
            models.Index(fields=["since"], name="spell_path", condition=Q(path__isnull=False)),
            models.Index(fields=["until"], name="spell_out_path", condition=Q(out_path__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_id}"


#: Spells that count as membership.
COUNTING = Q(standing__in=[str(standing) for standing in COUNTED])
