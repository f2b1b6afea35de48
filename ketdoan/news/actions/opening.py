"""That a member opens an article. It is no act of the union: nothing of it stands in the audit trail."""

from django.db import connection, transaction

from ketdoan.core.acting import Actor

from ..models import Article

FIRST = "INSERT INTO news_reading (person_id, article_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
COUNTED = """
    INSERT INTO news_tally (article_id, unit_id, members, told, opens) VALUES (%s, %s, 0, 0, 1)
    ON CONFLICT (article_id, unit_id) DO UPDATE SET opens = news_tally.opens + 1
"""


def opened(actor: Actor, article: Article) -> bool:
    """Mark an article as opened by the member who acts, and count it for their unit the first time. Returns whether
    it was that."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FIRST, [actor.person_id, article.pk])
        if not cursor.rowcount:
            return False
        cursor.execute(COUNTED, [article.pk, actor.unit_id])
        return True
