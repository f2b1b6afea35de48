"""What a target is a share of, where it comes from, and what the unit puts its name to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_above"),
        ("units", "0015_code_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="target",
            name="among",
            field=models.CharField(blank=True, max_length=120, verbose_name="tính trên"),
        ),
        migrations.AddField(
            model_name="target",
            name="registered",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="đăng ký"),
        ),
        migrations.AddField(
            model_name="target",
            name="registered_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="đăng ký lúc"),
        ),
        migrations.AddField(
            model_name="target",
            name="registered_note",
            field=models.CharField(blank=True, max_length=250, verbose_name="lý do"),
        ),
        migrations.AddField(
            model_name="target",
            name="tier",
            field=models.CharField(
                choices=[
                    ("term", "Nghị quyết đại hội, nhiệm kỳ"),
                    ("plan", "Chương trình, kế hoạch"),
                    ("year", "Chỉ tiêu năm"),
                ],
                default="year",
                max_length=5,
                verbose_name="loại chỉ tiêu",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("above", "unit", "first", "last"),
                name="target_given_once",
            ),
        ),
    ]
