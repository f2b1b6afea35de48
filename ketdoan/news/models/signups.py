"""Registration for what an article offers: places, who has one, who waits."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import Mine, ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from ..rules.states import LIVE, Standing
from .articles import Article


class Signup(ScopedModel):
    """That an article takes registrations, up to the end of a day. `ask` is what else they are asked for in a line,
    such as the number of seats."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="signup")
    until = models.DateField("hạn đăng ký")
    ask = models.CharField("hỏi thêm", max_length=120, blank=True)

    visible = Subtree("article__unit")

    def __str__(self) -> str:
        return str(self.article_id)


class Place(ScopedModel):
    """One of the things for which one may register, such as a coach to a province. `number` is how many there are;
    empty where there is no end of them."""

    signup = models.ForeignKey(Signup, models.CASCADE, related_name="places")
    order = models.PositiveSmallIntegerField()
    label = models.CharField("nội dung", max_length=80)
    number = models.PositiveIntegerField("số chỗ", null=True, blank=True)

    visible = Subtree("signup__article__unit")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["signup", "order"], name="news_place_order")]

    def __str__(self) -> str:
        return self.label


class Registration(ScopedModel):
    """A member's registration, handled by the unit they belonged to then and those above it. Who came first has a place
    first; the number of the row tells. `by_official` says that an official entered it for somebody without a phone."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="registrations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="registrations", verbose_name="nội dung đăng ký")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    standing = models.CharField("tình trạng", max_length=10, choices=Standing.choices)
    answer = models.CharField("trả lời", max_length=200, blank=True)
    by_official = models.BooleanField(default=False)
    at = models.DateTimeField("đăng ký lúc", auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField("lý do", max_length=250, blank=True, editable=False)

    visible = Q(Subtree("unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["signup", "person"], name="news_registration_once", condition=Q(standing__in=LIVE)
            )
        ]
        indexes = [models.Index(fields=["place", "standing", "id"], name="news_registration_queue")]

    def __str__(self) -> str:
        return str(self.pk)
