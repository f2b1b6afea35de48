"""The columns of all spells, and the trigger that notes which spells have changed since they were written."""

from django.db import migrations, models

NOTE = """
    CREATE FUNCTION members_spell_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO members_spellchange (spell_id, xact)
        SELECT id, pg_current_xact_id()::text::bigint FROM written;
        RETURN NULL;
    END $$;
    CREATE TRIGGER note_insert AFTER INSERT ON members_spell REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION members_spell_note();
    CREATE TRIGGER note_update AFTER UPDATE ON members_spell REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION members_spell_note();
    CREATE TRIGGER note_delete AFTER DELETE ON members_spell REFERENCING OLD TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION members_spell_note();
"""
FORGET = """
    DROP TRIGGER note_insert ON members_spell; DROP TRIGGER note_update ON members_spell;
    DROP TRIGGER note_delete ON members_spell; DROP FUNCTION members_spell_note();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0010_list_indexes")]

    operations = [
        migrations.CreateModel(
            name="SpellChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spell_id", models.BigIntegerField(verbose_name="dòng")),
                ("xact", models.BigIntegerField(verbose_name="giao dịch")),
            ],
        ),
        migrations.CreateModel(
            name="SpellColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="tệp")),
                ("system", models.BigIntegerField(verbose_name="cụm cơ sở dữ liệu")),
                ("snapshot", models.TextField(verbose_name="trạng thái giao dịch")),
                ("spells", models.BigIntegerField(verbose_name="số dòng")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
            ],
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
