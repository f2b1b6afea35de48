"""Articles as their writers hold them, and editions: what members read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketdoan.core.models import Blob
from ketdoan.core.scope import Inherited, ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules.reach import Reach
from ..rules.states import State
from .campaigns import Campaign


class Article(ScopedModel):
    """What a unit tells its members: itself and units below, as far as they are meant.

    Whom it is meant for stands in `units` (subtrees; none: the whole unit), `sex`, `professions`, `shifts` and
    `suspended`, see rules.reach. It is seen where its unit is; members see its editions, the latest of which has the
    number `edition`. `goes_at` is when a scheduled
    one is published, `told_at` when its recipients had been told. An event that is shown live has a time and a link;
    `replay_url` is added once there is something for those on shift. `token` opens the shared page, which shows an
    article that is `public` and says of any other that it is for members.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="articles", verbose_name="đơn vị đăng")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="thuộc chương trình"
    )
    title = models.CharField("tiêu đề", max_length=150)
    summary = models.CharField("tóm tắt", max_length=300, blank=True)
    text = models.TextField("nội dung", blank=True)
    urgent = models.BooleanField("tin khẩn", default=False)
    public = models.BooleanField("ai có liên kết cũng đọc được", default=False)
    token = models.CharField(max_length=32, unique=True, editable=False)
    event_at = models.DateTimeField("phát trực tiếp lúc", null=True, blank=True)
    live_url = models.URLField("liên kết xem trực tiếp", max_length=300, blank=True)
    replay_url = models.URLField("liên kết xem lại", max_length=300, blank=True, editable=False)
    replay_at = models.DateTimeField(null=True, editable=False)

    units = ArrayField(models.BigIntegerField(), default=list, editable=False)
    sex = models.CharField(max_length=1, blank=True, editable=False)
    professions = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    shifts = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    suspended = models.BooleanField(default=True, editable=False)

    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    edition = models.PositiveSmallIntegerField(default=0, editable=False)
    goes_at = models.DateTimeField("hẹn đăng lúc", null=True, editable=False)
    published_at = models.DateTimeField("đăng lúc", null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField("lý do thu hồi", max_length=250, blank=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "-published_at"], name="article_unit"),
            models.Index(fields=["goes_at"], name="article_scheduled", condition=Q(state=State.SCHEDULED)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reach(self) -> Reach:
        """Whom the article is meant for."""
        return Reach(self.units, self.sex, self.professions, self.shifts, self.suspended)

    @property
    def category(self) -> str:
        """Which kind of messages tells of it."""
        return "news_urgent" if self.urgent else "news"


class Edition(ScopedModel):
    """An article as it was published: the first time, or corrected. Never changed; the latest one is read, and `note`
    says what was corrected in it. Known to the unit's officials and those above, and to everybody below."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("lần")
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    note = models.CharField("đính chính", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    visible = Q(Subtree("article__unit")) | Q(Inherited("article__unit"))

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"


class Picture(ScopedModel):
    """A picture of an article: as large as a screen needs it, and small for lists and phones. `number` is how the text
    names it; the first one stands above the text. Whoever may read the article may see it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    description = models.CharField("mô tả ảnh", max_length=200)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    small = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    visible = Subtree("article__unit")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="news_picture_once")]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"
