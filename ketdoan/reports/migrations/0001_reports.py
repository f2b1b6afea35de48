"""Forms, rounds, reports and targets."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from ketdoan.core.history import immutable_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0012_api_tokens"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="mã biểu mẫu")),
                ("no", models.PositiveIntegerField(verbose_name="phiên bản")),
                ("title", models.CharField(max_length=250, verbose_name="tên biểu mẫu")),
                ("content", models.JSONField(verbose_name="nội dung")),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(auto_now_add=True, verbose_name="công bố lúc")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "-no"],
                "constraints": [models.UniqueConstraint(fields=("code", "no"), name="form_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("values", models.BinaryField()),
                ("marks", models.BinaryField()),
                ("own_values", models.BinaryField(default=b"")),
                ("own_marks", models.BinaryField(default=b"")),
                ("manifest", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="lý do sửa")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.formversion"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
            ],
            options={
                "ordering": ["no"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.blob"),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper", to="reports.revision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(editable=False, max_length=40, verbose_name="mã biểu mẫu")),
                ("period", models.CharField(max_length=30, verbose_name="kỳ báo cáo")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="tên kỳ")),
                ("first", models.DateField(verbose_name="từ ngày")),
                ("last", models.DateField(verbose_name="đến ngày")),
                ("cut_off", models.DateField(verbose_name="chốt số liệu đến ngày")),
                ("due", models.DateField(verbose_name="hạn nộp")),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="mở lúc")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="khóa lúc")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="reports.formversion",
                        verbose_name="biểu mẫu",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="units.unit",
                        verbose_name="đơn vị yêu cầu",
                    ),
                ),
                (
                    "upper_form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.formversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-last", "-pk"],
                "indexes": [models.Index(fields=["code", "unit", "last"], name="round_before")],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "unit", "period"), name="round_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cut_off__gte", models.F("first")), ("first__lte", models.F("last"))),
                        name="round_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(db_collation="C", max_length=200)),
                ("territory_path", models.CharField(db_collation="C", max_length=200)),
                ("reported", models.SmallIntegerField()),
                ("expected", models.SmallIntegerField()),
                ("vector", models.BinaryField()),
                ("xact", models.BigIntegerField(editable=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="countings", to="reports.round"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["round", "xact"], name="counting_round_xact")]},
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("territory_path", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("consolidates", models.BooleanField(editable=False, verbose_name="tổng hợp từ cấp dưới")),
                ("grassroots", models.BooleanField(editable=False, verbose_name="đơn vị cơ sở")),
                (
                    "employer_kind",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="loại hình"),
                ),
                ("due", models.DateField(verbose_name="hạn nộp")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Chưa làm"),
                            ("draft", "Đang làm"),
                            ("submitted", "Đã nộp"),
                            ("returned", "Trả lại để sửa"),
                            ("accepted", "Đã tiếp nhận"),
                            ("locked", "Đã khóa"),
                            ("exempt", "Được miễn"),
                        ],
                        default="owed",
                        editable=False,
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=250, verbose_name="lý do miễn")),
                ("values", models.BinaryField(default=b"")),
                ("marks", models.BinaryField(default=b"")),
                ("numbers", models.PositiveIntegerField(default=0, editable=False)),
                ("no", models.PositiveIntegerField(default=0, editable=False)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="nộp lúc")),
                ("first_submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="nộp lần đầu lúc")),
                ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="ghi lúc")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.formversion"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="reports.round"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["round", "path"], name="submission_path"),
                    models.Index(fields=["round", "territory_path"], name="submission_territory_path"),
                    models.Index(fields=["unit", "state"], name="submission_unit_state"),
                ],
                "constraints": [models.UniqueConstraint(fields=("round", "unit"), name="submission_once")],
            },
        ),
        migrations.AddField(
            model_name="revision",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="reports.submission"
            ),
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("explained", "Giải trình"),
                            ("returned", "Yêu cầu sửa"),
                            ("asked", "Hỏi đơn vị"),
                            ("answered", "Trả lời"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cell", models.CharField(blank=True, max_length=120)),
                ("rule", models.CharField(blank=True, max_length=160)),
                ("text", models.CharField(max_length=500, verbose_name="nội dung")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="reports.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["submission", "kind"], name="note_of_submission")],
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("seen", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("held_back", models.JSONField(default=dict)),
                ("account", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fillings", to="reports.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["no"],
                "constraints": [models.UniqueConstraint(fields=("submission", "no"), name="filling_once")],
            },
        ),
        migrations.CreateModel(
            name="EmployerSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="dùng đến")),
                ("used_at", models.DateTimeField(editable=False, null=True, verbose_name="điền lúc")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="thu hồi lúc")),
                ("filling", models.PositiveIntegerField(editable=False, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employer_sheets",
                        to="reports.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(max_length=120)),
                ("delta", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="số điều chỉnh")),
                ("reason", models.CharField(max_length=250, verbose_name="lý do")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adjustments", to="reports.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("delta", 0), _negated=True), name="adjustment_not_nothing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(max_length=120, verbose_name="chỉ tiêu thống kê")),
                ("name", models.CharField(max_length=200, verbose_name="chỉ tiêu")),
                (
                    "sign",
                    models.CharField(
                        choices=[(">=", "từ"), (">", "trên"), ("=", "bằng"), ("<=", "không quá"), ("<", "dưới")],
                        default=">=",
                        max_length=2,
                        verbose_name="so sánh",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="mức")),
                ("uom", models.CharField(max_length=20, verbose_name="đơn vị tính")),
                ("first", models.DateField(verbose_name="từ ngày")),
                ("last", models.DateField(verbose_name="đến ngày")),
                ("source", models.CharField(max_length=250, verbose_name="nghị quyết, kế hoạch")),
                (
                    "outcome",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="kết quả"),
                ),
                (
                    "outcome_sign",
                    models.CharField(
                        choices=[(">=", "từ"), (">", "trên"), ("=", "bằng"), ("<=", "không quá"), ("<", "dưới")],
                        default="=",
                        max_length=2,
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "above",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="reports.target",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["-last", "pk"],
                "indexes": [models.Index(fields=["unit", "last"], name="target_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="target_days_in_order"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("submission", "no"), name="revision_once"),
        ),
        *(
            migrations.RunSQL(*immutable_sql(f"reports_{table}", replaceable=False))
            for table in ("formversion", "filling", "revision", "paper")
        ),
    ]
