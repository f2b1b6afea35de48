"""Small unions with news, for tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ketdoan.core.acting import Actor, acting
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.members.factories import make_members
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, Unit

from .actions import articles
from .models import Article
from .rules.reach import Reach

SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Small:
    """A province with two grassroots unions, the first with a group; Lan is a woman of it, Hùng a man of its group,
    Mai a woman of the second one."""

    units: dict[str, Unit]
    people: dict[str, Person]


def make_small() -> Small:
    """The units and members of a small union."""
    top = make_unit("confederation", "TLD", None, SINCE)
    province = make_unit("provincial_federation", "P", top, SINCE)
    one, two = (make_unit("grassroots_union", code, province, SINCE) for code in "AB")
    group = make_unit("union_group", "AT", one, SINCE)
    units = {unit.code: unit for unit in (top, province, one, two, group)}
    (lan,) = make_members(one, "Trần Thị Lan", sex="f")
    (hung,) = make_members(group, "Lê Văn Hùng", sex="m")
    (mai,) = make_members(two, "Phạm Thị Mai", sex="f")
    people = {"Lan": lan, "Hùng": hung, "Mai": mai}
    return Small(units, {name: Person._base_manager.get(pk=one.pk) for name, one in people.items()})


def writer(unit: Unit) -> Actor:
    """A post of a unit with every right."""
    return Actor(None, None, unit.pk, unit.short_name, Scope(unit.path), frozenset(permissions()))


def make_article(unit: Unit, title: str, *, publish: bool = True, **reach: Any) -> Article:
    """An article of a unit, for whom `reach` says, published unless not."""
    with acting(writer(unit)):
        article = articles.draft_article(values={"title": title, "text": "Nội dung"})
        if reach:
            article = articles.set_reach(article=article, reach=Reach(**reach))
        return articles.publish(article=article) if publish else article
