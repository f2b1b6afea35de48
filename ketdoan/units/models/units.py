"""Units, what they were called and where they stood on any day, and the changes that made it so."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from ketdoan.core.history import ScopedHistory, one_at_a_time
from ketdoan.core.scope import LINE, TERRITORY, ScopedModel, Subtree
from ketdoan.core.search import WordsIndex

from .areas import Area
from .decisions import Decision

TREES = [(LINE, "Theo hệ thống chỉ đạo"), (TERRITORY, "Theo địa bàn")]


class Unit(ScopedModel):
    """Any node of the union's trees: an identity that is never re-used and never deleted.

    `code` is the unit's own code. The other columns are a copy of what history says of today, kept for lists and
    for the scope, and rebuilt by `structure.refresh`: `path` follows the line of command, `territory_path` the
    territory; an ended unit hangs under the successor that keeps its archive.
    """

    code = models.CharField("mã đơn vị", max_length=40, unique=True)
    path = models.CharField(db_collation="C", editable=False)
    territory_path = models.CharField(db_collation="C", editable=False)
    kind = models.CharField("loại đơn vị", max_length=40)
    level = models.CharField("cấp", max_length=20)
    name = models.CharField("tên đầy đủ", max_length=250)
    short_name = models.CharField("tên gọn", max_length=120)
    words = models.TextField(editable=False)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    status = models.CharField("tình trạng", max_length=20)
    ended_on = models.DateField("kết thúc từ ngày", null=True, editable=False)

    visible = Subtree()

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="unit_path"),
            models.Index(fields=["territory_path"], name="unit_territory_path"),
            models.Index(fields=["sort_key"], name="unit_sort_key"),
            models.Index(Upper("code"), name="unit_code_typed"),  # codes are found in capitals or not
            WordsIndex(name="unit_words"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def parent_id(self) -> int | None:
        """The unit above in the line of command as it is today."""
        parts = self.path.strip("/").split("/")
        return int(parts[-2]) if len(parts) > 1 else None


class Change(ScopedModel):
    """A dated change of the trees or of a unit (found, rename, move, merge …), with the decision that made it."""

    kind = models.CharField("loại thay đổi", max_length=20)
    on = models.DateField("từ ngày")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="đơn vị")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="changes")
    note = models.TextField("ghi chú", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["on"], name="change_on")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class UnitVersion(ScopedHistory):
    """What a unit was from a day on: kind, names and attributes, with the change that made it so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    change = models.ForeignKey(Change, models.PROTECT, related_name="versions")
    kind = models.CharField("loại đơn vị", max_length=40)
    name = models.CharField("tên đầy đủ", max_length=250)
    short_name = models.CharField("tên gọn", max_length=120)
    status = models.CharField("tình trạng", max_length=20, default="active")
    ownership = models.CharField("loại hình", max_length=40, blank=True)
    industry = models.CharField("ngành nghề (VSIC)", max_length=120, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="tỉnh, thành phố")
    employer = models.CharField("người sử dụng lao động", max_length=250, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    women = models.PositiveIntegerField("trong đó nữ", null=True, blank=True)
    phone = models.CharField("điện thoại đơn vị", max_length=30, blank=True)
    email = models.EmailField("thư điện tử đơn vị", blank=True)
    has_seal = models.BooleanField("có con dấu riêng", default=False)

    visible = Subtree("unit")

    class Meta:
        constraints = [
            one_at_a_time("version_one_at_a_time", "unit"),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=models.F("workers")),
                name="women_among_workers",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Edge(ScopedHistory):
    """Who stood directly under whom. In the territory tree a unit without an edge stands where its line puts it."""

    tree = models.CharField(max_length=10, choices=TREES, default=LINE)
    child = models.ForeignKey(Unit, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children")
    change = models.ForeignKey(Change, models.PROTECT, related_name="edges")

    visible = Subtree("child")

    class Meta:
        constraints = [
            one_at_a_time("line_one_at_a_time", "child", Q(tree=LINE)),
            one_at_a_time("territory_one_at_a_time", "child", Q(tree=TERRITORY)),
            models.CheckConstraint(condition=~Q(child=models.F("parent")), name="edge_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} → {self.parent_id}"


class Lineage(models.Model):
    """What became of a unit: at a change, all or a part of `source` went on as `target`."""

    ALL, PART = "all", "part"

    change = models.ForeignKey(Change, models.PROTECT, related_name="lineage")
    source = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    target = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    share = models.CharField(max_length=4, choices=[(ALL, "toàn bộ"), (PART, "một phần")], default=ALL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "source", "target"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="lineage_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
