"""Addresses of the module, under /cong-viec/."""

from django.urls import URLPattern

app_name = "activities"
urlpatterns: list[URLPattern] = []
