"""Who stands right above a unit in a round, and an index that tells how far a round is."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
    UPDATE reports_submission s SET above_id = a.unit_id FROM reports_submission a
    WHERE a.round_id = s.round_id AND a.path = regexp_replace(s.path, '[0-9]+/$', '')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_form_drafts"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_path",
        ),
        migrations.AddField(
            model_name="submission",
            name="above",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["round", "path"],
                include=("consolidates", "state", "due", "first_submitted_at"),
                name="submission_path",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["round", "above"], name="submission_above"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
