"""The database itself refuses to rewrite the history of units, bodies and offices."""

from django.db import migrations

from ketdoan.core.history import immutable_sql

REPLACEABLE = ("units_unitversion", "units_edge", "units_department", "units_term", "units_appointment")
FIXED = ("units_change", "units_lineage")


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunSQL(*immutable_sql(t, replaceable=True)) for t in REPLACEABLE] + [
        migrations.RunSQL(*immutable_sql(t, replaceable=False)) for t in FIXED
    ]
