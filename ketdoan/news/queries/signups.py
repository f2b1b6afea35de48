"""Registrations: what an article offers, how much is left, who is on the list."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ketdoan.core.acting import Actor, current_actor
from ketdoan.units.models import Unit

from ..models import Article, Place, Registration, Signup
from ..rules.states import LIVE, OUT, Standing
from .reading import line_of


@dataclass(frozen=True)
class Offered:
    """One thing to register for: how many have a place, how many wait, how many places are left (None: no end)."""

    place: Place
    placed: int
    waiting: int

    @property
    def left(self) -> int | None:
        return None if self.place.number is None else max(0, self.place.number - self.placed)

    @property
    def note(self) -> str:
        """How many there are, and how many wait."""
        places = "không giới hạn" if self.place.number is None else f"trên {self.place.number} chỗ"
        return f"{places}, {self.waiting} chờ" if self.waiting else places

    @property
    def words(self) -> str:
        """What somebody who chooses reads."""
        if self.left is None:
            return self.place.label
        return (
            f"{self.place.label}: còn {self.left} chỗ"
            if self.left
            else f"{self.place.label}: hết chỗ, ghi danh sách chờ"
        )


def signup_of(article: Article) -> Signup | None:
    """The registration that an article takes. Whoever may read the article may see it."""
    return Signup._base_manager.filter(article=article).first()


def offered(signup: Signup) -> list[Offered]:
    """What is offered, with how much is left."""
    counted = Place._base_manager.filter(signup=signup).annotate(
        placed=Count("registrations", filter=Q(registrations__standing=Standing.PLACED)),
        waiting=Count("registrations", filter=Q(registrations__standing=Standing.WAITING)),
    )
    return [Offered(place, place.placed, place.waiting) for place in counted.order_by("order")]


def registered(article: Article) -> QuerySet[Registration]:
    """The list of an article, as far as the post's scope goes: who has a place first, each in the order of coming."""
    found = Registration.objects.filter(signup__article=article)
    return found.select_related("person", "unit", "place").order_by("place__order", "standing", "pk")


def own_registration(actor: Actor, article: Article) -> Registration | None:
    """The registration of the member who acts: the one that counts, else the last one."""
    own = Registration.objects.filter(signup__article=article).select_related("place")
    return own.filter(standing__in=LIVE).first() or own.order_by("-pk").first()


def ahead(registration: Registration) -> int:
    """How many wait before somebody who waits."""
    waiting = Registration._base_manager.filter(place=registration.place_id, standing=Standing.WAITING)
    return waiting.filter(pk__lt=registration.pk).count()


def with_signup(articles: Iterable[int]) -> set[int]:
    """Those of the articles that take registrations."""
    return set(Signup._base_manager.filter(article__in=articles).values_list("article", flat=True))


def signups_here() -> QuerySet[Signup]:
    """Registrations whose list the acting post may see: of articles of its scope, and of published ones of the units
    above it, of which it sees its own members."""
    unit = Unit._base_manager.get(pk=current_actor().unit_id or 0)
    above = Q(article__unit__in=line_of(unit)[:-1], article__state__in=OUT)
    found = Signup._base_manager.filter(Q(article__in=Article.objects.all()) | above)
    return found.select_related("article__unit")
