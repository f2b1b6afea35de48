"""All addresses."""

from django.urls import include, path

from ketdoan.core.api import addresses
from ketdoan.legal import api as legal_api  # noqa: F401 - its operations join the API
from ketdoan.members import api as members_api  # noqa: F401 - its operations join the API
from ketdoan.members.views import check
from ketdoan.reports import api as reports_api  # noqa: F401

handler403 = "ketdoan.units.views.refused.refused"
handler404 = "ketdoan.portal.views.missing.missing"
urlpatterns = [
    path("tai-khoan/", include("allauth.urls")),
    path("", include("ketdoan.core.urls")),
    path("to-chuc/", include("ketdoan.units.urls")),
    path("doan-vien/", include("ketdoan.members.urls")),
    path("the/", check.about, name="card_about"),
    path("the/khoa.json", check.keys, name="card_keys"),
    path("the/<str:code>", check.card, name="card"),
    path("THE/<str:code>", check.card, name="card_scanned"),
    path("cong-viec/", include("ketdoan.activities.urls")),
    path("bao-cao/", include("ketdoan.reports.urls")),
    path("xep-loai/", include("ketdoan.grading.urls")),
    path("phap-luat/", include("ketdoan.legal.urls")),
    path("tin-tuc/", include("ketdoan.news.urls")),
    path("khao-sat/", include("ketdoan.surveys.urls")),
    path("app/", include("ketdoan.portal.urls.app")),
    path("ung-dung/", include("ketdoan.portal.urls.office")),
    path("phan-anh/", include("ketdoan.petitions.urls")),
    path("cham-lo/", include("ketdoan.welfare.urls")),
    path("api/v1/", include((addresses(), "ninja"), namespace="api")),
    path("", include("ketdoan.workspace.urls")),
]
