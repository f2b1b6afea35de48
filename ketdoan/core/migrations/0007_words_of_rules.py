"""The words by which parameters are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_cache"),
    ]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="words",
            field=models.TextField(default="", editable=False),
        ),
    ]
