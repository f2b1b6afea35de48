"""All addresses."""

from django.urls import include, path

handler403 = "ketdoan.units.views.refused.refused"
urlpatterns = [
    path("tai-khoan/", include("allauth.urls")),
    path("", include("ketdoan.core.urls")),
    path("to-chuc/", include("ketdoan.units.urls")),
    path("doan-vien/", include("ketdoan.members.urls")),
    path("cong-viec/", include("ketdoan.activities.urls")),
    path("", include("ketdoan.workspace.urls")),
]
