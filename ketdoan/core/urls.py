"""Addresses of the core."""

from django.urls import path

from .views import search

app_name = "core"
urlpatterns = [
    path("tim-kiem/", search.find, name="search"),
]
