"""An article as it is drawn: its text with its pictures, for whichever page shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ..models import Article, Edition, Picture
from ..rules.text import draw, named_pictures
from .reading import pictures_of

Address = Callable[[Picture], str]


@dataclass(frozen=True)
class Drawn:
    """What a page shows: the text as safe HTML, and the address of the picture above it with what it shows. Pictures
    that the text does not place follow at its end."""

    html: SafeString
    cover: str = ""
    described: str = ""


def drawn(content: Article | Edition, pictures: list[Picture], address: Address) -> Drawn:
    """An article or an edition of it with its pictures at the addresses that the page gives them."""
    named = named_pictures(content.text)
    cover = next((one for one in pictures if one.number == 1 and 1 not in named), None)
    rest = [one.number for one in pictures if one.number not in named and one is not cover]
    text = content.text + "".join(f"\n\n[ảnh {number}]" for number in rest)
    html = draw(text, {one.number: (address(one), one.description) for one in pictures})
    return Drawn(html, address(cover) if cover else "", cover.description if cover else "")


def drawn_article(content: Article | Edition, address: Address) -> Drawn:
    """The same, with the pictures that the article has."""
    article = content.article if isinstance(content, Edition) else content
    return drawn(content, pictures_of(article), address)
