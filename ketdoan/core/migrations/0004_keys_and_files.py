import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_queue_jobs_and_messages")]

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_collation="C", editable=False, max_length=64, unique=True)),
                ("size", models.PositiveBigIntegerField(editable=False, verbose_name="dung lượng (byte)")),
                ("media_type", models.CharField(editable=False, max_length=100, verbose_name="loại")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("master", models.PositiveIntegerField()),
                ("destroyed_at", models.DateTimeField(editable=False, null=True)),
            ],
        ),
    ]
