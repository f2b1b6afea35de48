"""The database itself refuses to change or remove what was recorded."""

from django.db import migrations

from ketdoan.core.history import immutable_sql


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(*immutable_sql(table, replaceable=False)) for table in ("core_auditentry", "core_auditseal")
    ] + [migrations.RunSQL(*immutable_sql("core_rule", replaceable=True))]
