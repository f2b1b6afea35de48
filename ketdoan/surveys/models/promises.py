"""What is taken to the dialogue, what was promised there, and how far it has been kept."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import Inherited, ScopedModel, Subtree
from ketdoan.units.models import Post

from .surveys import Statement, Survey


class AgendaItem(ScopedModel):
    """A point of a dialogue's agenda that came of an opinion; `statement` is the one that it takes up."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="agenda")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, blank=True, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("nội dung đối thoại", max_length=300)
    outcome = models.TextField("kết quả đối thoại", blank=True)

    visible = Q(Subtree("survey__unit")) | Q(Inherited("survey__unit"))

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["survey", "order"], name="agenda_order_once")]

    def __str__(self) -> str:
        return self.title


class Promise(ScopedModel):
    """What was promised on a point, by whom, until when, and how much of it is done."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="promises")
    text = models.CharField("cam kết", max_length=300)
    by = models.CharField("bên thực hiện", max_length=120)
    due = models.DateField("thực hiện xong trước ngày")
    percent = models.PositiveSmallIntegerField("đã thực hiện (%)", default=0)
    done_on = models.DateField("xong ngày", null=True, editable=False)

    visible = Q(Subtree("item__survey__unit")) | Q(Inherited("item__survey__unit"))

    class Meta:
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="promise_percent")]

    def __str__(self) -> str:
        return self.text


class PromiseReport(ScopedModel):
    """How far a promise had come on a day, in numbers and words. Later ones stand beside earlier ones."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="reports")
    on = models.DateField("ngày")
    percent = models.PositiveSmallIntegerField("đã thực hiện (%)")
    text = models.TextField("kết quả", blank=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    visible = Q(Subtree("promise__item__survey__unit")) | Q(Inherited("promise__item__survey__unit"))

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.percent}%"
