"""News of the units above, for officials; and the page that a shared link opens."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing
from ketdoan.core.screens import PUBLIC, screen

from ..models import Edition, Picture
from ..queries.drawing import drawn_article
from ..queries.reading import above, editions_of, read_here, shared
from ..queries.signups import signup_of
from ..rules.text import plain
from ..tables.articles import AboveTable


@screen("news.view")
def from_above(request: HttpRequest) -> HttpResponseBase:
    """What the units above told their members, as far as it is for the own unit."""
    return listing(
        request,
        AboveTable,
        None,
        "news/above.html",
        title="Tin của cấp trên",
        rows=above(),
        search="",
        noun="tin",
        empty="Cấp trên chưa đăng tin nào cho đơn vị.",
    )


def _read(pk: int) -> Edition:
    return get_object_or_404(read_here(), article=pk)


@screen("news.view")
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """An article of a unit above, or of the own one as it is read."""
    edition = _read(pk)
    context = {
        "edition": edition,
        "article": edition.article,
        "drawn": drawn_article(edition, lambda one: reverse("news:read_picture", args=[pk, one.pk])),
        "editions": editions_of(edition.article),
        "signup": signup_of(edition.article),
        "may_handle": current_actor().may("news.registrations"),
    }
    return render(request, "news/read.html", context)


@screen("news.view")
@require_safe
def read_picture(request: HttpRequest, pk: int, picture: int) -> HttpResponseBase:
    """A picture of such an article."""
    return _shown(_read(pk), picture)


def _shown(edition: Edition, pk: int) -> HttpResponseBase:
    held = get_object_or_404(Picture._base_manager.select_related("blob"), article=edition.article_id, pk=pk)
    return file_response(held.blob, "anh.webp", inline=True)


@screen(PUBLIC)
@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a shared link: an article that is public as a whole; of any other no more than that it is there."""
    edition = shared(token)
    if edition is None:
        raise Http404
    context: dict[str, object] = {"inside": f"/app/tin/{edition.article_id}"}
    if edition.article.public:
        where = settings.SITE_URL.rstrip("/")
        page = drawn_article(edition, lambda one: reverse("news:shared_picture", args=[token, one.pk]))
        context |= {
            "edition": edition,
            "article": edition.article,
            "drawn": page,
            "address": where + reverse("news:shared", args=[token]),
            "picture": where + page.cover if page.cover else "",
            "about": edition.summary or plain(edition.text, 160),
        }
    response = render(request, "news/shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@screen(PUBLIC)
@require_safe
def shared_picture(request: HttpRequest, token: str, picture: int) -> HttpResponseBase:
    """A picture of a public article."""
    edition = shared(token)
    if edition is None or not edition.article.public:
        raise Http404
    return _shown(edition, picture)
