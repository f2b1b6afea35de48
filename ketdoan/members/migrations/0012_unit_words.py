"""The index of members by unit holds what a search counts by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0011_columns")]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["unit", "sort_key"], include=["words", "state"], name="member_unit_words"),
        ),
        migrations.RemoveIndex(model_name="member", name="member_unit"),
    ]
