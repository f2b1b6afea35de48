"""The ledger of consents: added to, never changed; rows older than a year may go by the rules of retention."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
    CREATE FUNCTION members_consent_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND OLD.recorded_at < now() - interval '1 year' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'rows of members_consent are never changed or removed';
    END $$;
    CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON members_consent
        FOR EACH ROW EXECUTE FUNCTION members_consent_immutable();
    CREATE TRIGGER immutable_all BEFORE TRUNCATE ON members_consent
        FOR EACH STATEMENT EXECUTE FUNCTION members_consent_immutable();
"""
UNDO = """
    DROP TRIGGER immutable ON members_consent;
    DROP TRIGGER immutable_all ON members_consent;
    DROP FUNCTION members_consent_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_audit_by_time"),
        ("members", "0007_quality"),
        ("units", "0013_access_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ethnicity", "Dân tộc"),
                            ("religion", "Tôn giáo"),
                            ("party", "Đảng viên"),
                            ("hometown", "Quê quán"),
                            ("wage", "Tiền lương đóng đoàn phí"),
                            ("circumstances", "Hoàn cảnh"),
                            ("health", "Sức khỏe"),
                        ],
                        max_length=20,
                        verbose_name="loại dữ liệu",
                    ),
                ),
                ("purpose", models.CharField(max_length=250, verbose_name="mục đích")),
                ("given", models.BooleanField(verbose_name="đồng ý")),
                ("on", models.DateField(verbose_name="ngày")),
                (
                    "how",
                    models.CharField(
                        choices=[("paper", "Bản giấy có chữ ký"), ("app", "Trên ứng dụng")],
                        max_length=10,
                        verbose_name="hình thức",
                    ),
                ),
                ("account_id", models.BigIntegerField(null=True)),
                ("post_id", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc")),
                (
                    "controller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="bên kiểm soát dữ liệu",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="units.person",
                        verbose_name="người",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.rule"),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "indexes": [models.Index(fields=["person", "kind", "on"], name="consent_person")],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
