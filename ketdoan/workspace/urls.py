"""Addresses of the module."""

from django.urls import path

from .views import adoption, figures, home

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("viec-can-xu-ly/<slug:group>/", home.items, name="items"),
    path("lich/", home.calendar, name="calendar"),
    path("so-lieu/", figures.key_figures, name="figures"),
    path("so-lieu/<str:code>/", figures.evidence, name="evidence"),
    path("su-dung/", adoption.adoption, name="adoption"),
    path("su-dung/<str:code>/", adoption.adoption, name="adoption_of"),
    path("su-dung/<str:code>/chua-dung/", adoption.unused, name="unused"),
    path("su-dung/<str:code>/can-bo/", adoption.officers, name="adoption_officers"),
]
