"""What was mailed, and what waits to be, moves from the notifications into the ledger."""

from django.db import migrations

# Letters that waited in jobs of their own wait in the ledger now.
MOVE = """
    INSERT INTO core_delivery (notification_id, channel, device, state, tries, due_at, at, reason)
    SELECT n.id, CASE n.way WHEN 'mail' THEN 'mail' ELSE 'digest' END, 0,
           CASE WHEN n.mailed_at IS NULL THEN 'queued' ELSE 'sent' END, 0, n.created_at,
           COALESCE(n.mailed_at, n.created_at), ''
    FROM core_notification n JOIN core_account a ON a.id = n.account_id
    WHERE n.way IN ('mail', 'digest') AND (n.mailed_at IS NOT NULL OR a.is_active AND a.email <> '');
    DELETE FROM procrastinate_jobs WHERE task_name = 'core.send_mail' AND status = 'todo';
    SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_deliveries"),
        ("procrastinate", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="notification",
            name="notification_digest",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="mailed_at",
        ),
    ]
