"""What news bring to the world of the isolation walks: an article that is out, a draft, somebody who registered."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.news.actions import articles, campaigns, signups
from ketdoan.news.actions.articles import NewPicture
from ketdoan.news.actions.signups import Offer
from ketdoan.news.factories import writer
from ketdoan.news.models import Place
from ketdoan.units.models import Unit


def published(unit: Unit, words: str, member: Member, drawn: File) -> dict[str, Any]:
    """News of a unit, for which a member of it has registered."""
    until = today() + timedelta(days=5)
    with acting(writer(unit)):
        campaign = campaigns.save_campaign(title=f"Tết {words}", theme="tet", begins=today(), ends=until)
        content = {"title": f"Tin {words}", "text": f"Nội dung {words}", "campaign": campaign}
        out = articles.draft_article(values=content, pictures=[NewPicture(drawn, f"Ảnh {words}")])
        draft = articles.draft_article(values={**content, "title": f"Nháp {words}"})
        signup = signups.set_signup(article=out, until=until, offers=[Offer(f"Xe {words}", 3)])
        articles.publish(article=out)
    actor = member_actor(member.person)
    assert actor is not None
    with acting(actor):
        registered = signups.register(article=out, place=Place._base_manager.get(signup=signup).pk, answer=words)
    return {
        "news_article": out,
        "news_draft": draft,
        "news_picture": out.pictures.get(),
        "news_campaign": campaign,
        "news_registration": registered,
    }
