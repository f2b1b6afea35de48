"""Pages, lists and prints in the log of who saw whose data; rows older than a year may be cleared by the nightly job."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

LASTS = """
    CREATE OR REPLACE FUNCTION units_personaldataview_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1 year' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'rows of units_personaldataview are never changed or removed';
    END $$
"""
FOREVER = """
    CREATE OR REPLACE FUNCTION units_personaldataview_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'rows of units_personaldataview are never changed or removed';
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0012_large_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="personaldataview",
            name="detail",
            field=models.CharField(blank=True, max_length=120, verbose_name="nội dung"),
        ),
        migrations.AddField(
            model_name="personaldataview",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.AlterField(
            model_name="personaldataview",
            name="at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="lúc"),
        ),
        migrations.AlterField(
            model_name="personaldataview",
            name="field",
            field=models.CharField(
                choices=[
                    ("phone", "Điện thoại"),
                    ("email", "Thư điện tử"),
                    ("address", "Địa chỉ"),
                    ("citizen_id", "Số định danh cá nhân (căn cước)"),
                    ("old_citizen_id", "Số chứng minh nhân dân"),
                    ("social_insurance", "Mã số bảo hiểm xã hội"),
                    ("passport", "Số hộ chiếu"),
                    ("page", "Trang hồ sơ"),
                    ("list", "Danh sách tải về"),
                    ("print", "Bản in"),
                    ("api", "Phần mềm kết nối"),
                    ("copy", "Bản sao dữ liệu"),
                    ("sensitive", "Dữ liệu nhạy cảm"),
                ],
                max_length=20,
                verbose_name="dữ liệu",
            ),
        ),
        migrations.AlterField(
            model_name="personaldataview",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="views", to="units.person"
            ),
        ),
        migrations.AlterField(
            model_name="personaldataview",
            name="purpose",
            field=models.CharField(blank=True, max_length=250, verbose_name="mục đích"),
        ),
        migrations.AddIndex(
            model_name="personaldataview",
            index=django.contrib.postgres.indexes.GinIndex(fields=["people"], name="personal_view_people"),
        ),
        migrations.AddIndex(
            model_name="personaldataview",
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=["at"], name="personal_view_at"),
        ),
        migrations.AddConstraint(
            model_name="personaldataview",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), ("people", None), _connector="XOR"),
                name="personal_view_of_one_or_many",
            ),
        ),
        migrations.RunSQL(LASTS, FOREVER),
    ]
