"""The writer's pages: drafts, whom they are for, publishing, what came of it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import KEY, edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing
from ketdoan.core.qr import qr
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number

from ..actions import articles as acts
from ..forms.articles import ArticleForm, CorrectForm, ReachForm, ReplayForm, ScheduleForm, WithdrawForm
from ..models import Article, Picture
from ..queries.drawing import drawn_article
from ..queries.reach import Preview, preview, units_reached
from ..queries.reading import editions_of, pictures_of
from ..queries.results import listed, results
from ..queries.signups import offered, signup_of
from ..rules.reach import Reach
from ..rules.states import OUT, State
from ..rules.text import draw
from ..tables.articles import ArticleFilters, ArticleTable
from .words import reach_words

WRITE = acts.WRITE


def _article(pk: int) -> Article:
    """An article of the scope. What another unit has not published is nobody else's."""
    return get_object_or_404(listed(), pk=pk)


def address_of(picture: Picture) -> str:
    """Where a writer's page shows a picture."""
    return reverse("news:picture", args=[picture.article_id, picture.pk])


@screen("news.view")
def articles(request: HttpRequest) -> HttpResponseBase:
    """Articles of the own unit, and those that units below published."""
    may = current_actor().may(WRITE)
    return listing(
        request,
        ArticleTable,
        ArticleFilters,
        "news/articles.html",
        title="Tin tức",
        rows=listed(),
        search="",
        noun="tin",
        export="news.export",
        empty="Đơn vị chưa soạn tin nào.",
        **({"add": ("Soạn tin mới", reverse("news:new"))} if may else {}),  # type: ignore[arg-type]
    )


@screen(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Draft an article."""
    return edit(
        request,
        ArticleForm,
        acts.draft_article,
        "news/edit.html",
        title="Soạn tin mới",
        back=reverse("news:articles"),
        done=lambda article: reverse("news:reach", args=[article.pk]),
        said="Đã lưu bản nháp. Hãy chọn người nhận.",
        submit="Tiếp tục: chọn người nhận",
    )


@screen(WRITE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    article = _article(pk)
    page = reverse("news:article", args=[pk])
    return edit(
        request,
        partial(ArticleForm, article=article),
        partial(acts.edit_article, article=article),
        "news/edit.html",
        title=f"Sửa: {article.title}",
        back=page,
        done=page,
        said="Đã lưu bản nháp.",
        context={"article": article},
    )


@screen(WRITE)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What is being typed as members will read it; pictures of the article stand in it by their numbers."""
    pk = request.POST.get("article", "")
    article = Article.objects.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() else None
    pictures = {one.number: (address_of(one), one.description) for one in pictures_of(article)} if article else {}
    typed = {name: request.POST.get(name, "")[:20_000] for name in ("title", "summary", "text")}
    context = {**typed, "html": draw(typed["text"], pictures), "cover": pictures.get(1)}
    return render(request, "news/look.html", context)


@screen(WRITE)
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom a draft is for; beside the form stands how many that are."""
    article = _article(pk)
    page = reverse("news:article", args=[pk])
    return edit(
        request,
        partial(ReachForm, reach=article.reach),
        partial(acts.set_reach, article=article),
        "news/reach.html",
        title=f"Người nhận: {article.title}",
        back=page,
        done=page,
        said="Đã lưu người nhận. Hãy đọc lại tin rồi đăng.",
        submit="Lưu người nhận",
        context={"article": article, **_reached(article, article.reach)},
    )


@screen(WRITE)
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact reach of what is chosen at the moment."""
    article = _article(pk)
    form = ReachForm(request.POST)
    context = _reached(article, form.cleaned_data["reach"]) if form.is_valid() else {"wrong": True}
    return render(request, "news/reached.html", context)


def _reached(article: Article, chosen: Reach) -> dict[str, Any]:
    told: Preview = preview(article.unit, chosen, article.category)
    return {"reached": told, "words": reach_words(article.unit, chosen), "urgent": article.urgent}


@screen("news.view")
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft as it will be read, with whom it reaches; of a published article what came of it."""
    found = _article(pk)
    may = current_actor().may
    own = current_actor().unit_id == found.unit_id and may(WRITE)
    signup = signup_of(found)
    context = {
        "article": found,
        "own": own,
        "may_withdraw": may(WRITE),
        "may_handle": may("news.registrations"),
        "drawn": drawn_article(found, address_of),
        "signup": signup,
        "offered": offered(signup) if signup else [],
        "words": reach_words(found.unit, found.reach),
        "State": State,
    }
    if found.state in OUT:
        chosen = request.GET.get("don_vi", "")
        came = results(found, int(chosen) if chosen.isascii() and chosen.isdigit() else None)
        context |= {"editions": editions_of(found), "results": came or results(found), **_link(request, found)}
        return render(request, "news/article.html", context)
    context |= _reached(found, found.reach)
    context["units"] = units_reached(found.unit, found.reach).filter(ended_on=None).count()
    return render(request, "news/draft.html", context)


def _link(request: HttpRequest, article: Article) -> dict[str, str | SafeString]:
    """The address of the shared page, and the same as a QR code."""
    address = request.build_absolute_uri(reverse("news:shared", args=[article.token]))
    return {"link": address, "qr": qr(address)}


@screen("news.view")
@require_safe
def picture(request: HttpRequest, pk: int, picture: int) -> HttpResponseBase:
    """A picture of an article of the scope."""
    held = get_object_or_404(Picture._base_manager.select_related("blob"), article=_article(pk), pk=picture)
    return file_response(held.blob, "anh.webp", inline=True)


def _post(request: HttpRequest, pk: int, verb: Any, said: str, **inputs: Any) -> HttpResponse:
    """Do an act of one button, and show its answer on the article's page."""
    done(request, verb, said, article=_article(pk), key=request.POST.get(KEY), **inputs)
    return redirect("news:article", pk)


@screen(WRITE)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft now."""
    return _post(request, pk, acts.publish, "Đã đăng. Trang này cho biết tin đã đến đâu.")


@screen(WRITE)
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft at a time."""
    article = _article(pk)
    return _form(request, article, ScheduleForm, acts.schedule, "Hẹn giờ đăng", said="Đã hẹn giờ đăng.")


@screen(WRITE)
@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """A scheduled article is a draft again."""
    return _post(request, pk, acts.unschedule, "Đã bỏ hẹn giờ; tin trở lại bản nháp.")


@screen(WRITE)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    if done(request, acts.drop_draft, "Đã bỏ bản nháp.", article=_article(pk)):
        return redirect("news:articles")
    return redirect("news:article", pk)


@screen(WRITE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a corrected edition in the place of a published article."""
    article = _article(pk)
    initial = {"title": article.title, "summary": article.summary, "text": article.text}
    return edit(
        request,
        partial(CorrectForm, initial=initial),
        partial(acts.correct, article=article),
        "news/edit.html",
        title=f"Đính chính: {article.title}",
        back=reverse("news:article", args=[pk]),
        said="Đã đăng bản đính chính.",
        submit="Đăng bản đính chính",
        context={"article": article},
    )


@screen(WRITE)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where an event can be seen again."""
    return _form(request, _article(pk), ReplayForm, acts.add_replay, "Thêm liên kết xem lại", said="Đã thêm “Xem lại”.")


@screen(WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article back."""
    article = _article(pk)

    def effects(**_: Any) -> list[str]:
        return [
            "Đoàn viên mở tin sẽ thấy tin đã thu hồi và lý do, không còn thấy nội dung; liên kết chia sẻ cũng vậy.",
            f"Tin đã dành cho {format_number(article.members)} đoàn viên.",  # type: ignore[attr-defined]
            "Không đăng lại được; nếu chỉ sai một chỗ, hãy dùng “Đính chính”.",
        ]

    return _form(request, article, WithdrawForm, acts.withdraw, "Thu hồi", said="Đã thu hồi tin.", preview=effects)


def _form(request: HttpRequest, article: Article, form: Any, verb: Any, title: str, **options: Any) -> HttpResponse:
    submit = "Xem trước" if "preview" in options else title
    return edit(
        request,
        form,
        partial(verb, article=article),
        "news/form.html",
        title=f"{title}: {article.title}",
        back=reverse("news:article", args=[article.pk]),
        submit=submit,
        context={"article": article},
        **options,
    )


@screen(WRITE)
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an article away."""
    return _post(request, pk, acts.archive, "Đã lưu trữ; tin vẫn đọc được ở mục Tin cũ.")


@screen(WRITE)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived article back."""
    return _post(request, pk, acts.restore, "Tin đã trở lại danh sách.")


@screen(WRITE)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let whoever has the link read an article, or not."""
    opening = request.POST.get("mo") == "1"
    said = "Ai có liên kết đều đọc được tin này." if opening else "Liên kết chỉ còn dẫn đoàn viên vào ứng dụng."
    return _post(request, pk, acts.set_public, said, public=opening)
