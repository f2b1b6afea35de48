"""What members ask of their own data; the ledger of what was done for them, added to and never changed."""

import django.db.models.deletion
from django.db import migrations, models

import ketdoan.core.sealed

KEPT = """
    CREATE FUNCTION members_proxyconsent_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1 year' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'rows of members_proxyconsent are never changed or removed';
    END $$;
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON members_proxyconsent
        FOR EACH ROW EXECUTE FUNCTION members_proxyconsent_immutable();
    CREATE TRIGGER immutable_all BEFORE TRUNCATE ON members_proxyconsent
        FOR EACH STATEMENT EXECUTE FUNCTION members_proxyconsent_immutable();
"""
UNDO = """
    DROP TRIGGER immutable ON members_proxyconsent;
    DROP TRIGGER immutable_all ON members_proxyconsent;
    DROP FUNCTION members_proxyconsent_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_api_tokens"),
        ("members", "0013_introductions_by_day"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("name", "Họ và tên"),
                            ("birth_date", "Ngày sinh"),
                            ("sex", "Giới tính"),
                            ("phone", "Điện thoại"),
                            ("email", "Thư điện tử"),
                            ("address", "Địa chỉ"),
                            ("citizen_id", "Số căn cước"),
                            ("profession", "Nhóm nghề nghiệp"),
                            ("job_title", "Công việc, chức vụ ở nơi làm"),
                        ],
                        max_length=20,
                        verbose_name="nội dung",
                    ),
                ),
                ("value", ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="giá trị đề nghị")),
                (
                    "note",
                    ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lời của đoàn viên"),
                ),
                ("reason", ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lý do")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ xét"),
                            ("accepted", "Đã sửa"),
                            ("refused", "Không sửa"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="ngày đề nghị")),
                ("due", models.DateField(verbose_name="hạn xét")),
                ("decided_on", models.DateField(editable=False, null=True, verbose_name="ngày xét")),
                ("goes_on", models.DateField(editable=False, null=True, verbose_name="xóa nội dung ngày")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.post",
                    ),
                ),
                (
                    "due_rule",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.rule"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_requests",
                        to="units.person",
                        verbose_name="đoàn viên",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị xét",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["unit", "state", "due"], name="correction_unit"),
                    models.Index(
                        condition=models.Q(("goes_on", None), _negated=True), fields=["goes_on"], name="correction_goes"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("person", "field"),
                        name="correction_one_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("picture", ketdoan.core.sealed.SealedField(key="request.person.key", verbose_name="ảnh")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="members.correctionrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProxyConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=60, verbose_name="thao tác")),
                ("what", models.CharField(max_length=160, verbose_name="việc đã làm")),
                (
                    "how",
                    models.CharField(
                        choices=[("voice", "Nói trực tiếp"), ("call", "Gọi điện thoại"), ("paper", "Giấy có chữ ký")],
                        max_length=10,
                        verbose_name="đồng ý bằng cách",
                    ),
                ),
                ("note", ketdoan.core.sealed.SealedField(key="person.key", verbose_name="đồng ý thế nào")),
                ("account_id", models.BigIntegerField(null=True)),
                ("post_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxies",
                        to="units.person",
                        verbose_name="làm thay ai",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["person", "-id"], name="proxy_person")],
            },
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "note",
                    ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lời của người đề nghị"),
                ),
                (
                    "reason",
                    ketdoan.core.sealed.SealedField(key="person.key", null=True, verbose_name="lý do không xóa"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ xử lý"),
                            ("done", "Đã xóa"),
                            ("refused", "Không xóa"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="ngày đề nghị")),
                ("due", models.DateField(verbose_name="hạn xử lý")),
                ("decided_on", models.DateField(editable=False, null=True, verbose_name="ngày xử lý")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.post",
                    ),
                ),
                (
                    "due_rule",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.rule"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_requests",
                        to="units.person",
                        verbose_name="người đề nghị",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị xét",
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
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["unit", "state", "due"], name="erasure_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")), fields=("person",), name="erasure_one_waiting"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="proxy",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.proxyconsent",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
