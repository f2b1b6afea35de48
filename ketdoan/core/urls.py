"""Addresses of the core."""

from django.urls import URLPattern, path

from ketdoan.core.health import healthz

app_name = "core"
urlpatterns: list[URLPattern] = [path("healthz", healthz, name="healthz")]
