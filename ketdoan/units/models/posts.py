"""Posts: as what a person works here, for how long, with which permissions."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from ketdoan.core.scope import LINE, ScopedModel, Subtree

from .persons import Person
from .units import TREES, Unit


class Role(models.Model):
    """A named set of permissions, kept as data. `second_factor` asks for one at sign-in, at whatever level."""

    code = models.SlugField("mã", unique=True)
    title = models.CharField("tên vai trò", max_length=80)
    permissions = ArrayField(models.CharField(max_length=60), verbose_name="quyền", default=list)
    second_factor = models.BooleanField("bắt buộc xác thực hai lớp", default=False)
    system = models.BooleanField("chỉ hoạt động trong phiên quản trị", default=False)
    edited = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Post(ScopedModel):
    """A person's place of work: unit, tree and role, with dates. The end date ends access that day.

    `appointment` is the office (by its `fact`) on which the post rests; when the office ends, so does the post.
    `lent_by` is the post that delegates its rights for a time.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    tree = models.CharField("phạm vi", max_length=10, choices=TREES, default=LINE)
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts")
    valid = DateRangeField("hiệu lực")
    appointment = models.UUIDField(null=True, blank=True, editable=False)
    lent_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="lent_to")
    created_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        indexes = [models.Index(fields=["appointment"], name="post_appointment")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.unit_id}"


class Invitation(ScopedModel):
    """A one-time link by which a person opens an account, or regains one. Only a hash of its secret is kept.

    `account` is the one to regain; without it the link opens a new one. `issued_by` is the post that made the link,
    empty for the system itself: the link is worth no more than that post is on the day of its use.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    secret = ""  # set on the object when the link is made, never stored
    visible = Subtree("person__unit")

    def __str__(self) -> str:
        return str(self.pk)


class AdminSession(models.Model):
    """A time in which a system administrator's rights are open: for a reason, logged, ending by itself."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    reason = models.TextField("lý do")
    started_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
