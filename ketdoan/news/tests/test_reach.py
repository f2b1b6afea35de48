"""That an article goes to those it is meant for, and the preview told so: random targets against a brute-force oracle.

`TARGETS=1000 pytest …/test_reach.py` tries more of them than the suite does.
"""

import os
from collections import Counter

import pytest

from ketdoan.core.acting import acting
from ketdoan.core.models import Notification
from ketdoan.news.actions import articles
from ketdoan.news.models import Article, Tally
from ketdoan.news.queries.reach import preview

from .union import TREE, RandomMembers, actor_at

pytestmark = pytest.mark.django_db
TARGETS = int(os.environ.get("TARGETS", "250"))


def test_the_preview_of_random_targets_is_the_ledger_of_who_was_told() -> None:
    union = RandomMembers(7)
    seen: Counter[str] = Counter()
    for number in range(TARGETS):
        if number % 4 == 0:
            seen[union.happen()] += 1
        publisher = union.random.choice(list(TREE))
        reach, urgent = union.any_reach(publisher), union.random.random() < 0.2
        meant, told = union.meant(publisher, reach), union.told(publisher, reach, urgent)
        seen["nobody"] += not meant
        seen["some"] += 0 < len(told) < len(meant)
        unit = union.units[publisher]
        with acting(actor_at(unit)):
            shown = preview(unit, reach, "news_urgent" if urgent else "news")
            assert (shown.members, shown.told) == (len(meant), len(told)), (number, publisher, reach)
            if not meant:
                continue
            article = Article(unit=unit, title=f"Tin {number}", text="Nội dung", urgent=urgent, token=str(number))
            for name, chosen in reach.kept().items():
                setattr(article, name, chosen)
            article.save()
            articles.publish(article=article)
        ledger = set(Notification.objects.filter(key=f"news:{article.pk}:new").values_list("account", flat=True))
        assert ledger == told, (number, publisher, reach)
        tallies = Tally._base_manager.filter(article=article)
        assert sum(tally.members for tally in tallies) == len(meant)
        assert sum(tally.told for tally in tallies) == len(told)
    if TARGETS >= 1_000:
        happened = ("transfer", "leave", "suspend", "resume", "join", "account", "honour", "move", "merge")
        assert all(seen[what] for what in happened), seen
        assert seen["some"] > TARGETS / 4, seen
        assert seen["nobody"] > TARGETS / 50, seen
