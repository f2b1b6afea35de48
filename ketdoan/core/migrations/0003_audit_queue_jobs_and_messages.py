"""Entries waiting for their seal, faults of jobs, progress of long work, messages to accounts."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

QUEUE = """
    CREATE FUNCTION core_auditentry_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO core_auditpending (entry_id) VALUES (NEW.id);
        RETURN NULL;
    END $$;
    CREATE TRIGGER queue AFTER INSERT ON core_auditentry
        FOR EACH ROW EXECUTE FUNCTION core_auditentry_queue();
    INSERT INTO core_auditpending (entry_id)
        SELECT id FROM core_auditentry WHERE id NOT IN (SELECT entry_id FROM core_auditseal);
"""
UNQUEUE = """
    DROP TRIGGER queue ON core_auditentry;
    DROP FUNCTION core_auditentry_queue();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditPending",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="JobFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job_id", models.BigIntegerField(db_index=True)),
                ("attempt", models.PositiveIntegerField()),
                ("reason", models.TextField()),
                ("place", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang xử lý"),
                            ("done", "Đã xong"),
                            ("failed", "Không thành"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                ("result_url", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["account_id", "-created_at"], name="progress_account")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=40, verbose_name="loại")),
                ("title", models.CharField(max_length=200, verbose_name="tiêu đề")),
                ("text", models.TextField(blank=True, verbose_name="nội dung")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="đường dẫn")),
                ("key", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "-id"], name="notification_account"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["account"], name="notification_unread"),
                ],
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="notification_once")],
            },
        ),
        migrations.RunSQL(QUEUE, UNQUEUE),
    ]
