"""The picture of a member: shown, handed in, taken away."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.editing import edit
from ketdoan.core.screens import screen

from ..actions.photos import drop_photo, set_photo
from ..forms.cards import PhotoForm
from ..models import Member, Photo
from ..queries.cards import picture_of


@screen("members.view")
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture; 404 where there is none or it was erased."""
    found = get_object_or_404(Photo.objects.select_related("person__key"), pk=pk)
    picture = picture_of(found)
    if picture is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


@screen("members.card")
def set_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a picture, from the camera of a phone or from a file."""
    member = get_object_or_404(Member.objects.select_related("person", "unit"), pk=pk)
    back = reverse("members:member", args=[pk])
    return edit(
        request,
        PhotoForm,
        partial(set_photo, member=member),
        "members/photo.html",
        title=f"Ảnh thẻ: {member.person.name}",
        back=back,
        done=back,
        said="Đã lưu ảnh.",
        submit="Lưu ảnh",
        drafts=False,
        context={"member": member, "has_photo": Photo.objects.filter(pk=pk).exists()},
    )


@screen("members.card")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the picture away."""
    drop_photo(member=get_object_or_404(Member.objects.select_related("person"), pk=pk))
    messages.success(request, "Đã bỏ ảnh.")
    return redirect("members:member", pk)
