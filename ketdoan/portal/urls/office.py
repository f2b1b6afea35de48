"""Addresses of the officials' pages about the app, under /ung-dung/."""

from django.urls import path

from ..views import office

app_name = "app_office"
urlpatterns = [
    path("", office.claims, name="claims"),
    path("<int:pk>/xac-nhan", office.confirm, name="confirm"),
    path("<int:pk>/tu-choi", office.refuse, name="refuse"),
    path("moi/<str:code>", office.link, name="link"),
    path("moi-rieng/<int:pk>", office.invite_one, name="invite_one"),
]
