"""The library of law: acts, their articles at each time, and the indexes made of them."""

from django.db import models

from ..rules.amending import Kind


class LegalAct(models.Model):
    """An act of law of which the library holds articles. `key` is the number as it is compared (`rules.numbers`).

    A charter or a regulation that an act attaches, whose articles begin at 1 again, is an act of its own: `attached_to`
    the one that attaches it, with the same number and a key that tells the two apart. The plain key belongs to the one
    that people cite by that number.
    """

    number = models.CharField("số, ký hiệu", max_length=60)
    key = models.CharField(max_length=60, unique=True, db_collation="C", editable=False)
    kind = models.CharField("loại văn bản", max_length=40)
    title = models.CharField("trích yếu", max_length=1_000)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    signed = models.DateField("ngày ban hành", null=True)
    since = models.DateField("có hiệu lực từ", null=True)
    until = models.DateField("hết hiệu lực từ", null=True)
    attached_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="attached", verbose_name="kèm theo")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Article(models.Model):
    """An article of an act as it was in force from `since` until the day before `until`, word for word; of some nobody
    knows since when.

    `place` is its order in the act; `chapter` the headings above it. Of an article that was amended there are several.
    """

    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="articles", verbose_name="văn bản")
    no = models.CharField("điều", max_length=20)
    place = models.PositiveIntegerField(editable=False)
    title = models.CharField("tên điều", max_length=1_000, blank=True)
    chapter = models.CharField("phần, chương, mục", max_length=1_000, blank=True)
    text = models.TextField("nội dung")
    since = models.DateField("có hiệu lực từ", null=True)
    until = models.DateField("hết hiệu lực từ", null=True)
    url = models.CharField("nguồn", max_length=500, blank=True)
    notes = models.TextField("ghi chú của bản hợp nhất", blank=True)

    class Meta:
        ordering = ["act", "place", "since"]
        constraints = [
            models.UniqueConstraint(fields=["act", "no", "since"], name="article_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"Điều {self.no}"


class Indexing(models.Model):
    """An index over all articles of the library; the newest one is searched. Its files stand in the data folder under
    `legal/<pk>`."""

    at = models.DateTimeField(auto_now_add=True)
    articles = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.pk)


class Relation(models.Model):
    """What one act does to another, or to an article of it, and since when. Acts are named by number: the library need
    not hold either. `told` says who said so: our list of acts, the text of the act, or the keeper of the library.
    `where` is the place in the act that says it."""

    KINDS = [
        (Kind.AMENDS.value, "sửa đổi, bổ sung"),
        (Kind.REPLACES.value, "thay thế"),
        (Kind.REPEALS.value, "bãi bỏ"),
        (Kind.GUIDES.value, "quy định chi tiết, hướng dẫn"),
    ]
    KNOWN, TEXT, KEEPER = "known", "text", "keeper"
    TOLD = [(KNOWN, "danh mục kèm theo phần mềm"), (TEXT, "lời văn của văn bản"), (KEEPER, "người giữ thư viện ghi")]

    kind = models.CharField("quan hệ", max_length=10, choices=KINDS)
    by = models.CharField("văn bản tác động", max_length=60)
    by_key = models.CharField(max_length=60, db_collation="C", db_index=True, editable=False)
    on = models.CharField("văn bản bị tác động", max_length=60)
    on_key = models.CharField(max_length=60, db_collation="C", db_index=True, editable=False)
    article = models.CharField("điều", max_length=20, blank=True)
    clause = models.CharField("khoản", max_length=20, blank=True)
    where = models.CharField("ghi tại điều", max_length=20, blank=True)
    since = models.DateField("kể từ ngày", null=True)
    told = models.CharField("theo", max_length=10, choices=TOLD)

    class Meta:
        ordering = ["on_key", "since", "by_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "by_key", "on_key", "article", "clause", "where", "told"], name="relation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()} {self.on}"


class Source(models.Model):
    """A file from which articles of an act were taken, kept byte for byte."""

    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="sources")
    blob = models.ForeignKey("core.Blob", models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["act", "blob"], name="source_once")]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file handed in for the library, until it is taken or dropped. `content` is the file itself: it enters the
    store only when its articles enter the library.

    `lines` is its text as it was read; `rows` its articles where it is a page of the codification, `left_out`
    the headings of those that say not which act they are of. `fixes` are the
    lines that the keeper corrected, by number. Acts are public: nothing of it is sealed.
    """

    READING, READ, TAKEN = "reading", "read", "taken"
    STATES = [(READING, "Đang đọc"), (READ, "Chờ nhập"), (TAKEN, "Đã nhập")]

    account_id = models.BigIntegerField(null=True)
    name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField("tệp")
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=READING)
    lines = models.TextField(blank=True)
    rows = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    fixes = models.JSONField(default=dict)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    kind = models.CharField("loại văn bản", max_length=40, blank=True)
    title = models.CharField("trích yếu", max_length=1_000, blank=True)
    since = models.DateField("có hiệu lực từ", null=True)
    looked_over = models.BooleanField(default=False)
    progress = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
