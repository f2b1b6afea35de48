"""Files on their way into the register. What they say of persons stands sealed, and goes on a day."""

from typing import Any

from django.db import models

from ..models import DataKey
from ..scope import ScopedModel, Subtree
from ..sealed import SealedField

NEW, CHANGED, SAME, FAULTY, IGNORED = "new", "changed", "same", "faulty", "ignored"
STATES = [
    (NEW, "Thêm mới"),
    (CHANGED, "Thay đổi"),
    (SAME, "Không đổi"),
    (FAULTY, "Có lỗi"),
    (IGNORED, "Không nhập"),
]


class Upload(ScopedModel):
    """A file handed in for the tree under a unit. Its rows are kept sealed under a key of its own until `goes_on`.

    `layouts` says how its sheets are laid out; `counts` how many rows are new, changed, the same and faulty; `digest`
    stands for what was found when they were last compared. `round` counts how often rows of the file were imported.
    A large file waits as `content` until the worker has read it; nothing else keeps the file itself. Each table has a
    `unit` of its own, and `rows` that lead to it.
    """

    READING, COLUMNS, CHECKED, DONE = "reading", "columns", "checked", "done"
    STATES = [(READING, "Đang đọc"), (COLUMNS, "Chờ kiểm tra cột"), (CHECKED, "Chờ nhập"), (DONE, "Đã nhập")]

    unit: Any
    unit_id: int
    rows: Any

    account_id = models.BigIntegerField(null=True)
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    file_name = SealedField("tên tệp", key="key")
    layouts = SealedField("bố cục", key="key")
    content = SealedField("tệp chờ đọc", key="key", null=True)
    since = models.DateField("ghi nhận từ ngày")
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=COLUMNS)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    round = models.PositiveIntegerField(default=0)
    progress = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    goes_on = models.DateField("xóa ngày")

    visible = Subtree("unit")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"


class UploadRow(ScopedModel):
    """A row of such a file: its texts, and what was found of it when it was last compared with the register."""

    NEW, CHANGED, SAME, FAULTY, IGNORED = NEW, CHANGED, SAME, FAULTY, IGNORED
    STATES = STATES

    upload: Any
    upload_id: int

    position = models.PositiveIntegerField()
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("dòng")
    cells = SealedField("nội dung", key="upload.key")
    found = SealedField("kết quả kiểm tra", key="upload.key", null=True)
    state = models.CharField("kết quả", max_length=8, choices=STATES, blank=True)
    left_out = models.BooleanField("không nhập", default=False)

    visible = Subtree("upload__unit")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.number}"


class KeptLayouts(ScopedModel):
    """What the columns of files meant that were imported under a unit: of each file its sheets, the last file first."""

    unit: Any
    unit_id: int

    layouts = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now=True)

    visible = Subtree("unit")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.unit_id)
