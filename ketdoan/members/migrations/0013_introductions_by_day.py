"""Introductions to the Party are counted by their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_unit_words"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="memberevent",
            index=models.Index(
                condition=models.Q(("kind", "party_introduction")), fields=["on"], name="member_event_party"
            ),
        ),
    ]
