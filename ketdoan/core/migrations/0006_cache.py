"""The table of the shared cache, in which sign-in attempts are counted across all processes."""

from django.db import migrations

CREATE = """
    CREATE UNLOGGED TABLE core_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    );
    CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0005_drafts_and_views")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE core_cache")]
