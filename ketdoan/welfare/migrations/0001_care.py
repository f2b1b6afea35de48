"""Cases of care, tables of rates (append-only), programmes and who registered for them."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ketdoan.core.sealed
from ketdoan.core.history import immutable_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0004_parts_and_reminders"),
        ("core", "0012_api_tokens"),
        ("members", "0014_requests"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="AidCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said", ketdoan.core.sealed.SealedField(key="key", verbose_name="nội dung đề nghị")),
                ("rate", ketdoan.core.sealed.SealedField(key="key", null=True, verbose_name="dòng mức chi")),
                ("amount", models.BigIntegerField(null=True, verbose_name="số tiền")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ xét"),
                            ("asked", "Chờ bổ sung"),
                            ("decided", "Đã duyệt, chờ trao"),
                            ("done", "Đã trao"),
                            ("refused", "Không duyệt"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="ngày đề nghị")),
                ("due", models.DateField(verbose_name="hạn xét")),
                ("done_on", models.DateField(null=True, verbose_name="trao ngày")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "Đến thăm, trao tận tay"),
                            ("paid", "Chuyển khoản"),
                            ("cash", "Nhận tại công đoàn"),
                        ],
                        max_length=10,
                        verbose_name="hình thức trao",
                    ),
                ),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="kết thúc ngày")),
                ("goes_on", models.DateField(editable=False, null=True, verbose_name="xóa nội dung ngày")),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.activity",
                        verbose_name="dòng sổ công tác",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.rule"),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị xét",
                    ),
                ),
                (
                    "due_rule",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.rule"),
                ),
                (
                    "key",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.datakey",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_cases",
                        to="units.person",
                        verbose_name="đoàn viên",
                    ),
                ),
                (
                    "proxy",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.proxyconsent",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị của đoàn viên",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["desk", "state", "due"], name="aid_desk"),
                    models.Index(
                        condition=models.Q(("goes_on", None), _negated=True), fields=["goes_on"], name="aid_goes"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="aid_amount_positive",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CasePhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("picture", ketdoan.core.sealed.SealedField(key="case.key", verbose_name="ảnh")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="welfare.aidcase"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("asked_back", "Cán bộ hỏi lại"),
                            ("added", "Người đề nghị bổ sung"),
                            ("decided", "Duyệt"),
                            ("reconsidered", "Xét lại"),
                            ("refused", "Không duyệt"),
                            ("done", "Đã trao"),
                        ],
                        max_length=15,
                        verbose_name="việc",
                    ),
                ),
                ("text", ketdoan.core.sealed.SealedField(key="case.key", null=True, verbose_name="nội dung")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="welfare.aidcase"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.post",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("programme", "Chương trình"), ("offer", "Ưu đãi")],
                        default="programme",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="tên")),
                ("text", models.TextField(max_length=5000, verbose_name="nội dung")),
                ("partner", models.CharField(blank=True, max_length=160, verbose_name="bên cung cấp")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="nơi")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến hết ngày")),
                ("registers", models.BooleanField(default=True, verbose_name="cần đăng ký")),
                ("opens_on", models.DateField(blank=True, null=True, verbose_name="nhận đăng ký từ ngày")),
                ("closes_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="số chỗ")),
                ("seats_each", models.PositiveSmallIntegerField(default=1, verbose_name="số chỗ mỗi người")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="đăng lúc")),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="dừng ngày")),
                ("made_by", models.BigIntegerField(editable=False, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_programmes",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "indexes": [models.Index(fields=["unit", "until"], name="care_programme_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="care_programme_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registers", False),
                            models.Q(("closes_on__gte", models.F("opens_on")), ("opens_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="care_programme_registration",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", ketdoan.core.sealed.SealedField(key="person.key", verbose_name="câu hỏi")),
                ("answer", ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="trả lời")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="hỏi lúc")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="trả lời lúc")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme_questions",
                        to="units.person",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="welfare.programme"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị của đoàn viên",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["programme"], name="question_waiting"
                    ),
                    models.Index(fields=["person", "programme"], name="question_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
                ("fact", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("kind", models.CharField(max_length=20, verbose_name="việc")),
                ("title", models.CharField(max_length=120, verbose_name="mức chi cho")),
                ("most", models.BigIntegerField(verbose_name="mức tối đa")),
                ("source", models.CharField(max_length=200, verbose_name="theo quy chế")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_rates",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["unit", "kind", "title", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("replaced_at", None)), fields=["unit", "kind"], name="rate_unit")
                ],
                "constraints": [models.CheckConstraint(condition=models.Q(("most__gt", 0)), name="rate_positive")],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seats", models.PositiveSmallIntegerField(default=1, verbose_name="số chỗ")),
                ("note", ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lời nhắn")),
                ("reason", ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lý do hủy")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Đã đăng ký"),
                            ("given_up", "Đã hủy đăng ký"),
                            ("cancelled", "Đơn vị hủy đăng ký"),
                        ],
                        default="held",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="hủy ngày")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme_registrations",
                        to="units.person",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="welfare.programme",
                    ),
                ),
                (
                    "proxy",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.proxyconsent",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị của đoàn viên",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["person", "programme"], name="registration_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")), fields=("programme", "person"), name="registration_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("seats__gt", 0)), name="registration_seats"),
                ],
            },
        ),
        migrations.RunSQL(*immutable_sql("welfare_rate", replaceable=True)),
    ]
