"""Acts of law, their articles, indexes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Indexing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("articles", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LegalAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                ("key", models.CharField(db_collation="C", editable=False, max_length=60, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="loại văn bản")),
                ("title", models.CharField(max_length=1000, verbose_name="trích yếu")),
                ("since", models.DateField(null=True, verbose_name="có hiệu lực từ")),
                ("until", models.DateField(null=True, verbose_name="hết hiệu lực từ")),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.CharField(max_length=20, verbose_name="điều")),
                ("place", models.PositiveIntegerField(editable=False)),
                ("title", models.CharField(blank=True, max_length=1000, verbose_name="tên điều")),
                ("chapter", models.CharField(blank=True, max_length=1000, verbose_name="phần, chương, mục")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("since", models.DateField(null=True, verbose_name="có hiệu lực từ")),
                ("until", models.DateField(null=True, verbose_name="hết hiệu lực từ")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="nguồn")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="legal.legalact",
                        verbose_name="văn bản",
                    ),
                ),
            ],
            options={
                "ordering": ["act", "place", "since"],
                "constraints": [
                    models.UniqueConstraint(fields=("act", "no", "since"), name="article_once", nulls_distinct=False)
                ],
            },
        ),
    ]
