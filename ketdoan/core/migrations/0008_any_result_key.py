"""What an act returned may have a primary key of any type, not a number alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_words_of_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="done",
            name="result_id",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
