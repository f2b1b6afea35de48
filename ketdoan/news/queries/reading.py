"""What a member reads: the latest editions of what is meant for them."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.unscoped import everything
from ketdoan.members.queries.membership import own_member
from ketdoan.members.rules import Standing
from ketdoan.units.models import Unit

from ..models import Article, Edition, Picture, Reading
from ..rules.reach import Facts
from ..rules.states import OUT, READABLE, State
from .shifts import shifts_of


def facts_of(actor: Actor) -> Facts:
    """What decides whether an article is meant for the member who acts."""
    member = own_member(actor)
    if member is None:
        return Facts(())
    profile = getattr(member.person, "profile", None)
    return Facts(
        units=line_of(member.unit),
        sex=member.sex,
        profession=profile.profession if profile else "",
        shifts=shifts_of(actor.account_id),
        suspended=member.state == Standing.SUSPENDED,
    )


def line_of(unit: Unit) -> tuple[int, ...]:
    """The units of a unit's line of command, from the top down to itself."""
    return tuple(int(part) for part in unit.path.strip("/").split("/"))


def latest() -> QuerySet[Edition]:
    """The latest edition of each article that the actor's line published, the newest article first."""
    last = Edition.objects.filter(number=F("article__edition"))
    shown = last.filter(article__state__in=READABLE)
    return shown.select_related("article__unit", "article__campaign").order_by("-article__published_at", "-article")


def meant_for(facts: Facts) -> Q:
    """Editions of articles that are meant for a member, of those that their line published."""
    return (
        (Q(article__units=[]) | Q(article__units__overlap=list(facts.units)))
        & Q(article__sex__in=["", facts.sex])
        & (Q(article__professions=[]) | Q(article__professions__contains=[facts.profession]))
        & (Q(article__shifts=[]) | Q(article__shifts__overlap=list(facts.shifts)))
        & (Q(article__suspended=True) if facts.suspended else Q())
    )


@dataclass(frozen=True)
class News:
    """A line of a member's list: the edition, the article's first picture if it has one, and whether it is unread."""

    edition: Edition
    picture: Picture | None
    unread: bool

    @property
    def article(self) -> Article:
        return self.edition.article


def news_for(
    actor: Actor, first: int = 0, most: int = 20, *, archived: bool = False, pictured: bool = True
) -> list[News]:
    """What is meant for the member who acts, from the `first` one on; with `archived` what has been put away."""
    state = State.ARCHIVED if archived else State.PUBLISHED
    rows = latest().filter(meant_for(facts_of(actor)), article__state=state).defer("text", "note")
    editions = list(rows[first : first + most])
    ids = [edition.article_id for edition in editions]
    read = set(Reading.objects.filter(person=actor.person_id or 0, article__in=ids).values_list("article", flat=True))
    first_ones = Picture._base_manager.filter(article__in=ids, number=1) if pictured else ()
    covers = {picture.article_id: picture for picture in first_ones}
    return [News(one, covers.get(one.article_id), one.article_id not in read) for one in editions]


def read_article(actor: Actor, pk: int) -> Edition | None:
    """The latest edition of an article, if it is meant for the member who acts. One that was withdrawn comes too: its
    page says so and why, without its text."""
    last = Edition.objects.filter(number=F("article__edition"))
    found = last.filter(meant_for(facts_of(actor)), article=pk, article__state__in=OUT)
    return found.select_related("article__unit", "article__campaign").first()


def above() -> QuerySet[Edition]:
    """What the units above the acting post's published to theirs, for its officials."""
    own = Unit._base_manager.get(pk=current_actor().unit_id or 0)
    return latest().filter(for_unit(own), article__unit__in=line_of(own)[:-1])


def read_here() -> QuerySet[Edition]:
    """The same, with what the own unit published."""
    own = Unit._base_manager.get(pk=current_actor().unit_id or 0)
    return latest().filter(for_unit(own), article__unit__in=line_of(own))


def for_unit(unit: Unit) -> Q:
    """Editions of articles that are for somebody in a unit."""
    return Q(article__units=[]) | Q(article__units__overlap=_around(unit))


def _around(unit: Unit) -> list[int]:
    """The units above a unit, itself, and those below it."""
    below = Unit._base_manager.filter(path__gt=unit.path, path__lt=unit.path + "~").values_list("pk", flat=True)
    return [*line_of(unit), *below]


def pictures_of(article: Article) -> list[Picture]:
    """The pictures of an article. Whoever may read it may see them."""
    return list(Picture._base_manager.filter(article=article).select_related("blob", "small"))


def editions_of(article: Article) -> list[Edition]:
    """All editions of an article, the latest first."""
    return list(Edition._base_manager.filter(article=article).order_by("-number"))


def shared(token: str) -> Edition | None:
    """The latest edition of the article of a link. Read for a visitor, hence across all units: what may be shown of
    it, the page decides by its `public`."""
    with everything():
        return latest().filter(article__token=token).first()
