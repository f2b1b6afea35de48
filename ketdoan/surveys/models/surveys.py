"""What is asked, of whom, until when; and, once all slips have been opened, what came of it."""

import uuid

from django.db import models
from django.db.models import Q

from ketdoan.core.models import DataKey
from ketdoan.core.scope import Inherited, ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules.answers import Asked
from ..rules.states import QuestionKind, StatementState, SurveyKind, SurveyState


class Survey(ScopedModel):
    """Questions or statements that a unit puts to its members.

    `reach` says which of them: of one sex, in some of the units below. Before `votes_from` members propose statements,
    from that day on they vote on those that were let in. Slips are sealed under `key`, which is destroyed once they
    have been opened, all together; `found` is what may be told of them (see queries.results), and all that is kept.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name="đơn vị hỏi")
    kind = models.CharField("loại", max_length=10, choices=SurveyKind.choices)
    title = models.CharField("tên", max_length=200)
    intro = models.TextField("lời giới thiệu", blank=True)
    opens_on = models.DateField("mở từ ngày")
    votes_from = models.DateField("bỏ phiếu từ ngày", null=True, blank=True)
    closes_on = models.DateField("đến hết ngày")
    reach = models.JSONField(default=dict, editable=False)
    tells = models.BooleanField("công bố kết quả cho đoàn viên", default=True)
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT, editable=False)
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    asked = models.PositiveIntegerField("số người được hỏi", null=True, editable=False)
    found = models.JSONField(default=dict, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    visible = Q(Subtree("unit")) | (Q(Inherited("unit")) & ~Q(state=SurveyState.DRAFT))

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state", "closes_on"], name="survey_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_opinion(self) -> bool:
        """Whether statements are voted on, rather than questions answered."""
        return self.kind == SurveyKind.OPINION


class Question(models.Model):
    """One question. `choices` are the words to choose from."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField("câu hỏi", max_length=300)
    kind = models.CharField("kiểu", max_length=10, choices=QuestionKind.choices)
    choices = models.JSONField(default=list)
    required = models.BooleanField("bắt buộc", default=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["survey", "order"], name="survey_question_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def asked(self) -> Asked:
        """The question as rules know it. The key is no bare number, as of all keys of values that are kept as JSON."""
        return Asked(f"q{self.pk}", self.text, self.kind, tuple(self.choices), self.required)


class Statement(models.Model):
    """Something to agree or disagree with. Its key is drawn by lot and it has no day: the order in which statements
    came leads to nobody who proposed one. `own` ones were written by the unit that asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="statements")
    text = models.CharField("ý kiến", max_length=300)
    own = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.PROPOSED)
    reason = models.CharField("lý do không đưa ra", max_length=250, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["survey", "state"], name="statement_survey")]

    def __str__(self) -> str:
        return self.text
