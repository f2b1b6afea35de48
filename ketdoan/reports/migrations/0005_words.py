"""A report in words, and the files that go with it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from ketdoan.core.history import immutable_sql


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_targets"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="files",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="revision",
            name="words",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.attachment"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.post"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enclosures", to="reports.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Narrative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("texts", models.JSONField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="narratives", to="reports.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["no"],
                "constraints": [models.UniqueConstraint(fields=("submission", "no"), name="narrative_once")],
            },
        ),
        migrations.RunSQL(*immutable_sql("reports_narrative", replaceable=False)),
    ]
