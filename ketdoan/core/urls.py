"""Addresses of the core."""

from django.urls import path

from .health import healthz
from .views import search

app_name = "core"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("tim-kiem/", search.find, name="search"),
]
